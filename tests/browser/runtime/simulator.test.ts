import { afterEach, expect, test } from 'vitest';
import { get, put, shutdown } from '../../../src/runtime';
import { simulate, traceFromEvents } from '../../../src/runtime/simulator';
import { collectEvents, startCluster, task } from './cluster';

afterEach(() => shutdown());

test('a run of the real cluster is recorded with all its tasks, and keeps as many simulated workers busy', async () => {
  const log = collectEvents();
  await startCluster({ numCpus: 2 });
  const column = put(new Float64Array(500_000).fill(1));
  const sums = Array.from({ length: 40 }, () => task('sum').remote(column));
  const pair = task('add').remote(sums[0]!, sums[39]!);
  await get([...sums, pair]);
  log.stop();

  const trace = traceFromEvents(log.events);
  expect(trace.taskIds).toEqual([...sums, pair].map(({ id }) => id));
  expect(Array.from(trace.dependencies!.tasks)).toEqual([0, 39]);
  const { overhead } = trace;
  for (const time of Object.values(overhead)) expect(time).toBeGreaterThanOrEqual(0);

  // How long it took is left out: on a busy machine a single outlier of the overhead can be longer than the run.
  const work = trace.durations.reduce((sum, duration) => sum + duration, 0);
  const { makespan, utilisation } = simulate(trace, { workers: 2, overhead });
  expect(makespan).toBeGreaterThanOrEqual(work / 2);
  expect(utilisation).toBeGreaterThan(0.25);
});
