import { remote, scope, wait, type ObjectRef } from '../runtime';
import { cancelOnAbort, outcomeOf, type Observer } from './observer';
import { type Job, planTasks } from './plan';
import type { Split } from './split';
import type * as tasks from './tasks';

const trainTrees = remote<typeof tasks.trainTrees>('trainTrees');
const mergeAndScoreModel = remote<typeof tasks.mergeAndScoreModel>('mergeAndScoreModel');

/**
 * Training tasks per worker that are submitted and not done. Tasks start in the order in which they can, so with all of
 * them submitted at once every forest would be put together at the very end. Four of `turbo`, each about 20 ms, outlast a
 * frame in which the page is busy.
 */
const AHEAD = 4;

/**
 * Trains every forest in tasks of a few trees. Their results, references to them, are the arguments of a last small task
 * that puts the forest together, on whatever worker is free: a graph of tasks. Leaves nothing in the object store.
 */
export function runChunks(
  { xTrain, xTest, yTrain, yTest }: Split,
  { sizes, engine, workers }: Job,
  observer: Observer,
  signal: AbortSignal,
): Promise<void> {
  return scope(async (own) => {
    const submitted: ObjectRef<unknown>[] = [];
    const parts = sizes.map((): ObjectRef<tasks.TrainedTrees>[] => []);
    const endings = new Map<number, Promise<void>>();
    let training: ObjectRef<unknown>[] = [];
    cancelOnAbort(submitted, signal);
    for (const { forest, from, to } of planTasks('chunks', sizes)) {
      if (training.length >= AHEAD * workers) [, training] = await wait(training);
      if (signal.aborted) break;
      const nEstimators = sizes[forest]!;
      const part = own(trainTrees.remote(xTrain, xTest, yTrain, nEstimators, { from, to }, engine));
      observer.submitted(forest, part.id, { kind: 'trees', from, to });
      submitted.push(part);
      training.push(part);
      parts[forest]!.push(part);
      if (to < nEstimators) continue;
      const model = own(mergeAndScoreModel.remote(yTest, ...parts[forest]!));
      observer.submitted(forest, model.id, { kind: 'merge' });
      submitted.push(model);
      endings.set(forest, tellEnd(forest, model, observer));
    }
    sizes.forEach((_, forest) => {
      if (!endings.has(forest)) observer.ended(forest, { status: 'cancelled' });
    });
    await Promise.all(endings.values());
  });
}

async function tellEnd(
  forest: number,
  model: ObjectRef<tasks.ScoredModel>,
  observer: Observer,
): Promise<void> {
  observer.ended(forest, await outcomeOf(model));
}
