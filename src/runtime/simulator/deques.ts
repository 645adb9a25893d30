/** No task. */
const NONE = -1;

/**
 * One double-ended queue of tasks per worker: the owner takes the newest, a thief the oldest. A task is in at most one
 * of them, so all of them are one doubly linked list in two arrays.
 */
export class Deques {
  private readonly newest: Int32Array;
  private readonly oldest: Int32Array;
  private readonly older: Int32Array;
  private readonly newer: Int32Array;
  /** The workers whose deque holds something, in no order, and where each of them is in that list. */
  private readonly filled: Int32Array;
  private readonly placeOf: Int32Array;
  private filledCount = 0;

  constructor(workers: number, tasks: number) {
    this.newest = new Int32Array(workers).fill(NONE);
    this.oldest = new Int32Array(workers).fill(NONE);
    this.older = new Int32Array(tasks);
    this.newer = new Int32Array(tasks);
    this.filled = new Int32Array(workers);
    this.placeOf = new Int32Array(workers);
  }

  /** How many workers' deques hold something. */
  get victims(): number {
    return this.filledCount;
  }

  /** One of them, by a number from 0 to `victims - 1`. */
  victim(index: number): number {
    return this.filled[index]!;
  }

  isEmpty(worker: number): boolean {
    return this.newest[worker] === NONE;
  }

  push(worker: number, task: number): void {
    const before = this.newest[worker]!;
    this.older[task] = before;
    this.newer[task] = NONE;
    this.newest[worker] = task;
    if (before !== NONE) {
      this.newer[before] = task;
      return;
    }
    this.oldest[worker] = task;
    this.placeOf[worker] = this.filledCount;
    this.filled[this.filledCount++] = worker;
  }

  /** The worker's newest task. Its deque must not be empty. */
  takeNewest(worker: number): number {
    const task = this.newest[worker]!;
    const next = this.older[task]!;
    this.newest[worker] = next;
    if (next === NONE) this.emptied(worker);
    else this.newer[next] = NONE;
    return task;
  }

  /** The worker's oldest task. Its deque must not be empty. */
  takeOldest(worker: number): number {
    const task = this.oldest[worker]!;
    const next = this.newer[task]!;
    this.oldest[worker] = next;
    if (next === NONE) this.emptied(worker);
    else this.older[next] = NONE;
    return task;
  }

  private emptied(worker: number): void {
    this.newest[worker] = NONE;
    this.oldest[worker] = NONE;
    // The last of the list takes its place.
    const last = this.filled[--this.filledCount]!;
    const place = this.placeOf[worker]!;
    this.filled[place] = last;
    this.placeOf[last] = place;
  }
}
