import { notAllowed } from './check-parameters';
import type { TreeOptions } from './engine';
import type { CompleteParameters } from './parameters';

/** Turns shares, 'sqrt' and null into the numbers they mean for a training set. */
export function resolveTreeOptions(
  parameters: CompleteParameters,
  splitter: TreeOptions['splitter'],
  nRows: number,
  nFeatures: number,
): TreeOptions {
  const { maxDepth, maxLeafNodes, minImpurityDecrease, minSamplesSplit, square } = parameters;
  const minSamplesLeaf = countOrShare(parameters.minSamplesLeaf, nRows, Math.ceil);
  const minSplit = Math.max(2, countOrShare(minSamplesSplit, nRows, Math.ceil), 2 * minSamplesLeaf);
  return {
    splitter,
    maxFeatures: resolveMaxFeatures(parameters.maxFeatures, nFeatures),
    maxDepth: maxDepth ?? Infinity,
    minSamplesSplit: minSplit,
    minSamplesLeaf,
    maxLeafNodes: maxLeafNodes ?? Infinity,
    minImpurityDecrease,
    square,
  };
}

/** How many rows the bootstrap of a tree draws. */
export function resolveMaxSamples(maxSamples: CompleteParameters['maxSamples'], nRows: number): number {
  if (maxSamples === null) return nRows;
  if (maxSamples > nRows) throw notAllowed('maxSamples', maxSamples, `at most the number of rows, ${nRows}`);
  return Math.max(1, countOrShare(maxSamples, nRows, roundHalfToEven));
}

function resolveMaxFeatures(maxFeatures: CompleteParameters['maxFeatures'], nFeatures: number): number {
  if (maxFeatures === null) return nFeatures;
  if (maxFeatures === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (maxFeatures > nFeatures) {
    throw notAllowed('maxFeatures', maxFeatures, `at most the number of features, ${nFeatures}`);
  }
  return Math.max(1, countOrShare(maxFeatures, nFeatures, Math.floor));
}

function countOrShare(value: number, total: number, round: (count: number) => number): number {
  return value < 1 ? round(value * total) : value;
}

/** Python's `round`, which scikit-learn uses here. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
