import type { Graph } from './graph';
import { IntegerSet } from './integer-set';
import { longestFirst } from './longest-first';
import { MinHeap } from './min-heap';
import type { Overhead } from './overhead';
import type { Schedule } from './schedule';

/** The runnable tasks that wait for a worker. */
export interface ReadyQueue {
  readonly size: number;
  push(task: number): void;
  /** Removes the task that shall start next. The queue must not be empty. */
  pop(): number;
}

/** First in, first out. Each task enters once, so there is nothing to wrap around. */
export class FifoQueue implements ReadyQueue {
  private readonly tasks: Int32Array;
  private head = 0;
  private tail = 0;

  constructor(capacity: number) {
    this.tasks = new Int32Array(capacity);
  }

  get size(): number {
    return this.tail - this.head;
  }

  push(task: number): void {
    this.tasks[this.tail++] = task;
  }

  pop(): number {
    return this.tasks[this.head++]!;
  }
}

/** The longest first; of equally long ones the one submitted first. */
export class LongestFirstQueue implements ReadyQueue {
  private readonly order: Int32Array;
  private readonly rankOf: Int32Array;
  private readonly ranks: IntegerSet;

  constructor(durations: Float64Array) {
    this.order = longestFirst(durations);
    this.rankOf = new Int32Array(durations.length);
    this.order.forEach((task, rank) => {
      this.rankOf[task] = rank;
    });
    this.ranks = new IntegerSet(durations.length);
  }

  get size(): number {
    return this.ranks.size;
  }

  push(task: number): void {
    this.ranks.add(this.rankOf[task]!);
  }

  pop(): number {
    return this.order[this.ranks.takeSmallest()]!;
  }
}

/**
 * One head with one queue, as in this runtime: whenever a worker is idle and a task is runnable, the head gives the
 * queue's next task to the idle worker with the lowest number. What happens at the same moment is heard together, in
 * the order of the workers' numbers, before anything is given out. Tasks in a circle are left unplaced.
 */
export function runCentral(graph: Graph, ready: ReadyQueue, schedule: Schedule, overhead: Overhead): void {
  const { missing, offsets, dependents } = graph;
  const { latency, dispatch, startGap } = overhead;
  const workers = schedule.busy.length;
  const running = new Int32Array(workers);
  const idle = new IntegerSet(workers);
  for (let worker = 0; worker < workers; worker++) idle.add(worker);
  /** When the head hears of each busy worker's end. */
  const reports = new MinHeap(workers);
  let now = latency;
  let headFree = now;
  for (let task = 0; task < missing.length; task++) if (missing[task] === 0) ready.push(task);

  for (;;) {
    while (ready.size > 0 && idle.size > 0 && headFree <= now) {
      const worker = idle.takeSmallest();
      const task = ready.pop();
      running[worker] = task;
      headFree = now + dispatch;
      const end = schedule.place(task, worker, now, now + startGap);
      reports.push(end + latency, worker);
    }
    const headIsBehind = ready.size > 0 && idle.size > 0;
    now = headIsBehind ? Math.min(headFree, reports.minKey) : reports.minKey;
    if (now === Infinity) return;
    while (reports.minKey <= now) {
      const worker = reports.pop();
      const task = running[worker]!;
      idle.add(worker);
      for (let k = offsets[task]!; k < offsets[task + 1]!; k++) {
        const dependent = dependents[k]!;
        if (--missing[dependent]! === 0) ready.push(dependent);
      }
    }
  }
}
