import { FIRST_CAPACITY, nextCapacity, resized } from './columns';

/** Times in ascending order that come nearly in that order; tells how many there are up to any time. 8 bytes each. */
export class SortedTimes {
  length = 0;
  #times = new Float64Array(FIRST_CAPACITY);

  get byteLength(): number {
    return this.#times.byteLength;
  }

  add(time: number): void {
    if (this.length === this.#times.length) this.#times = resized(this.#times, nextCapacity(this.length));
    const index = this.countUpTo(time);
    this.#times.copyWithin(index + 1, index, this.length);
    this.#times[index] = time;
    this.length += 1;
  }

  /** How many of the times are `time` or earlier. */
  countUpTo(time: number): number {
    // Nearly always asked for the newest.
    if (this.length === 0 || this.#times[this.length - 1]! <= time) return this.length;
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Gives back the room that was kept for more times. */
  trim(): void {
    this.#times = resized(this.#times, Math.max(FIRST_CAPACITY, this.length));
  }
}
