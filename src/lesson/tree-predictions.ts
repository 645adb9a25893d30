import type { RandomForestRegressor } from '../forest';

type Columns = readonly Float64Array[];

/** What each tree of a fitted forest, or of a part of it, predicts: tree by tree, a number per row. */
export function predictionsByTree(forest: RandomForestRegressor, X: Columns): Float64Array {
  const trees = forest.estimators;
  const leaves = forest.apply(X);
  const nRows = leaves.length / trees.length;
  const predictions = new Float64Array(leaves.length);
  trees.forEach(({ value }, t) => {
    for (let row = 0; row < nRows; row++)
      predictions[t * nRows + row] = value[leaves[row * trees.length + t]!]!;
  });
  return predictions;
}

/**
 * What the whole forest predicts, from the predictions of all its trees in the order of the forest. They are added one by
 * one, as the forest itself does: sums of sums would have other last bits.
 *
 * @param parts as `predictionsByTree` makes them
 */
export function averageOfTrees(parts: readonly Float64Array[], nRows: number): Float64Array {
  const sums = new Float64Array(nRows);
  let nTrees = 0;
  for (const part of parts) {
    for (let start = 0; start < part.length; start += nRows) {
      for (let row = 0; row < nRows; row++) sums[row]! += part[start + row]!;
      nTrees++;
    }
  }
  return sums.map((sum) => sum / nTrees);
}
