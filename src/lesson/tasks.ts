import { type EngineName, loadEngines, meanSquaredError, RandomForestRegressor } from '../forest';
import { getRuntimeContext } from '../runtime/worker';
import { type LessonEngine, randomState } from './settings';

/** A trained forest, scored on the test rows. */
export interface ScoredModel {
  readonly nEstimators: number;
  /** Mean squared error on the test rows, in (100,000 US dollars)². */
  readonly mse: number;
  /** Seconds for training, predicting and scoring, on the worker's own clock. */
  readonly seconds: number;
  /** One prediction per test row, in 100,000 US dollars. */
  readonly predictions: Float64Array;
  /** The number of the worker that did it. */
  readonly worker: number;
  /** What grew the trees: the engine asked for, or the reference in its place. */
  readonly trainedWith: EngineName;
}

/**
 * The lesson's remote function: trains a random forest on the train rows, scores it on the test rows, and logs one line.
 * @param xTrain one column per feature; @param xTest the same columns of the test rows
 */
export async function trainAndScoreModel(
  xTrain: readonly Float64Array[],
  xTest: readonly Float64Array[],
  yTrain: Float64Array,
  yTest: Float64Array,
  nEstimators: number,
  engine: LessonEngine,
): Promise<ScoredModel> {
  await loadEngines();
  const start = performance.now();
  const context = getRuntimeContext();
  const model = new RandomForestRegressor({ nEstimators, randomState, engine });
  model.fit(xTrain, yTrain, { isAborted: () => context.isCancelled() });
  const predictions = model.predict(xTest);
  const mse = meanSquaredError(yTest, predictions);
  const seconds = (performance.now() - start) / 1000;
  console.log(`n_estimators=${nEstimators}, mse=${mse.toFixed(4)}, took: ${seconds.toFixed(2)} seconds`);
  const { trainedWith } = model;
  return { nEstimators, mse, seconds, predictions, worker: context.worker, trainedWith };
}
