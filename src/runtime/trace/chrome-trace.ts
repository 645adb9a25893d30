import type { DriverEvent, RuntimeEvent, TaskEvent } from '../events';
import { counterEvents, StepCounter } from './counters';
import {
  NODE,
  slice,
  type FlowEvent,
  type MetadataEvent,
  type SliceEvent,
  type TraceArgs,
  type TraceEvent,
} from './format';
import { LaneSet, type Placed } from './lanes';
import { foldLog, micros, type Attempt, type FoldedLog } from './log';
import { placeRuns, type PlacedRun } from './placing';

export interface ChromeTraceOptions {
  /** The job's id in every slice. Default: `01000000`, Ray's first. */
  readonly jobId?: string;
  /** Time in ms to which tasks last that still run. Default: that of the newest event. */
  readonly until?: number;
}

/** The driver's lane; a worker's is its number. */
const DRIVER = 0;

/**
 * The event log as Chrome's trace events, with the fields of `ray.timeline()`: `JSON.stringify` makes of them a file
 * for chrome://tracing, Perfetto and speedscope.
 *
 * Each attempt that ran is a slice on its worker's lane, with the slices of its parts inside; one that failed or still
 * runs carries its `state` and `error` and lasts until it failed or until now. Attempts that never ran are in the
 * queue's counter only. Unlike Ray's, the trace has the driver's calls, arrows from submit to run and from task to task, and counters.
 */
export function chromeTrace(events: readonly RuntimeEvent[], options: ChromeTraceOptions = {}): TraceEvent[] {
  const { jobId = '01000000', until } = options;
  return new TraceWriter(foldLog(events, until), jobId).write();
}

/** A moment on a lane. */
interface Point {
  readonly tid: number;
  readonly ts: number;
}

class TraceWriter {
  private readonly log: FoldedLog;
  private readonly jobId: string;
  /** Between the numbers of a thread's lanes, so that no two threads share one. */
  private readonly stride: number;
  private readonly threads: MetadataEvent[] = [];
  private readonly slices: SliceEvent[] = [];
  private readonly flows: FlowEvent[] = [];
  private readonly busy = new StepCounter();
  private readonly queue = new StepCounter();
  /** Where the driver submitted each of its tasks. */
  private readonly submitted = new Map<string, Placed>();
  private readonly runs: PlacedRun[] = [];
  /** The first attempt of each task that finished: it made the objects. */
  private readonly makers = new Map<string, PlacedRun>();
  /** The attempts of tasks that submitted others. */
  private readonly parentRuns = new Map<string, PlacedRun[]>();

  constructor(log: FoldedLog, jobId: string) {
    this.log = log;
    this.jobId = jobId;
    this.stride = 1000;
    for (const worker of log.workers) while (worker >= this.stride) this.stride *= 10;
  }

  write(): TraceEvent[] {
    const { attempts, store } = this.log;
    this.writeDriver();
    for (const [worker, own] of this.attemptsByWorker()) this.writeWorker(worker, own);
    for (const run of this.runs) this.writeFlow(run);
    for (const { queued, dequeued } of attempts) this.queue.add(queued, dequeued);
    const fill = store.map(({ ts, bytes }) => [ts, bytes] as const).sort(([a], [b]) => a - b);
    const node: MetadataEvent = { name: 'process_name', ph: 'M', pid: NODE, args: { name: 'Node tab' } };
    const trace: TraceEvent[] = [node];
    return trace.concat(
      this.threads,
      this.slices,
      this.flows,
      this.busy.events('busy workers', 'workers'),
      this.queue.events('queue length', 'tasks'),
      counterEvents('store bytes', 'bytes', fill),
    );
  }

  private attemptsByWorker(): [number, Attempt[]][] {
    const byWorker = new Map<number, Attempt[]>();
    for (const worker of [...this.log.workers].sort((a, b) => a - b)) byWorker.set(worker, []);
    for (const attempt of this.log.attempts) if (attempt.run) byWorker.get(attempt.run.worker)!.push(attempt);
    return [...byWorker];
  }

  private writeWorker(worker: number, attempts: readonly Attempt[]): void {
    const { parents } = this.log;
    const lanes = new LaneSet((index) => worker + index * this.stride);
    const slices: SliceEvent[] = [];
    let busyTo = -Infinity;
    for (const run of placeRuns(attempts, parents, lanes)) {
      this.writeRun(run, slices);
      this.runs.push(run);
      const { taskId } = run.attempt.event;
      if (run.attempt.event.state === 'FINISHED') this.makers.set(taskId, this.makers.get(taskId) ?? run);
      if (parents.has(taskId)) this.parentRuns.set(taskId, [...(this.parentRuns.get(taskId) ?? []), run]);
      // Overlapping tasks keep a worker busy once.
      this.busy.add(Math.max(run.start, busyTo), run.end);
      busyTo = Math.max(busyTo, run.end);
    }
    this.addSlices(slices);
    this.nameThread(`worker:${worker}`, lanes, [worker]);
  }

  private writeRun(run: PlacedRun, into: SliceEvent[]): void {
    const { attempt, tid, start, end, deserialised, executed, waits } = run;
    const args = this.argsOf(attempt.event);
    into.push(slice('task', tid, start, end, args, attempt.event.name));
    if (deserialised > start) into.push(slice('task:deserialize_arguments', tid, start, deserialised, args));
    if (executed > deserialised) into.push(slice('task:execute', tid, deserialised, executed, args));
    for (const wait of waits) into.push(slice(wait.op, tid, wait.start, wait.end, args));
    if (end > executed) into.push(slice('task:store_outputs', tid, executed, end, args));
  }

  /** The driver's lane for what takes its time (submit, put); further ones for what it awaits (get, wait). */
  private writeDriver(): void {
    const working = new LaneSet((index) => DRIVER + 2 * index * this.stride);
    const waiting = new LaneSet((index) => DRIVER + (2 * index + 1) * this.stride);
    const tasks = this.driverTasks();
    const calls = [...this.log.calls].sort((a, b) => a.start - b.start || a.time - b.time);
    const slices: SliceEvent[] = [];
    let next = 0;
    calls.forEach((event, index) => {
      const { op, start, time } = event;
      const lanes = op === 'get' || op === 'wait' ? waiting : working;
      const place = lanes.place(micros(start), Math.max(micros(start), micros(time)));
      let task: TaskEvent | undefined;
      if (op === 'submit') {
        while (next < tasks.length && tasks[next]!.times.submitted < start) next++;
        // The driver notes the moment of a submission as the start of its call.
        if (tasks[next]?.times.submitted === start) task = tasks[next++];
      }
      if (task) this.submitted.set(task.taskId, place);
      const args = task ? this.idsOf(task) : this.driverArgs(event, index);
      slices.push(
        slice(op === 'submit' ? 'submit_task' : `ray.${op}`, place.tid, place.start, place.end, args),
      );
    });
    this.addSlices(slices);
    this.nameThread('driver', working, [DRIVER]);
    this.nameThread('driver: get and wait', waiting, []);
  }

  /** What the driver itself submitted, in that order. */
  private driverTasks(): TaskEvent[] {
    const tasks: TaskEvent[] = [];
    for (const { event } of this.log.attempts) {
      if (event.attempt === 0 && event.parentTaskId === undefined) tasks.push(event);
    }
    return tasks.sort((a, b) => a.times.submitted - b.times.submitted);
  }

  private writeFlow({ attempt, tid, start }: PlacedRun): void {
    const origin = this.originOf(attempt.event);
    if (origin) this.writeArrow('submit', origin, tid, start);
    for (const object of attempt.event.dependencies ?? []) {
      const maker = this.makers.get(makerOf(object));
      // Its last microsecond, because an arrow begins in the slice that is around its begin. What was rebuilt may end later.
      if (maker)
        this.writeArrow(
          'dependency',
          { tid: maker.tid, ts: Math.max(maker.start, maker.end - 1) },
          tid,
          start,
        );
    }
  }

  private writeArrow(name: FlowEvent['name'], from: Point, tid: number, start: number): void {
    const id = this.flows.length / 2 + 1;
    const ts = Math.min(from.ts, start);
    this.flows.push({ cat: 'flow', name, pid: NODE, tid: from.tid, ts, ph: 's', id });
    this.flows.push({ cat: 'flow', name, pid: NODE, tid, ts: start, ph: 'f', id, bp: 'e' });
  }

  /** Where the arrow to a task begins: at its slice on the driver's lane, or inside the task that submitted it. */
  private originOf({ taskId, parentTaskId, times }: TaskEvent): Point | undefined {
    if (parentTaskId === undefined) {
      const call = this.submitted.get(taskId);
      return call && { tid: call.tid, ts: call.start };
    }
    const ts = micros(times.submitted);
    const around = this.parentRuns.get(parentTaskId)?.find((run) => run.start <= ts && ts <= run.end);
    return around && { tid: around.tid, ts };
  }

  private idsOf({ taskId, attempt, name, fn = name }: TaskEvent): TraceArgs {
    return { task_id: taskId, job_id: this.jobId, attempt_number: attempt, func_or_class_name: fn };
  }

  private argsOf(event: TaskEvent): TraceArgs {
    const { state, error } = event;
    const ids = this.idsOf(event);
    if (state === 'FINISHED') return ids;
    return { ...ids, state, ...(error ? { error: `${error.name}: ${error.message}` } : {}) };
  }

  private driverArgs({ bytes }: DriverEvent, call: number): TraceArgs {
    const args = {
      task_id: 'driver',
      job_id: this.jobId,
      attempt_number: 0,
      func_or_class_name: 'driver',
      call,
    };
    return bytes === undefined ? args : { ...args, bytes };
  }

  /** Adds a thread's slices by lane, then by time. The sort is stable: what is around comes before what is inside. */
  private addSlices(slices: SliceEvent[]): void {
    slices.sort((a, b) => a.tid - b.tid || a.ts - b.ts);
    for (const each of slices) this.slices.push(each);
  }

  private nameThread(name: string, lanes: LaneSet, always: readonly number[]): void {
    const tids = lanes.tids.length > 0 ? lanes.tids : always;
    tids.forEach((tid, index) => {
      const args = { name: index === 0 ? name : `${name} (${index + 1})` };
      this.threads.push({ name: 'thread_name', ph: 'M', pid: NODE, tid, args });
    });
  }
}

/** The task that makes an object: `t1:0` is the first of several that `t1` returns. */
function makerOf(object: string): string {
  return object.split(':', 1)[0]!;
}
