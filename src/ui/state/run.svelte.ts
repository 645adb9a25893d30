import { runProgress, secondsPerTree, type ForestProgress, type RunProgress } from '../../lesson/progress';
import type { Outcome, Run } from '../../lesson/report';

/** One run of the lesson while it goes on and after: what became of each forest, and how far it is. */
export class RunState implements Run {
  readonly mode: Run['mode'];
  readonly sizes: readonly number[];
  readonly workers: number;
  outcomes = $state.raw<readonly (Outcome | undefined)[]>([]);
  wallSeconds = $state<number | undefined>();
  /** The tab was hidden while it ran: browsers slow such tabs down. */
  wasHidden = $state(false);

  /** Start of the run on the page's clock, ms. */
  readonly #start = performance.now();
  /** When a worker took up each forest, ms since the run's start. */
  #startedAt: readonly (number | undefined)[] = [];
  #taskIds: string[] = [];

  constructor(mode: Run['mode'], sizes: readonly number[], workers: number) {
    this.mode = mode;
    this.sizes = sizes;
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

  /** Closes the run. A run in which a forest was cancelled has no wall clock: there is nothing to compare it with. */
  finish(): void {
    const whole = this.outcomes.every((outcome) => outcome !== undefined && outcome.status !== 'cancelled');
    if (whole) this.wallSeconds = this.elapsed(performance.now());
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
    return runProgress(this.#forests(now), this.mode === 'sequential' ? 1 : this.workers, knownPace);
  }

  #forests(now: number): ForestProgress[] {
    return this.sizes.map((nEstimators, index) => {
      const outcome = this.outcomes[index];
      if (outcome?.status === 'done') return { nEstimators, took: outcome.model.seconds };
      if (outcome !== undefined) return { nEstimators, ended: true };
      const startedAt = this.#startedAt[index];
      return startedAt === undefined
        ? { nEstimators }
        : { nEstimators, running: this.elapsed(now) - startedAt / 1000 };
    });
  }
}
