import type { RuntimeEvent } from '../../runtime/events';
import { Run, type RunSpec, type TimelineRun } from './run';

/**
 * What the timeline shows: runs, each with its tracks of slices and its tasks. It grows by events and tells its listeners;
 * `version` rises with every change, so that whoever draws knows whether anything is new.
 */
export class TimelineModel {
  version = 0;
  #runs: Run[] = [];
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
    const runs = [...this.#runs.filter(({ id }) => id !== spec.id), new Run(spec)];
    this.#runs = [
      ...runs.filter(({ kind }) => kind === 'sequential'),
      ...runs.filter(({ kind }) => kind === 'parallel'),
    ];
    this.#changed();
  }

  /**
   * Adds what the cluster told.
   *
   * @param labelOf the short text on a task's bar, by task id
   * @throws RangeError if no run has this id
   */
  append(runId: string, events: readonly RuntimeEvent[], labelOf: (taskId: string) => string): void {
    const run = this.#run(runId);
    for (const event of events) run.append(event, labelOf);
    this.#changed();
  }

  /**
   * Ends a run at cluster time `time` (ms): what is still open is drawn until then.
   *
   * @throws RangeError if no run has this id
   */
  endRun(runId: string, time: number): void {
    const run = this.#run(runId);
    run.close(time - run.origin);
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

  #run(id: string): Run {
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
