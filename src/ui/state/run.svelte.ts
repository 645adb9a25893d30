import { runProgress, secondsPerTree, type ForestProgress, type RunProgress } from '../../lesson/progress';
import type { Observer, Share } from '../../lesson/observer';
import { treesPerTask } from '../../lesson/plan';
import type { History, Part } from '../../lesson/recording';
import type { Job } from '../../lesson/plan';
import type { Outcome, Run } from '../../lesson/report';
import type { LessonEngine, Schedule } from '../../lesson/settings';
import { words } from '../../lesson/words';
import type { TaskEvent } from '../../runtime/events';

/** One run of the lesson while it goes on and after: what became of each forest, and how far it is. */
export class RunState implements Run, Job, Observer {
  readonly mode: Run['mode'];
  readonly sizes: readonly number[];
  readonly engine: LessonEngine;
  readonly schedule: Schedule;
  readonly workers: number;
  outcomes = $state.raw<readonly (Outcome | undefined)[]>([]);
  wallSeconds = $state<number | undefined>();
  /** The tab was hidden while it ran: browsers slow such tabs down. */
  wasHidden = $state(document.hidden);
  /** Further attempts at tasks whose worker had stopped or whose result was lost. */
  retries = $state(0);

  /** Start of the run on the page's clock, ms. */
  readonly #start = performance.now();
  /** When a worker took up each forest, ms since the run's start. */
  #startedAt: readonly (number | undefined)[] = [];
  /** Trees that are trained, of forests that are cut into tasks. */
  #trained: readonly number[];
  readonly #tasks: Partial<Record<string, Part>> = {};
  readonly #events: TaskEvent[] = [];
  /** The newest attempt at each task that was tried again. */
  readonly #attempts: Partial<Record<string, number>> = {};

  constructor(mode: Run['mode'], { sizes, engine, schedule, workers }: Job) {
    this.mode = mode;
    this.sizes = sizes;
    this.engine = engine;
    this.schedule = schedule;
    this.workers = workers;
    this.outcomes = sizes.map(() => undefined);
    this.#trained = sizes.map(() => 0);
  }

  submitted(index: number, taskId: string, share: Share): void {
    this.#tasks[taskId] = { index, share };
  }

  /** Keeps what was told of a task, for the history. @returns whether that is a further attempt at it, told of first */
  record(event: TaskEvent): boolean {
    this.#events.push(event);
    if (event.attempt === 0 || event.times.started === undefined) return false;
    if (event.attempt <= (this.#attempts[event.taskId] ?? 0)) return false;
    this.#attempts[event.taskId] = event.attempt;
    this.retries++;
    return true;
  }

  get history(): History {
    return { events: this.#events, parts: this.#tasks };
  }

  /** A worker took up the task. @param time ms since the run's start */
  started(taskId: string, time: number): void {
    const index = this.#tasks[taskId]?.index;
    if (index === undefined || this.#startedAt[index] !== undefined) return;
    const startedAt = [...this.#startedAt];
    startedAt[index] = time;
    this.#startedAt = startedAt;
  }

  /** A task has ended well. */
  finished(taskId: string): void {
    const task = this.#tasks[taskId];
    if (task?.share.kind !== 'trees') return;
    const { index, share } = task;
    this.#trained = this.#trained.with(index, this.#trained[index]! + share.to - share.from);
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
    const task = this.#tasks[taskId];
    return task ? String(this.sizes[task.index]) : '';
  }

  /** What the task is called in a sentence. */
  nameOf(taskId: string): string {
    const task = this.#tasks[taskId];
    if (!task) return '';
    const { index, share } = task;
    const nEstimators = this.sizes[index]!;
    return share.kind === 'trees'
      ? words.tasks.trees(nEstimators, share)
      : words.tasks[share.kind](nEstimators);
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
    if (this.mode === 'sequential') return runProgress(this.#forests(now), 1, knownPace);
    const largestTask = this.#isCut ? treesPerTask : Infinity;
    return runProgress(this.#forests(now), workers, knownPace, largestTask);
  }

  get #isCut(): boolean {
    return this.schedule === 'chunks';
  }

  #forests(now: number): ForestProgress[] {
    return this.sizes.map((nEstimators, index) => {
      const outcome = this.outcomes[index];
      if (outcome?.status === 'done') return { nEstimators, took: outcome.model.seconds };
      if (outcome !== undefined) return { nEstimators, ended: true };
      if (this.#isCut) return { nEstimators, trained: this.#trained[index]! };
      const startedAt = this.#startedAt[index];
      return startedAt === undefined
        ? { nEstimators }
        : { nEstimators, running: Math.max(0, this.elapsed(now) - startedAt / 1000) };
    });
  }
}
