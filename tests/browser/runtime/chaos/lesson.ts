/** The lesson's own program, on the lesson's own data. */
import { parseCalifornia } from '../../../../src/datasets/california';
import type { Dataset } from '../../../../src/datasets';
import type { Observer } from '../../../../src/lesson/observer';
import { cut, treesPerTask } from '../../../../src/lesson/plan';
import { prepareWorkers, runParallel } from '../../../../src/lesson/program';
import { forestSizes } from '../../../../src/lesson/settings';
import { putSplit } from '../../../../src/lesson/split';
import worker from '../../../../src/lesson/tasks.worker?worker&url';
import { init, scope } from '../../../../src/runtime';

const sizes = forestSizes(20);

/** Tasks that train: those of four trees each. */
export const trainings = sizes.flatMap((size) => cut(size, treesPerTask)).length;

/** California housing, or every n-th row of it. */
export async function loadRows(everyNth = 1): Promise<Dataset> {
  const response = await fetch('/data/california_housing.csv');
  const parsed = parseCalifornia(await response.text());
  if (!parsed.ok) throw new Error(parsed.error);
  const { value: all } = parsed;
  const thin = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> =>
    column.filter((_, row) => row % everyNth === 0);
  return { ...all, features: all.features.map(thin), target: thin(all.target) };
}

export async function startLesson(workers: number): Promise<void> {
  const status = await prepareWorkers(await init({ worker, numCpus: workers, logToDriver: () => undefined }));
  if (!status.kernel) throw new Error(status.reason);
}

/** Trains the 20 forests with `exact`, a few trees a task, and answers with the error of each on the test rows. */
export function trainForests(dataset: Dataset, workers: number): Promise<number[]> {
  return scope(async (own) => {
    const split = putSplit(dataset);
    for (const part of Object.values(split)) own(part);
    const errors = sizes.map(() => NaN);
    const job = { sizes, engine: 'exact', schedule: 'chunks', workers } as const;
    const observer: Observer = {
      submitted: () => undefined,
      ended: (index, outcome) => {
        if (outcome.status === 'done') errors[index] = outcome.model.mse;
        else
          throw new Error(`Forest ${index}: ${outcome.status === 'failed' ? outcome.error : outcome.status}`);
      },
    };
    await runParallel(split, job, observer, new AbortController().signal);
    return errors;
  });
}
