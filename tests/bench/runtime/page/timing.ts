import { median } from '../../common/statistics';
import type { Effort } from './api';

/**
 * Calls per second, counted as Ray's `timeit` counts: the same calls warm up, then they are made for a while.
 *
 * @param calls that one `run` makes.
 */
export async function callsPerSecond(
  run: () => Promise<unknown>,
  calls: number,
  effort: Effort,
): Promise<number> {
  await repeat(run, effort.warmUpMs);
  const { runs, ms } = await repeat(run, effort.timedMs);
  return (runs * calls * 1000) / ms;
}

/** At least once. */
async function repeat(run: () => Promise<unknown>, ms: number): Promise<{ runs: number; ms: number }> {
  const start = performance.now();
  for (let runs = 1; ; runs++) {
    await run();
    const passed = performance.now() - start;
    if (passed >= ms) return { runs, ms: passed };
  }
}

/** The median of some measurements, after one that is not counted. */
export async function medianOf(samples: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i <= samples; i++) values.push(await measure());
  return median(values.slice(1))!;
}

/** Milliseconds until `run` is done. */
export async function milliseconds(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
