import type { RuntimeEvent, TaskEvent } from '../../runtime/events';
import { Lane } from './lane';
import { slicesOf, type RunKind, type TimelineTask } from './task';
import { TaskColumns } from './task-columns';

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
  /** Every attempt of every task. */
  readonly tasks: TaskColumns;
}

interface GrowingRun extends RunSpec {
  end?: number;
  latest: number;
  slices: Lane[];
  tasks: TaskColumns;
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
    const tasks = new TaskColumns(spec.id, spec.kind);
    const run: GrowingRun = { ...spec, lanes, latest: 0, slices, tasks };
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
    run.tasks.trim();
    for (const lane of run.slices) lane.trim();
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
  const known = run.tasks.at(run.tasks.find(event.taskId, event.attempt));
  const row = run.tasks.update(event, run.origin, labelOf);
  if (row < 0) return;
  if (known?.times.scheduled !== undefined) run.slices[laneOf(known)]?.remove(row);
  run.latest = Math.max(run.latest, event.time - run.origin);
  place(run, run.tasks.at(row)!);
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
