/** What a simulation found. Times are ms since all tasks were submitted; arrays are by task unless they say otherwise. */
export interface Simulation {
  /** When the last task ended. */
  readonly makespan: number;
  /** The part of all workers' time until the makespan that tasks occupied, 0 to 1; 0 when nothing took any time. */
  readonly utilisation: number;
  /** By worker: the sum of its tasks' durations. */
  readonly busy: Float64Array;
  /** The worker, counted from 0: an index into `busy`. Events count workers from 1. */
  readonly worker: Int32Array;
  /** When it was given to its worker. */
  readonly scheduled: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** Grows by one task after another until it is a Simulation. */
export class Schedule {
  readonly worker: Int32Array;
  readonly scheduled: Float64Array;
  readonly start: Float64Array;
  readonly busy: Float64Array;
  /** Tasks placed so far. */
  placed = 0;
  private readonly durations: Float64Array;

  constructor(durations: Float64Array, workers: number) {
    const count = durations.length;
    this.durations = durations;
    this.worker = new Int32Array(count);
    this.scheduled = new Float64Array(count);
    this.start = new Float64Array(count);
    this.busy = new Float64Array(workers);
  }

  /** Places a task and returns when it ends. */
  place(task: number, worker: number, scheduled: number, start: number): number {
    const duration = this.durations[task]!;
    this.worker[task] = worker;
    this.scheduled[task] = scheduled;
    this.start[task] = start;
    this.busy[worker]! += duration;
    this.placed++;
    return start + duration;
  }

  finish(): Simulation {
    const { busy, worker, scheduled, start } = this;
    const end = this.durations.map((duration, task) => start[task]! + duration);
    const makespan = end.reduce((latest, time) => Math.max(latest, time), 0);
    const total = busy.reduce((sum, time) => sum + time, 0);
    const utilisation = makespan === 0 ? 0 : total / (makespan * busy.length);
    return { makespan, utilisation, busy, worker, scheduled, start, end };
  }
}
