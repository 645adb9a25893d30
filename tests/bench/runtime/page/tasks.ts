import { get, getRuntimeContext, remote, type ObjectRef } from '../../../../src/runtime/worker';
import type { Effort } from './api';
import { createLarge } from './large';
import { callsPerSecond } from './timing';

/** What Ray's benchmark calls everywhere; it returns two bytes. */
export function smallValue(): string {
  return 'ok';
}

/** The same with an argument, which the head must know before the task can run. */
export function smallValueOf(value: number): number {
  return value;
}

/** Makes 100 MB on this worker. */
export function makeLarge(): Float64Array {
  return createLarge();
}

/** The clock has steps of 5 µs: only the mean of many tells of shorter times. */
const GETS = 1000;

/**
 * Gets a large object that another worker has made, once and then again and again.
 *
 * @param refs the object's reference, in an array.
 * @returns microseconds of the first get, and of one of the others on average.
 * @throws Error when the object arrives with other contents than `createLarge` gave it.
 */
export async function timeGets([ref]: readonly [ObjectRef<Float64Array>]): Promise<{
  first: number;
  again: number;
}> {
  const start = performance.now();
  const large = await get(ref);
  const ends = large[0]! + large[large.length - 1]!;
  const first = performance.now() - start;
  if (ends !== 2) throw new Error('The large object arrived with other contents.');
  const startAgain = performance.now();
  for (let i = 0; i < GETS; i++) await get(ref);
  return { first: first * 1000, again: ((performance.now() - startAgain) * 1000) / GETS };
}

const smallTask = remote<typeof smallValue>('smallValue');

/** Calls `smallValue` as a task, one after another, and waits for each. */
export function smallValuesPerSecond(effort: Effort): Promise<number> {
  return callsPerSecond(() => get(smallTask.remote()), 1, effort);
}

/** A loop that can be cancelled as the forests can: it asks every 1024 iterations. Ends by itself after some seconds. */
export function spin(): number {
  const context = getRuntimeContext();
  const end = performance.now() + 5000;
  let x = 1;
  while (!context.isCancelled() && performance.now() < end) {
    for (let i = 0; i < 1024; i++) x = (x * 1.000001) % 7;
  }
  return x;
}

/** Computes for so many milliseconds. */
export function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** The actor of Ray's benchmark. */
export class Server {
  smallValue(): string {
    return 'ok';
  }
}
