import { Deques } from './deques';
import type { Graph } from './graph';
import { IntegerSet } from './integer-set';
import { MinHeap } from './min-heap';
import type { Overhead } from './overhead';
import { randomIndex } from './random';
import type { Schedule } from './schedule';

/**
 * Work stealing (Blumofe and Leiserson, "Scheduling multithreaded computations by work stealing", 1999): each worker has
 * a deque. The submitted tasks are dealt in turn; what a task makes runnable goes to the deque of the worker that
 * ended it. A worker takes its own newest task, and when it has none, the oldest of a victim drawn evenly from the
 * workers that have one to give, which is where drawing among all of them again and again would end.
 * What is pushed together is pushed last first, so that its owner runs it in submission order.
 *
 * There is no head: what a worker finds in its own deque it starts at once, and a theft takes a message there (`latency`)
 * and one back (`startGap`), as does the first task of each worker. Tasks in a circle are left unplaced.
 */
export function runStealing(graph: Graph, schedule: Schedule, overhead: Overhead, seed: number): void {
  const { missing, offsets, dependents } = graph;
  const { latency, startGap } = overhead;
  const workers = schedule.busy.length;
  const draw = randomIndex(seed);
  const deques = new Deques(workers, missing.length);
  deal(missing, workers, deques);
  const running = new Int32Array(workers);
  const idle = new IntegerSet(workers);
  const ends = new MinHeap(workers);
  const freed = new Int32Array(workers);

  const start = (worker: number, task: number, scheduled: number, begin: number): void => {
    running[worker] = task;
    ends.push(schedule.place(task, worker, scheduled, begin), worker);
  };
  for (let worker = 0; worker < workers; worker++) {
    if (deques.isEmpty(worker)) idle.add(worker);
    else start(worker, deques.takeNewest(worker), latency, latency + startGap);
  }
  while (ends.size > 0) {
    const now = ends.minKey;
    let count = 0;
    while (ends.minKey <= now) {
      const worker = ends.pop();
      freed[count++] = worker;
      const task = running[worker]!;
      for (let k = offsets[task + 1]! - 1; k >= offsets[task]!; k--) {
        const dependent = dependents[k]!;
        if (--missing[dependent]! === 0) deques.push(worker, dependent);
      }
    }
    for (let i = 0; i < count; i++) {
      const worker = freed[i]!;
      if (deques.isEmpty(worker)) idle.add(worker);
      else start(worker, deques.takeNewest(worker), now, now);
    }
    while (idle.size > 0 && deques.victims > 0) {
      const stolen = deques.takeOldest(deques.victim(draw(deques.victims)));
      start(idle.takeSmallest(), stolen, now + latency, now + latency + startGap);
    }
  }
}

/** Deals the runnable tasks to the workers in turn, like cards. */
function deal(missing: Int32Array, workers: number, deques: Deques): void {
  let turn = 0;
  for (const count of missing) if (count === 0) turn++;
  for (let task = missing.length - 1; task >= 0; task--) {
    if (missing[task] === 0) deques.push(--turn % workers, task);
  }
}
