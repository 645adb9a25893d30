/** A task of an expected duration up to this is brief. */
const BRIEF_MS = 1;
/**
 * So much work may wait at a worker, so that it need not wait for the head: where many threads share two cores the head has its
 * turn every few milliseconds only, and with 2 ms ahead workers ran tasks of 1 ms for 40 % of the time, with 8 ms for 65 %.
 */
const AHEAD_MS = 8;
/** The most tasks that a worker is given at once. */
const MAX_DEPTH = 64;
/** What a run weighs in the average of its function's runs. */
const WEIGHT = 0.25;

/** How long the runs of each function take, as an average that forgets. */
export class Durations {
  private readonly averages = new Map<string, number>();

  /** @param ms that a run took on its worker */
  record(fn: string, ms: number): void {
    const average = this.averages.get(fn);
    // One long run is enough to call a function long; it takes several brief ones to trust it again.
    const next = average === undefined ? ms : Math.max(average + WEIGHT * (ms - average), ms * WEIGHT);
    this.averages.set(fn, next);
  }

  /** Replaces what was recorded by what another thread has found. */
  adopt(fn: string, ms: number): void {
    this.averages.set(fn, ms);
  }

  /** The expected duration in ms; Infinity where nothing is known. */
  expect(fn: string): number {
    return this.averages.get(fn) ?? Infinity;
  }

  /** Whether its runs are expected to end within a millisecond. */
  isBrief(fn: string): boolean {
    return this.expect(fn) <= BRIEF_MS;
  }

  /**
   * How many of its runs a worker may have at once: 1 for what is unknown or takes more than 4 ms, up to 64 for what takes next to
   * nothing.
   */
  depthOf(fn: string): number {
    const ms = this.expect(fn);
    return Math.max(1, Math.min(MAX_DEPTH, Math.floor(AHEAD_MS / Math.max(ms, 1e-3))));
  }
}
