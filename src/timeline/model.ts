import type { RuntimeEvent, TaskEvent, TaskTimes } from '../runtime/events';
import { Lane } from './lane';
import { slicesOf, type RunKind, type TimelineTask } from './task';

/** A run to be shown. */
export interface RunSpec {
  readonly id: string;
  readonly kind: RunKind;
  /** Cluster time (ms) that is this run's t = 0. */
  readonly origin: number;
  /** Workers of a parallel run; a sequential run has one lane whatever its worker. */
  readonly lanes: number;
}

/** A run as the timeline keeps it; its times are ms since its own t = 0. */
export interface TimelineRun extends RunSpec {
  /** When it ended; absent while it goes on. */
  readonly end?: number;
  /** The latest time that any of its events told. */
  readonly latest: number;
  readonly slices: readonly Lane[];
  /** Every attempt of every task; a task's `row` is its index. */
  readonly tasks: readonly TimelineTask[];
}

interface GrowingRun extends RunSpec {
  end?: number;
  latest: number;
  slices: Lane[];
  tasks: TimelineTask[];
  /** Rows by `taskId#attempt`. */
  rows: Map<string, number>;
  /** Groups by label. */
  groups: Map<string, number>;
}

/**
 * What the timeline shows: runs, each with its lanes of slices and its tasks. It grows by events and tells its listeners;
 * `version` rises with every change, so that whoever draws knows whether anything is new.
 */
export class TimelineModel {
  version = 0;
  #runs: GrowingRun[] = [];
  #listeners = new Set<() => void>();

  /** The runs from top to bottom: the sequential ones, then the parallel ones. */
  get runs(): readonly TimelineRun[] {
    return this.#runs;
  }

  get empty(): boolean {
    return this.#runs.length === 0;
  }

  /** Starts a run; a run with the same id is forgotten first. */
  beginRun(spec: RunSpec): void {
    const lanes = spec.kind === 'sequential' ? 1 : spec.lanes;
    const slices = Array.from({ length: lanes }, () => new Lane());
    const run: GrowingRun = {
      ...spec,
      lanes,
      latest: 0,
      slices,
      tasks: [],
      rows: new Map(),
      groups: new Map(),
    };
    const runs = [...this.#runs.filter(({ id }) => id !== spec.id), run];
    this.#runs = [
      ...runs.filter((r) => r.kind === 'sequential'),
      ...runs.filter((r) => r.kind === 'parallel'),
    ];
    this.#changed();
  }

  /**
   * Adds what the cluster told; events other than tasks' are not drawn.
   *
   * @param labelOf the short text on a task's bar, by task id
   * @throws RangeError if no run has this id
   */
  append(runId: string, events: readonly RuntimeEvent[], labelOf: (taskId: string) => string): void {
    const run = this.#run(runId);
    for (const event of events) if (event.kind === 'task') update(run, event, labelOf);
    this.#changed();
  }

  /**
   * Ends a run at cluster time `time` (ms): what is still open is drawn until then.
   *
   * @throws RangeError if no run has this id
   */
  endRun(runId: string, time: number): void {
    const run = this.#run(runId);
    run.end = time - run.origin;
    run.latest = Math.max(run.latest, run.end);
    this.#changed();
  }

  clear(): void {
    this.#runs = [];
    this.#changed();
  }

  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #run(id: string): GrowingRun {
    const run = this.#runs.find((candidate) => candidate.id === id);
    if (!run) throw new RangeError(`The timeline has no run "${id}": call beginRun first.`);
    return run;
  }

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** How far a run reaches at cluster time `now`: to its end, or to now while it goes on. */
export function reach(run: TimelineRun, now: number): number {
  return run.end ?? Math.max(run.latest, now - run.origin);
}

/** The lane of a task: a sequential run's only one, a parallel run's by worker. */
export function laneOf(task: TimelineTask): number {
  return task.kind === 'sequential' ? 0 : (task.worker ?? 1) - 1;
}

function update(run: GrowingRun, event: TaskEvent, labelOf: (taskId: string) => string): void {
  const key = `${event.taskId}#${event.attempt}`;
  const row = run.rows.get(key) ?? run.tasks.length;
  const updated = event.time - run.origin;
  const known = run.tasks[row];
  if (known && known.updated > updated) return;
  const label = known?.label ?? labelOf(event.taskId);
  const group = run.groups.get(label) ?? run.groups.size;
  run.groups.set(label, group);
  const task: TimelineTask = {
    runId: run.id,
    kind: run.kind,
    row,
    taskId: event.taskId,
    attempt: event.attempt,
    name: event.name,
    label,
    group,
    state: event.state,
    times: since(run.origin, event.times),
    updated,
    ...(event.worker === undefined ? {} : { worker: event.worker }),
    ...(event.error === undefined ? {} : { error: event.error }),
  };
  if (known?.times.scheduled !== undefined) run.slices[laneOf(known)]?.remove(row);
  run.rows.set(key, row);
  run.tasks[row] = task;
  run.latest = Math.max(run.latest, updated);
  place(run, task);
}

/** Puts a task's slices on its lane. */
function place(run: GrowingRun, task: TimelineTask): void {
  const { scheduled, started } = task.times;
  if (scheduled === undefined) return;
  const index = laneOf(task);
  // A worker that took the place of a dead one has a number beyond those the run began with.
  while (run.slices.length <= index) run.slices.push(new Lane());
  const lane = run.slices[index]!;
  const before = started === undefined ? lane.length - 1 : lane.firstAfter(started) - 1;
  const free = before < 0 ? 0 : lane.end(before);
  for (const slice of slicesOf(task, free)) lane.insert(task.row, slice);
}

function since(origin: number, times: TaskTimes): TaskTimes {
  const entries = Object.entries(times) as [keyof TaskTimes, number | undefined][];
  return Object.fromEntries(
    entries.flatMap(([name, t]) => (t === undefined ? [] : [[name, t - origin]])),
  ) as unknown as TaskTimes;
}
