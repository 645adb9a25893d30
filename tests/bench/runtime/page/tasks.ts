import { getRuntimeContext } from '../../../../src/runtime/worker';
import { createLarge } from './large';

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

/** Reads a large array at both ends. */
export function readEnds(large: Float64Array): number {
  return large[0]! + large[large.length - 1]!;
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
