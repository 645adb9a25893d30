import type { TaskEvent, TaskTimes } from '../../runtime/events';
import type { Slice, SliceState } from './lane';

export type RunKind = 'sequential' | 'parallel';

/** One attempt of a task, as its newest event tells it. All times are ms since the run's t = 0. */
export interface TimelineTask {
  readonly runId: string;
  readonly kind: RunKind;
  /** Its place among the run's tasks, in the order they became known. */
  readonly row: number;
  readonly taskId: string;
  readonly attempt: number;
  /** The remote function's name. */
  readonly name: string;
  /** The short text on its bar: the forest's n_estimators. */
  readonly label: string;
  /** Tasks of one label belong together; this is their label's place among the run's, in the order of appearance. */
  readonly group: number;
  readonly state: TaskEvent['state'];
  readonly worker?: number;
  readonly times: TaskTimes;
  /** When it failed or was cancelled. */
  readonly ended?: number;
  /** What ran: a function, a class that an instance was made of, or `Class.method`. Its name, unless it was given another. */
  readonly fn: string;
  /** The task that submitted it; absent for the driver's. */
  readonly parentTaskId?: string;
  /** The objects that it was given by reference. */
  readonly dependencies: readonly string[];
  /** The actor whose method it is, or which it makes. */
  readonly actorId?: string;
  readonly error?: NonNullable<TaskEvent['error']>;
  /** When it waited for objects and did not use its CPU. */
  readonly waits?: readonly Wait[];
}

/** A time in which a running task waited for objects; `end` is Infinity while it does. */
export interface Wait {
  readonly on: 'get' | 'wait';
  readonly start: number;
  readonly end: number;
}

/** The task that makes an object; an object that was put has a name of its own: `t1:0` is the first of several that `t1` makes. */
export function makerOf(objectId: string): string {
  return objectId.split(':', 1)[0]!;
}

/** The task that submitted another: `t7.t1` and `t7~2.t1` are of `t7`, `t1` is the driver's. */
export function parentOf(taskId: string): string | undefined {
  const dot = taskId.lastIndexOf('.');
  return dot < 0 ? undefined : taskId.slice(0, dot).replace(/~\d+$/, '');
}

/** Where a task is in its life, in words a person would use. */
export const TASK_STATUSES = ['waiting', 'receiving', 'running', 'done', 'failed', 'cancelled'] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The status of a task; a cancelled task is one that failed with Ray's TaskCancelledError. */
export function statusOf(task: Pick<TaskEvent, 'state' | 'times' | 'error'>): TaskStatus {
  switch (task.state) {
    case 'PENDING_ARGS_AVAIL':
    case 'PENDING_NODE_ASSIGNMENT':
      return 'waiting';
    case 'SUBMITTED_TO_WORKER':
      return 'receiving';
    case 'RUNNING':
    case 'RUNNING_IN_RAY_GET':
    case 'RUNNING_IN_RAY_WAIT':
      return task.times.deserialised === undefined ? 'receiving' : 'running';
    case 'FINISHED':
      return 'done';
    case 'FAILED':
      return task.error?.name === 'TaskCancelledError' ? 'cancelled' : 'failed';
  }
}

/** The three spans of a task's life in ms; absent until both of their ends are known. */
export interface TaskSpans {
  /** From `.remote()` to the moment a worker got it. */
  readonly waited?: number;
  /** From then until its arguments were there. */
  readonly received?: number;
  /** The function itself. */
  readonly took?: number;
}

export function spansOf({ times }: TimelineTask): TaskSpans {
  const { submitted, scheduled, deserialised, executed } = times;
  return {
    ...(scheduled === undefined ? {} : { waited: scheduled - submitted }),
    ...(scheduled === undefined || deserialised === undefined ? {} : { received: deserialised - scheduled }),
    ...(deserialised === undefined || executed === undefined ? {} : { took: executed - deserialised }),
  };
}

/** When a task's worker was free of it again: Infinity while it has not ended. */
function endOf({ state, times, ended }: TimelineTask): number {
  if (state !== 'FINISHED' && state !== 'FAILED') return Infinity;
  return times.stored ?? times.executed ?? ended ?? Infinity;
}

/**
 * The slices of a task on its lane, which touch each other: the data's arrival, then the work, with the times in which it
 * waited for objects. A task that waits for a busy worker has none yet.
 *
 * @param free when the lane's worker was done with the task before (ms; Infinity if it is still at it). A worker may be
 *   given its next task early; that task's data is drawn as arriving only from here on.
 */
export function slicesOf(task: TimelineTask, free: number): Slice[] {
  const { scheduled, started, deserialised } = task.times;
  if (scheduled === undefined || (started === undefined && free === Infinity)) return [];
  const taken = started ?? Infinity;
  const start = Math.min(Math.max(scheduled, Math.min(free, taken)), deserialised ?? Infinity);
  const end = Math.max(endOf(task), start);
  const outcome = outcomeOf(task);
  if (deserialised === undefined) return [{ start, end, state: outcome ?? 'receiving' }];
  const work: SliceState = outcome ?? (task.kind === 'sequential' ? 'sequential' : 'training');
  const slices: Slice[] = deserialised > start ? [{ start, end: deserialised, state: 'receiving' }] : [];
  let time = deserialised;
  for (const wait of task.waits ?? []) {
    if (wait.start > time) slices.push({ start: time, end: wait.start, state: work });
    time = Math.min(wait.end, end);
    if (time > wait.start) slices.push({ start: wait.start, end: time, state: 'waiting' });
  }
  if (end > time || slices.length === 0 || !task.waits)
    slices.push({ start: time, end: Math.max(end, time), state: work });
  return slices;
}

function outcomeOf(task: TimelineTask): 'failed' | 'cancelled' | undefined {
  const status = statusOf(task);
  return status === 'failed' || status === 'cancelled' ? status : undefined;
}
