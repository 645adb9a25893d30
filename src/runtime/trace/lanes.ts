import { MinHeap } from './heap';

/** A stretch of time as it is drawn on a lane, in µs. */
export interface Placed {
  readonly tid: number;
  readonly start: number;
  readonly end: number;
}

interface Lane {
  readonly index: number;
  readonly tid: number;
  drawnTo: number;
}

/**
 * Stretches a slice that took no measurable time to 1 µs, and pushes the next one back behind it: a tick of the
 * clock (5 µs, or 100 µs where the page is not isolated) can hold several tasks, and importers lose track of
 * slices of no length. The shift stays below a tick.
 */
export function drawn(start: number, end: number, drawnTo: number): { start: number; end: number } {
  const from = Math.max(start, drawnTo);
  return { start: from, end: Math.max(end, from + 1) };
}

/**
 * The lanes of one thread. What runs one after another shares the first lane; what overlaps (calls of an async
 * actor, gets under way at the same time) gets further lanes, because slices of one lane must nest.
 */
export class LaneSet {
  private readonly tidOf: (index: number) => number;
  private readonly busy = new MinHeap<Lane>();
  private readonly free = new MinHeap<Lane>();
  private lanes = 0;

  constructor(tidOf: (index: number) => number) {
    this.tidOf = tidOf;
  }

  /** The tids of the lanes in use, the main one first. */
  get tids(): number[] {
    return Array.from({ length: this.lanes }, (_, index) => this.tidOf(index));
  }

  /** Gives `[start, end]` the first lane that is free; must be called in the order of starts. */
  place(start: number, end: number): Placed {
    while (this.busy.smallestKey <= start) {
      const lane = this.busy.pop()!;
      this.free.push(lane.index, lane);
    }
    const lane = this.free.pop() ?? this.open();
    const at = drawn(start, end, lane.drawnTo);
    lane.drawnTo = at.end;
    this.busy.push(end, lane);
    return { tid: lane.tid, start: at.start, end: at.end };
  }

  private open(): Lane {
    const index = this.lanes++;
    return { index, tid: this.tidOf(index), drawnTo: 0 };
  }
}
