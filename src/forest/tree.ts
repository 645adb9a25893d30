/** What a leaf carries where an inner node has a child. */
export const NO_CHILD = -1;
/** What a leaf carries as feature and as threshold. */
export const NO_SPLIT = -2;

/**
 * A fitted decision tree: parallel arrays over its nodes, named as scikit-learn's `tree_`. Node 0 is the root.
 * A row goes left when its feature, rounded to single precision, is <= the threshold.
 * Plain data: a tree can be posted to another thread.
 */
export interface Tree {
  readonly nodeCount: number;
  readonly childrenLeft: Int32Array;
  readonly childrenRight: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly impurity: Float64Array;
  /** Distinct training rows in the node. */
  readonly nNodeSamples: Int32Array;
  /** Training rows in the node, each counted as often as the bootstrap drew it. */
  readonly weightedNNodeSamples: Float64Array;
  /**
   * Regression: the mean target, one number a node. Classification: `nClasses` weighted counts a node
   * (as scikit-learn up to 1.2; since 1.3 it stores them divided by their sum).
   */
  readonly value: Float64Array;
}

/** The leaf that a row ends in. */
export function leafOf(tree: Tree, columns: readonly Float32Array[], row: number): number {
  const { childrenLeft, childrenRight, feature, threshold } = tree;
  let node = 0;
  while (childrenLeft[node] !== NO_CHILD) {
    node = columns[feature[node]!]![row]! <= threshold[node]! ? childrenLeft[node]! : childrenRight[node]!;
  }
  return node;
}
