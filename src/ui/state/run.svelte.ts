import { runProgress, secondsPerTree, type ForestProgress, type RunProgress } from '../../lesson/progress';
import type { Forests } from '../../lesson/program';
import type { Outcome, Run } from '../../lesson/report';
import type { LessonEngine } from '../../lesson/settings';

/** One run of the lesson while it goes on and after: what became of each forest, and how far it is. */
export class RunState implements Run {
  readonly mode: Run['mode'];
  readonly sizes: readonly number[];
  readonly engine: LessonEngine;
  readonly workers: number;
  outcomes = $state.raw<readonly (Outcome | undefined)[]>([]);
  wallSeconds = $state<number | undefined>();
  /** The tab was hidden while it ran: browsers slow such tabs down. */
  wasHidden = $state(document.hidden);

  /** Start of the run on the page's clock, ms. */
  readonly #start = performance.now();
  /** When a worker took up each forest, ms since the run's start. */
  #startedAt: readonly (number | undefined)[] = [];
  #taskIds: string[] = [];

  constructor(mode: Run['mode'], { sizes, engine }: Forests, workers: number) {
    this.mode = mode;
    this.sizes = sizes;
    this.engine = engine;
    this.workers = workers;
    this.outcomes = sizes.map(() => undefined);
  }

  submitted(index: number, taskId: string): void {
    this.#taskIds[index] = taskId;
  }

  /** A worker took up the task. @param time ms since the run's start */
  started(taskId: string, time: number): void {
    const index = this.#taskIds.indexOf(taskId);
    if (index === -1 || this.#startedAt[index] !== undefined) return;
    const startedAt = [...this.#startedAt];
    startedAt[index] = time;
    this.#startedAt = startedAt;
  }

  ended(index: number, outcome: Outcome): void {
    this.outcomes = this.outcomes.with(index, outcome);
  }

  /** Closes the run. Only a run that trained every forest has a wall clock: the others did less work. */
  finish(): void {
    if (this.outcomes.every((outcome) => outcome?.status === 'done'))
      this.wallSeconds = this.elapsed(performance.now());
  }

  /** The forest's size, which is its name on the timeline. */
  labelOf(taskId: string): string {
    const index = this.#taskIds.indexOf(taskId);
    return index === -1 ? '' : String(this.sizes[index]);
  }

  /** Seconds from the run's begin to `now`, a time on the page's clock in ms. */
  elapsed(now: number): number {
    return Math.max(0, now - this.#start) / 1000;
  }

  /** Forests that ended, well or badly. */
  get endedCount(): number {
    return this.outcomes.filter((outcome) => outcome !== undefined).length;
  }

  get cancelled(): boolean {
    return this.outcomes.some((outcome) => outcome?.status === 'cancelled');
  }

  get failures(): number {
    return this.outcomes.filter((outcome) => outcome?.status === 'failed').length;
  }

  /** Seconds per tree, measured on the forests that are done. */
  get pace(): number | undefined {
    return secondsPerTree(this.#forests(this.#start));
  }

  /**
   * How far the run is at `now` (the page's clock, ms).
   * @param knownPace seconds per tree of an earlier run, for the time before the first forest is done
   */
  progress(now: number, knownPace: number | undefined): RunProgress {
    // An earlier run's pace is that of a core alone: more workers than cores do not train faster than the cores.
    const workers =
      this.pace === undefined ? Math.min(this.workers, navigator.hardwareConcurrency) : this.workers;
    return runProgress(this.#forests(now), this.mode === 'sequential' ? 1 : workers, knownPace);
  }

  #forests(now: number): ForestProgress[] {
    return this.sizes.map((nEstimators, index) => {
      const outcome = this.outcomes[index];
      if (outcome?.status === 'done') return { nEstimators, took: outcome.model.seconds };
      if (outcome !== undefined) return { nEstimators, ended: true };
      const startedAt = this.#startedAt[index];
      return startedAt === undefined
        ? { nEstimators }
        : { nEstimators, running: Math.max(0, this.elapsed(now) - startedAt / 1000) };
    });
  }
}
