import { getRuntimeContext } from '../../../../src/runtime/worker';
import { randomState } from '../../../../src/lesson/settings';
import { createForest, readyEngines, type Contender } from './engine';

/**
 * The remote function of the job: trains a range of a forest's trees and predicts the test rows with them, as the
 * lesson's does with whole forests.
 *
 * @returns the mean of these trees' predictions for each test row.
 */
export async function trainTrees(
  xTrain: readonly Float64Array[],
  xTest: readonly Float64Array[],
  yTrain: Float64Array,
  engine: Contender,
  nEstimators: number,
  from: number,
  to: number,
): Promise<Float64Array> {
  const context = getRuntimeContext();
  await readyEngines();
  const forest = createForest('regression', engine, nEstimators, randomState);
  forest.fit(xTrain, yTrain, { from, to, isAborted: () => context.isCancelled() });
  return forest.predict(xTest);
}
