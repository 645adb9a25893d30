import fc from 'fast-check';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  type ForestParameters,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import type { SmallTable } from './tables';

export type AnyForest =
  RandomForestRegressor | RandomForestClassifier | ExtraTreesRegressor | ExtraTreesClassifier;

/** A kind of forest: the class itself. */
export interface AnyEstimator {
  new (parameters?: ForestParameters): AnyForest;
  fromBuffer(buffer: ArrayBufferLike | Uint8Array): AnyForest;
  merge(parts: readonly AnyForest[], training?: SmallTable): AnyForest;
}

const estimators: readonly AnyEstimator[] = [
  RandomForestRegressor,
  RandomForestClassifier,
  ExtraTreesRegressor,
  ExtraTreesClassifier,
];

/** A kind of forest and parameters for it, with a seed. */
export const recipes = fc.record({
  Estimator: fc.constantFrom(...estimators),
  parameters: fc
    .record({
      nEstimators: fc.integer({ min: 1, max: 8 }),
      randomState: fc.nat(),
      maxFeatures: fc.constantFrom(null, 'sqrt' as const, 1, 0.5),
      maxLeafNodes: fc.constantFrom(null, 4),
      bootstrap: fc.boolean(),
      oobScore: fc.boolean(),
    })
    .map((drawn) => ({ ...drawn, oobScore: drawn.oobScore && drawn.bootstrap })),
});

/** Everything that can be asked of a fitted forest. */
export function resultsOf(forest: AnyForest, X: readonly Float64Array[]) {
  const common = {
    parameters: forest.parameters,
    estimators: forest.estimators,
    importances: forest.featureImportances,
    prediction: forest.predict(X),
    leaves: forest.apply(X),
    oobScore: forest.parameters.oobScore ? forest.oobScore : undefined,
  };
  if ('predictProba' in forest) {
    return {
      ...common,
      classes: forest.classes,
      shares: forest.predictProba(X),
      oobVotes: forest.parameters.oobScore ? forest.oobDecisionFunction : undefined,
    };
  }
  return { ...common, oobVotes: forest.parameters.oobScore ? forest.oobPrediction : undefined };
}
