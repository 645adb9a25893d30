/** A task of an expected duration up to this is brief. */
const BRIEF_MS = 1;
/** So much work may wait at a worker, so that it never waits for the head. */
const AHEAD_MS = 2;
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

  /** How many of its runs a worker may have at once: 1 for what is long or unknown, up to 64 for what takes next to nothing. */
  depthOf(fn: string): number {
    const average = this.averages.get(fn);
    if (average === undefined || average > BRIEF_MS) return 1;
    return Math.max(1, Math.min(MAX_DEPTH, Math.floor(AHEAD_MS / Math.max(average, 1e-3))));
  }
}
