import { afterEach, beforeEach, expect, test } from 'vitest';
import { runParallel, runSequential } from '../../../src/lesson/program';
import type { Outcome } from '../../../src/lesson/report';
import type { Schedule } from '../../../src/lesson/settings';
import { putSplit, type Split } from '../../../src/lesson/split';
import tasksUrl from '../../../src/lesson/tasks.worker?worker&url';
import { init, listObjects, shutdown } from '../../../src/runtime';

const ROWS = 1000;
const column = (factor: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: ROWS }, (_, row) => (row * factor) % 97);
const dataset = {
  name: 'made up',
  featureNames: ['a', 'b'],
  features: [column(7), column(13)],
  targetName: 'c',
  target: column(29),
};

let split: Split;

beforeEach(async () => {
  await init({ worker: tasksUrl, numCpus: 2, logToDriver: () => undefined });
  split = putSplit(dataset);
});
afterEach(() => shutdown());

async function run(mode: 'sequential' | Schedule): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const observer = {
    submitted: () => undefined,
    ended: (index: number, outcome: Outcome) => {
      outcomes[index] = outcome;
    },
  };
  const schedule = mode === 'sequential' ? 'in-order' : mode;
  const job = { sizes: [4, 8, 12], engine: 'exact', schedule, workers: 2 } as const;
  const { signal } = new AbortController();
  if (mode === 'sequential') await runSequential(split, job, observer, signal);
  else await runParallel(split, job, observer, signal);
  return outcomes;
}

test.each(['sequential', 'in-order', 'longest-first', 'chunks'] as const)(
  'a run leaves nothing but the data set in the object store, and results that last (%s)',
  async (mode) => {
    const outcomes = await run(mode);
    const kept = Object.values(split).map(({ id }: Split[keyof Split]) => id);
    await expect.poll(async () => (await listObjects()).map(({ objectId }) => objectId)).toEqual(kept);
    const before = outcomes.map((outcome) => outcome.status === 'done' && [...outcome.model.predictions]);
    expect(before.map((predictions) => predictions && predictions.length)).toEqual([200, 200, 200]);
    // What comes next is stored in the same memory.
    const again = await run('sequential');
    const after = outcomes.map((outcome) => outcome.status === 'done' && [...outcome.model.predictions]);
    expect(after).toEqual(before);
    expect(again.map((outcome) => outcome.status === 'done' && [...outcome.model.predictions])).toEqual(
      before,
    );
  },
);
