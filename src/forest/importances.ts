import { sum } from './numpy/sum';
import { NO_CHILD, type Tree } from './tree';

/**
 * Mean decrease in impurity of each feature, averaged over the trees that have a split and scaled to sum 1
 * (scikit-learn's `feature_importances_`). All zeros if no tree has a split.
 */
export function forestImportances(trees: readonly Tree[], nFeatures: number): Float64Array {
  const importances = new Float64Array(nFeatures);
  const splitting = trees.filter((tree) => tree.nodeCount > 1);
  if (splitting.length === 0) return importances;
  for (const tree of splitting) {
    treeImportances(tree, nFeatures).forEach((value, feature) => (importances[feature]! += value));
  }
  const mean = importances.map((value) => value / splitting.length);
  const total = sum(mean);
  return mean.map((value) => value / total);
}

function treeImportances(tree: Tree, nFeatures: number): Float64Array {
  const { childrenLeft, childrenRight, feature, impurity, weightedNNodeSamples: weight } = tree;
  const decrease = new Float64Array(nFeatures);
  for (let node = 0; node < tree.nodeCount; node++) {
    const left = childrenLeft[node]!;
    const right = childrenRight[node]!;
    if (left === NO_CHILD) continue;
    decrease[feature[node]!]! +=
      weight[node]! * impurity[node]! - weight[left]! * impurity[left]! - weight[right]! * impurity[right]!;
  }
  const scaled = decrease.map((value) => value / weight[0]!);
  const total = sum(scaled);
  return total > 0 ? scaled.map((value) => value / total) : scaled;
}
