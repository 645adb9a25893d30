import { type EngineName, loadEngines, meanSquaredError, RandomForestRegressor } from '../forest';
import { getRuntimeContext } from '../runtime/worker';
import type { TreeRange } from './plan';
import { type LessonEngine, randomState } from './settings';
import { averageOfTrees, predictionsByTree } from './tree-predictions';

type Columns = readonly Float64Array[];

/** A trained forest, scored on the test rows. */
export interface ScoredModel {
  readonly nEstimators: number;
  /** Mean squared error on the test rows, in (100,000 US dollars)². */
  readonly mse: number;
  /** Seconds for training, predicting and scoring, on the workers' own clocks; summed if several tasks shared the forest. */
  readonly seconds: number;
  /** One prediction per test row, in 100,000 US dollars. */
  readonly predictions: Float64Array;
  /** The numbers of the workers that trained its trees, ascending. */
  readonly workers: readonly number[];
  /** What grew the trees: the engine asked for, or the reference in its place. */
  readonly trainedWith: readonly EngineName[];
}

/** Some trained trees of a forest. */
export interface TrainedTrees {
  /** Tree by tree, one prediction per test row. */
  readonly predictions: Float64Array;
  readonly seconds: number;
  readonly worker: number;
  readonly trainedWith: EngineName;
}

/**
 * The lesson's remote function: trains a random forest on the train rows, scores it on the test rows, and logs one line.
 * @param xTrain one column per feature; @param xTest the same columns of the test rows
 */
export async function trainAndScoreModel(
  xTrain: Columns,
  xTest: Columns,
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
  const seconds = secondsSince(start);
  console.log(`${scoreLine(nEstimators, mse, seconds)} seconds`);
  const workers = [context.worker];
  return { nEstimators, mse, seconds, predictions, workers, trainedWith: [model.trainedWith] };
}

/** Trains some trees of a forest and lets each of them predict the test rows. */
export async function trainTrees(
  xTrain: Columns,
  xTest: Columns,
  yTrain: Float64Array,
  nEstimators: number,
  { from, to }: TreeRange,
  engine: LessonEngine,
): Promise<TrainedTrees> {
  await loadEngines();
  const start = performance.now();
  const context = getRuntimeContext();
  const part = new RandomForestRegressor({ nEstimators, randomState, engine });
  part.fit(xTrain, yTrain, { from, to, isAborted: () => context.isCancelled() });
  const predictions = predictionsByTree(part, xTest);
  const { trainedWith } = part;
  return { predictions, seconds: secondsSince(start), worker: context.worker, trainedWith };
}

/**
 * Puts a forest together from all its trees, scores it and logs one line. The predictions are those of the forest trained
 * at once, to the last bit.
 * @param parts in the order of the forest
 */
export function mergeAndScoreModel(yTest: Float64Array, ...parts: readonly TrainedTrees[]): ScoredModel {
  const start = performance.now();
  const predictions = averageOfTrees(
    parts.map((part) => part.predictions),
    yTest.length,
  );
  const mse = meanSquaredError(yTest, predictions);
  const nEstimators = parts.reduce((sum, part) => sum + part.predictions.length / yTest.length, 0);
  const seconds = parts.reduce((sum, part) => sum + part.seconds, secondsSince(start));
  console.log(`${scoreLine(nEstimators, mse, seconds)} seconds in ${parts.length} tasks`);
  const workers = [...new Set(parts.map(({ worker }) => worker))].sort((a, b) => a - b);
  const trainedWith = [...new Set(parts.map((part) => part.trainedWith))];
  return { nEstimators, mse, seconds, predictions, workers, trainedWith };
}

function scoreLine(nEstimators: number, mse: number, seconds: number): string {
  return `n_estimators=${nEstimators}, mse=${mse.toFixed(4)}, took: ${seconds.toFixed(2)}`;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
