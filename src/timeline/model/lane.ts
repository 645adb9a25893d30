import { FIRST_CAPACITY, nextCapacity, resized } from './columns';

/** What a slice shows, in the order of their codes in the columns. */
export const SLICE_STATES = [
  'sequential',
  'training',
  'receiving',
  'waiting',
  'failed',
  'cancelled',
  'submitting',
] as const;

export type SliceState = (typeof SLICE_STATES)[number];

/** A stretch of one task's life on a lane, in ms since the run's t = 0; `end` is Infinity while it is not known. */
export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly state: SliceState;
}

/** Clocks of two threads agree within 10 µs, and are read before or after a message is handled: ms. */
const CLOCK_NOISE = 0.05;

/**
 * The slices of one lane as growing columns, sorted by start: 21 bytes a slice.
 * A lane shows one task at a time, so a slice is taken to end where the next one starts if its own end is later or open.
 */
export class Lane {
  length = 0;
  #start = new Float64Array(FIRST_CAPACITY);
  #end = new Float64Array(FIRST_CAPACITY);
  #state = new Uint8Array(FIRST_CAPACITY);
  #task = new Uint32Array(FIRST_CAPACITY);

  start(index: number): number {
    return this.#start[index]!;
  }

  /** The end as reported, Infinity while open. */
  end(index: number): number {
    return this.#end[index]!;
  }

  /** The end as drawn: no later than the next slice's start, and no later than `until` (ms) while the slice is open. */
  drawnEnd(index: number, until: number): number {
    const own = this.#end[index]!;
    const end = own === Infinity ? Math.max(until, this.#start[index]!) : own;
    return index + 1 < this.length ? Math.min(end, this.#start[index + 1]!) : end;
  }

  state(index: number): SliceState {
    return SLICE_STATES[this.#state[index]!]!;
  }

  /** The row, among the run's tasks or calls, of what a slice belongs to. */
  task(index: number): number {
    return this.#task[index]!;
  }

  /** The first slice that starts after `time`; `length` if none does. */
  firstAfter(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#start[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The slices of a task, of which the last begins at `to` at the latest and no other before `from` (ms): the index of the
   * first and that after the last, equal if there are none.
   */
  rangeOf(task: number, from: number, to: number): readonly [first: number, after: number] {
    let last = this.firstAfter(to) - 1;
    while (last >= 0 && this.#task[last] !== task && this.#start[last]! >= from) last -= 1;
    if (last < 0 || this.#task[last] !== task) return [0, 0];
    let first = last;
    while (first > 0 && this.#task[first - 1] === task) first -= 1;
    return [first, last + 1];
  }

  /** Whether a task of `[start, end)` would lie beside all others, but for the noise of two threads' clocks. */
  hasRoom(start: number, end: number): boolean {
    const next = this.firstAfter(start);
    const before = next > 0 ? this.#end[next - 1]! : -Infinity;
    const after = next < this.length ? this.#start[next]! : Infinity;
    return before <= start + CLOCK_NOISE && (end <= after + CLOCK_NOISE || after === Infinity);
  }

  /** Takes the slices from index `first` to before `after` off the lane. */
  remove(first: number, after: number): void {
    this.#move(after, first);
  }

  /** Puts a slice where its start belongs: at the end, but for events that come out of order. */
  insert(task: number, slice: Slice): void {
    if (this.length === this.#start.length) this.#resize(nextCapacity(this.length));
    const index = this.firstAfter(slice.start);
    this.#move(index, index + 1);
    this.#start[index] = slice.start;
    this.#end[index] = slice.end;
    this.#state[index] = SLICE_STATES.indexOf(slice.state);
    this.#task[index] = task;
  }

  /** Moves the slices from index `from` on to index `to`. */
  #move(from: number, to: number): void {
    for (const column of [this.#start, this.#end, this.#state, this.#task])
      column.copyWithin(to, from, this.length);
    this.length += to - from;
  }

  /** Bytes of the columns, used or not. */
  get byteLength(): number {
    const columns = [this.#start, this.#end, this.#state, this.#task];
    return columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Gives back the room that was kept for more slices. */
  trim(): void {
    this.#resize(Math.max(FIRST_CAPACITY, this.length));
  }

  #resize(capacity: number): void {
    this.#start = resized(this.#start, capacity);
    this.#end = resized(this.#end, capacity);
    this.#state = resized(this.#state, capacity);
    this.#task = resized(this.#task, capacity);
  }
}
