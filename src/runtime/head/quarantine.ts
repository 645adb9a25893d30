import type { Removed } from './directory';

/**
 * Values that were lost while tasks ran: one of these may read such a value's memory, so it is not used again before all of them
 * have ended.
 */
export class Quarantine {
  private readonly release: (removed: Removed) => void;
  private waiting: { readonly removed: Removed; readonly dispatches: readonly number[] }[] = [];

  /** @param release gives the memory back */
  constructor(release: (removed: Removed) => void) {
    this.release = release;
  }

  /** @param dispatches those under way */
  add(removed: Removed, dispatches: readonly number[]): void {
    this.waiting.push({ removed, dispatches });
  }

  /** Releases what may be released. */
  sweep(isUnderWay: (dispatch: number) => boolean): void {
    if (this.waiting.length === 0) return;
    const before = this.waiting;
    this.waiting = before.filter(({ dispatches }) => dispatches.some(isUnderWay));
    for (const { removed, dispatches } of before) {
      if (!dispatches.some(isUnderWay)) this.release(removed);
    }
  }
}
