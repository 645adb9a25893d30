import { expect } from 'vitest';
import { get, put, shutdown } from '../../../../src/runtime';
import { startCluster, task } from '../cluster';
import { clusterCensus, PageCensus } from './census';
import { smallRun } from './small-run';

const PATIENCE = { timeout: 30_000, interval: 100 };
const START = { storeBytes: 0, objects: 0, references: 0, workers: 2, actors: 0, unfinished: {} };

/** Runs the same small program many times in one cluster, and compares now and then. */
export async function expectRunsToLeaveNothing(runs: number): Promise<void> {
  await startCluster();
  const expectStart = async (hasRun: boolean): Promise<void> => {
    await expect.poll(clusterCensus, PATIENCE).toEqual({ ...START, hasRun });
  };
  await expectStart(false);
  for (let run = 1; run <= runs; run++) {
    await smallRun(run);
    if (run % 50 === 0 || run === runs) await expectStart(true);
  }
  await shutdown();
}

/** Starts and ends clusters, every other one in mid-run, and compares the page before and after. */
export async function expectCyclesToLeaveNothing(cycles: number): Promise<void> {
  const census = new PageCensus();
  try {
    const start = await census.take();
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await startCluster();
      expect(await census.take()).toMatchObject({ heads: start.heads + 1, locks: start.locks + 2 });
      await liveALittle(cycle % 2 === 0, census);
      await shutdown();
    }
    await expect.poll(() => census.take(), PATIENCE).toEqual(start);
  } finally {
    census.stop();
  }
}

async function liveALittle(toItsEnd: boolean, census: PageCensus): Promise<void> {
  const array = await get(put(new Float64Array(10_000).fill(1)));
  census.watch(array.buffer);
  if (toItsEnd) await get(task('sum').remote(array));
  // Nobody waits for it: the cluster ends under it.
  else void get(task('descend').remote(50)).catch(() => undefined);
}
