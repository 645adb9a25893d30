import type { EngineStatus, loadEngines } from '../forest';
import { get, remote, scope, wait, type ClusterInfo } from '../runtime';
import { runChunks } from './chunks';
import { cancelOnAbort, outcomeOf, type Observer } from './observer';
import { type Job, planTasks } from './plan';
import type { Split } from './split';
import type * as tasks from './tasks';

const loadEnginesRemotely = remote<typeof loadEngines>('loadEngines');
const trainAndScoreModel = remote<typeof tasks.trainAndScoreModel>('trainAndScoreModel');

/**
 * Has every worker load the forest engines, so that no run is measured with it.
 * @returns the first refusal, if a worker cannot have them
 */
export async function prepareWorkers({ workers }: ClusterInfo): Promise<EngineStatus> {
  const alive = workers.filter(({ state }) => state === 'ALIVE');
  const statuses = await scope((own) =>
    get(
      own(
        alive.map(({ worker }) => loadEnginesRemotely.options({ schedulingStrategy: { worker } }).remote()),
      ),
    ),
  );
  return statuses.find(({ kernel }) => !kernel) ?? { kernel: true };
}

/** Trains the forests one after another on one worker. A forest that fails is told and the next one goes on. */
export async function runSequential(
  split: Split,
  { sizes, engine }: Job,
  observer: Observer,
  signal: AbortSignal,
  worker = 1,
): Promise<void> {
  const oneWorker = trainAndScoreModel.options({ schedulingStrategy: { worker } });
  for (const [index, nEstimators] of sizes.entries()) {
    if (signal.aborted) {
      observer.ended(index, { status: 'cancelled' });
      continue;
    }
    const { xTrain, xTest, yTrain, yTest } = split;
    const outcome = await scope((own) => {
      const ref = own(oneWorker.remote(xTrain, xTest, yTrain, yTest, nEstimators, engine));
      observer.submitted(index, ref.id, { kind: 'whole' });
      cancelOnAbort([ref], signal);
      return outcomeOf(ref);
    });
    observer.ended(index, outcome);
  }
}

/** Trains the forests on all workers: as whole forests, submitted all at once, or cut into smaller tasks. */
export function runParallel(split: Split, job: Job, observer: Observer, signal: AbortSignal): Promise<void> {
  return job.schedule === 'chunks'
    ? runChunks(split, job, observer, signal)
    : runForests(split, job, observer, signal);
}

/** Submits every forest as a remote task; every free worker takes the next one. Leaves nothing in the object store. */
function runForests(
  split: Split,
  { sizes, engine, schedule }: Job,
  observer: Observer,
  signal: AbortSignal,
): Promise<void> {
  const { xTrain, xTest, yTrain, yTest } = split;
  return scope(async (own) => {
    const submitted = planTasks(schedule, sizes).map(({ forest, to }) => {
      const ref = own(trainAndScoreModel.remote(xTrain, xTest, yTrain, yTest, to, engine));
      observer.submitted(forest, ref.id, { kind: 'whole' });
      return { ref, forest };
    });
    const forestOf = new Map(submitted.map(({ ref, forest }) => [ref, forest]));
    let pending = [...forestOf.keys()];
    cancelOnAbort(pending, signal);
    while (pending.length > 0) {
      const [ready, notReady] = await wait(pending, { numReturns: 1 });
      for (const ref of ready) observer.ended(forestOf.get(ref)!, await outcomeOf(ref));
      pending = notReady;
    }
  });
}
