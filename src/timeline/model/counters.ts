import { SortedTimes } from './sorted-times';
import type { TimelineTask } from './task';

/** What is counted: workers, tasks, bytes. */
type CounterName = 'busy' | 'queued' | 'stored';

/**
 * How many workers are busy, how many tasks wait for one, how many bytes lie in the object store: at any time of a run, not
 * only now. Kept as sorted times, 24 bytes a task, so that a picture asks for no more than its pixels.
 */
export class Counters {
  readonly #submitted = new SortedTimes();
  readonly #started = new SortedTimes();
  /** Failed or cancelled before they started. */
  readonly #dropped = new SortedTimes();
  /** Went on after a wait. */
  readonly #resumed = new SortedTimes();
  /** Ended, or began to wait. */
  readonly #released = new SortedTimes();
  readonly #storeTimes = new SortedTimes();
  #storeBytes: number[] = [];

  get byteLength(): number {
    const times = [
      this.#submitted,
      this.#started,
      this.#dropped,
      this.#resumed,
      this.#released,
      this.#storeTimes,
    ];
    return times.reduce((sum, { byteLength }) => sum + byteLength, 8 * this.#storeBytes.length);
  }

  /** The value at a time, ms since the run's t = 0; bytes for `stored`. */
  at(name: CounterName, time: number): number {
    switch (name) {
      case 'busy':
        return this.#started.countUpTo(time) + this.#resumed.countUpTo(time) - this.#released.countUpTo(time);
      case 'queued':
        return (
          this.#submitted.countUpTo(time) - this.#started.countUpTo(time) - this.#dropped.countUpTo(time)
        );
      case 'stored':
        return this.#storeBytes[this.#storeTimes.countUpTo(time) - 1] ?? 0;
    }
  }

  /**
   * Counts what a task has come to.
   *
   * @param before the task as it was known before, if it was
   * @param time when it came to that
   */
  count(before: TimelineTask | undefined, task: TimelineTask, time: number): void {
    if (!before) this.#submitted.add(task.attempt === 0 ? task.times.submitted : time);
    const { started, stored } = task.times;
    const hasEnded = task.state === 'FINISHED' || task.state === 'FAILED';
    if (started === undefined) {
      if (hasEnded) this.#dropped.add(time);
      return;
    }
    if (before?.times.started === undefined) this.#started.add(started);
    const waited = before !== undefined && isWaiting(before);
    if (hasEnded) {
      if (!waited) this.#released.add(stored ?? time);
    } else if (isWaiting(task) !== waited) {
      (waited ? this.#resumed : this.#released).add(time);
    }
  }

  /** The store holds so many bytes from `time` on. */
  setStored(time: number, bytes: number): void {
    this.#storeBytes.splice(this.#storeTimes.countUpTo(time), 0, bytes);
    this.#storeTimes.add(time);
  }

  /** Gives back the room that was kept for more. */
  trim(): void {
    for (const times of [this.#submitted, this.#started, this.#dropped, this.#resumed, this.#released])
      times.trim();
    this.#storeTimes.trim();
  }
}

function isWaiting({ state }: TimelineTask): boolean {
  return state === 'RUNNING_IN_RAY_GET' || state === 'RUNNING_IN_RAY_WAIT';
}
