import { checkParameters } from './check-parameters';
import type { CompleteParameters, ForestDefaults, RegressorParameters } from './parameters';

/** Fills in the defaults and refuses what is not allowed. */
export function completeParameters(given: RegressorParameters, defaults: ForestDefaults): CompleteParameters {
  const complete: CompleteParameters = {
    nEstimators: 100,
    randomState: null,
    maxFeatures: defaults.maxFeatures,
    maxDepth: null,
    minSamplesSplit: 2,
    minSamplesLeaf: 1,
    maxLeafNodes: null,
    minImpurityDecrease: 0,
    bootstrap: defaults.bootstrap,
    maxSamples: null,
    oobScore: false,
    engine: 'exact',
    square: 'exact',
    ...given,
  };
  checkParameters(complete);
  return complete;
}
