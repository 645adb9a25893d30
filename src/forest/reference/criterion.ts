import type { Bag } from './bag';

/**
 * Measures how good it is to cut a node's samples in two. The node is samples[start, end) of the bag, which the
 * splitter reorders; the cut is a position in it, which moves from left to right.
 *
 * Sums are taken in the samples' order, and the right side is the node less the left side, as in scikit-learn.
 * Changing either changes last bits.
 */
export abstract class Criterion {
  /** Numbers in a node's value. */
  abstract readonly valueSize: number;
  /** Samples of the node, each counted as often as the bootstrap drew it. */
  weight = 0;
  protected readonly samples: Int32Array;
  protected readonly weights: Float64Array;
  protected start = 0;
  protected end = 0;
  protected cut = 0;
  protected leftWeight = 0;
  private readonly treeWeight: number;

  constructor(bag: Bag) {
    this.samples = bag.samples;
    this.weights = bag.weights;
    this.treeWeight = bag.totalWeight;
  }

  /** Takes the sums of a node and puts the cut at its start. */
  abstract startNode(start: number, end: number): void;
  /** Puts the cut back to the start, after the samples were reordered. */
  abstract reset(): void;
  /** Moves the cut to a later position. */
  abstract moveTo(position: number): void;
  /** Ranks the cuts of one node: larger is better. Cheaper than the impurities, not comparable between nodes. */
  abstract proxyImprovement(): number;
  abstract nodeImpurity(): number;
  abstract leftImpurity(): number;
  abstract rightImpurity(): number;
  /** Writes what the node predicts, `valueSize` numbers. */
  abstract writeValue(values: Float64Array, offset: number): void;

  /** The part of the tree's impurity that the cut removes (scikit-learn's `impurity_improvement`). */
  improvement(impurity: number, leftImpurity: number, rightImpurity: number): number {
    const { treeWeight, weight, leftWeight } = this;
    const rightWeight = weight - leftWeight;
    return (
      (weight / treeWeight) *
      (impurity - (rightWeight / weight) * rightImpurity - (leftWeight / weight) * leftImpurity)
    );
  }
}
