import type { Dataset } from '../datasets';
import { type EngineStatus, type loadEngines, trainTestSplit } from '../forest';
import {
  cancel,
  type ClusterInfo,
  get,
  put,
  remote,
  TaskCancelledError,
  wait,
  type ObjectRef,
} from '../runtime';
import type { Outcome } from './report';
import { type LessonEngine, randomState, testSize } from './settings';
import type * as tasks from './tasks';

const loadEnginesRemotely = remote<typeof loadEngines>('loadEngines');
const trainAndScoreModel = remote<typeof tasks.trainAndScoreModel>('trainAndScoreModel');

type Columns = readonly Float64Array[];
type ModelRef = ObjectRef<tasks.ScoredModel>;

/** The four parts of the split, in the object store. */
export interface Split {
  readonly xTrain: ObjectRef<Columns>;
  readonly xTest: ObjectRef<Columns>;
  readonly yTrain: ObjectRef<Float64Array>;
  readonly yTest: ObjectRef<Float64Array>;
}

/** The given rows of a column. A loop, because `Float64Array.from` with a function took 30 ms a split instead of 3 to 6. */
function take(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
  return taken;
}

/** Splits the rows 80 to 20 as scikit-learn does and puts each part once into the object store. */
export function putSplit({ features, target }: Dataset): Split {
  const { train, test } = trainTestSplit(target.length, { testSize, randomState });
  return {
    xTrain: put(features.map((column) => take(column, train))),
    xTest: put(features.map((column) => take(column, test))),
    yTrain: put(take(target, train)),
    yTest: put(take(target, test)),
  };
}

/**
 * Has every worker load the forest engines, so that no run is measured with it.
 * @returns the first refusal, if a worker cannot have them
 */
export async function prepareWorkers({ workers }: ClusterInfo): Promise<EngineStatus> {
  const alive = workers.filter(({ state }) => state === 'ALIVE');
  const statuses = await get(
    alive.map(({ worker }) => loadEnginesRemotely.options({ schedulingStrategy: { worker } }).remote()),
  );
  return statuses.find(({ kernel }) => !kernel) ?? { kernel: true };
}

/** The forests of a run: their sizes and what trains them. */
export interface Forests {
  readonly sizes: readonly number[];
  readonly engine: LessonEngine;
}

/** What the program tells while it runs; `index` is the forest's place in `sizes`. */
export interface Observer {
  submitted(index: number, taskId: string): void;
  ended(index: number, outcome: Outcome): void;
}

/** Trains the forests one after another on one worker. A forest that fails is told and the next one goes on. */
export async function runSequential(
  split: Split,
  { sizes, engine }: Forests,
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
    const ref = oneWorker.remote(split.xTrain, split.xTest, split.yTrain, split.yTest, nEstimators, engine);
    observer.submitted(index, ref.id);
    cancelOnAbort([ref], signal);
    observer.ended(index, await outcomeOf(ref));
  }
}

/** Submits all forests as remote tasks at once; every free worker takes the next one. */
export async function runParallel(
  split: Split,
  { sizes, engine }: Forests,
  observer: Observer,
  signal: AbortSignal,
): Promise<void> {
  const refs = sizes.map((nEstimators) =>
    trainAndScoreModel.remote(split.xTrain, split.xTest, split.yTrain, split.yTest, nEstimators, engine),
  );
  refs.forEach((ref, index) => {
    observer.submitted(index, ref.id);
  });
  cancelOnAbort(refs, signal);
  let pending = refs;
  while (pending.length > 0) {
    const [ready, notReady] = await wait(pending, { numReturns: 1 });
    for (const ref of ready) observer.ended(refs.indexOf(ref), await outcomeOf(ref));
    pending = notReady;
  }
}

/** Cancelling a task that has ended does nothing, so the listener may outlive the run: both go with the signal. */
function cancelOnAbort(refs: readonly ModelRef[], signal: AbortSignal): void {
  const cancelAll = () => {
    for (const ref of refs) cancel(ref);
  };
  if (signal.aborted) cancelAll();
  else signal.addEventListener('abort', cancelAll, { once: true });
}

async function outcomeOf(ref: ModelRef): Promise<Outcome> {
  try {
    return { status: 'done', model: await get(ref) };
  } catch (error) {
    if (error instanceof TaskCancelledError) return { status: 'cancelled' };
    if (!(error instanceof Error)) throw error;
    return {
      status: 'failed',
      error: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
}
