import type { RuntimeEvent } from '../events';
import type { Outlets } from './outlets';

type WorkerEvent = Extract<RuntimeEvent, { kind: 'worker' }>;

/** The cluster's workers: those that bring a CPU each, and spares that bring threads only. */
export class Members {
  private readonly out: Outlets;
  private readonly tell: (event: WorkerEvent) => void;
  private readonly full = new Set<number>();
  private readonly spares = new Set<number>();
  /** A spare is on its way. */
  private awaitsSpare = false;
  private loss = '';

  constructor(out: Outlets, tell: (event: WorkerEvent) => void) {
    this.out = out;
    this.tell = tell;
  }

  /** Those with a CPU that run, start or will start again. */
  get workers(): ReadonlySet<number> {
    return this.full;
  }

  /** Which of them was given up last, and why; empty if none was. */
  get lastLoss(): string {
    return this.loss;
  }

  isSpare(worker: number): boolean {
    return this.spares.has(worker);
  }

  starting(worker: number, isSpare: boolean): void {
    (isSpare ? this.spares : this.full).add(worker);
    this.enter(worker, 'STARTING');
  }

  alive(worker: number): void {
    if (this.spares.has(worker)) this.awaitsSpare = false;
    this.enter(worker, 'ALIVE');
  }

  /** A worker in a new state, with the reason for its death. */
  enter(worker: number, state: WorkerEvent['state'], reason?: string): void {
    const isSpare = this.spares.has(worker) ? ({ isSpare: true } as const) : {};
    const why = reason === undefined ? {} : { reason };
    this.tell({ kind: 'worker', time: this.out.now(), worker, state, ...isSpare, ...why });
  }

  /** A worker will not come back. */
  lost(worker: number, reason: string): void {
    if (this.spares.delete(worker)) this.awaitsSpare = false;
    else if (this.full.delete(worker)) this.loss = `Worker ${worker} is gone: ${reason}`;
  }

  /** Has a spare started, unless one is on its way; false when there can be no more. */
  startSpare(): boolean {
    this.awaitsSpare ||= this.out.startSpare();
    return this.awaitsSpare;
  }
}
