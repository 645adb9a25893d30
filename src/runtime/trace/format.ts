/**
 * Chrome's Trace Event Format with the fields of `ray.timeline()`, as chrome://tracing, Perfetto and speedscope read it.
 * All times are whole microseconds: sums stay exact, so that a slice that ends with its parent does so for every reader.
 */
import type { TaskState } from '../events';

/** Ray's four fields, and for attempts that did not finish what became of them. */
export interface TraceArgs {
  readonly task_id: string;
  readonly job_id: string;
  readonly attempt_number: number;
  readonly func_or_class_name: string;
  /** Absent for FINISHED. */
  readonly state?: TaskState;
  /** The error in one line. */
  readonly error?: string;
  /** Bytes that a `put` copied into the store. */
  readonly bytes?: number;
  /** Number of the driver's call: speedscope takes touching slices for one when their names and args are equal. */
  readonly call?: number;
}

/** A slice: `ts` and `dur` in µs, `pid` the node, `tid` the lane. */
export interface SliceEvent {
  readonly cat: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly ph: 'X';
  readonly cname: string;
  readonly args: TraceArgs;
}

/** The name of the node or, with a `tid`, of a lane. */
export interface MetadataEvent {
  readonly name: 'process_name' | 'thread_name';
  readonly ph: 'M';
  readonly pid: number;
  readonly tid?: number;
  readonly args: { readonly name: string };
}

/**
 * One end of an arrow (`s` to `f`) to where a task ran: from where it was submitted, or from the end of a task that made one of
 * its arguments.
 */
export interface FlowEvent {
  readonly cat: 'flow';
  readonly name: 'submit' | 'dependency';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly ph: 's' | 'f';
  readonly id: number;
  /** The arrow ends at the slice around it, not at the next one. */
  readonly bp?: 'e';
}

/** A counter's value from `ts` on. */
export interface CounterEvent {
  readonly name: string;
  readonly ph: 'C';
  readonly pid: number;
  readonly ts: number;
  readonly args: Readonly<Record<string, number>>;
}

export type TraceEvent = SliceEvent | MetadataEvent | FlowEvent | CounterEvent;

/** The tab is the cluster's only node. */
export const NODE = 0;

/** The names of slices other than tasks, and Chrome's colour names for them, as in Ray. */
export const COLOURS = {
  task: 'rail_response',
  'task:deserialize_arguments': 'rail_load',
  'task:execute': 'rail_animation',
  'task:store_outputs': 'rail_idle',
  'ray.get': 'good',
  'ray.put': 'terrible',
  'ray.wait': 'vsync_highlight_color',
  submit_task: 'background_memory_dump',
} as const;

/** A slice on a lane; its category is its name except for tasks. */
export function slice(
  kind: keyof typeof COLOURS,
  tid: number,
  ts: number,
  end: number,
  args: TraceArgs,
  task = args.func_or_class_name,
): SliceEvent {
  const isTask = kind === 'task';
  return {
    // As in Ray, whose viewer then shows the task's name and filters by `task::name`.
    cat: isTask ? `task::${task}` : kind,
    name: isTask ? task : kind,
    pid: NODE,
    tid,
    ts,
    dur: end - ts,
    ph: 'X',
    cname: COLOURS[kind],
    args,
  };
}
