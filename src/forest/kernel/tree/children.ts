import { totalWeight } from '../table/bag';
import { keepsOrder } from '../base/engine-mode';
import { nConstants } from './lottery';
import { isBestFirst } from '../base/options';
import { PendingNode } from './pending-node';
import { squareOf } from './square';

/** What the last split gains, as a part of the tree's impurity. */
export let improvement: f64 = 0;

/** Works `improvement` out. */
export function weighSplit(
  node: PendingNode,
  leftWeight: f64,
  leftImpurity: f64,
  rightWeight: f64,
  rightImpurity: f64,
): void {
  const weight = node.weight;
  improvement =
    (weight / totalWeight) *
    (node.impurity - (rightWeight / weight) * rightImpurity - (leftWeight / weight) * leftImpurity);
}

/** Sets `improvement` for a split that leaves no impurity. */
export function improvesBy(node: PendingNode): void {
  improvement = (node.weight / totalWeight) * node.impurity;
}

/** Whether scikit-learn takes the sum of the left side from the right one, which is shorter. */
export function sumsFromRight(nLeft: i32, size: i32): bool {
  return keepsOrder && 2 * nLeft > size;
}

/**
 * Fills in the sums and impurities of the children of a regression node, and `improvement`.
 * @param leftSums {Σ w·y, Σ w·y²} of the left child, from its first sample on; @param rightSums of the right child
 * @param leftSum Σ w·y of the left child as scikit-learn has it when it takes the impurities
 */
export function weighChildren(
  node: PendingNode,
  leftSums: v128,
  rightSums: v128,
  leftWeight: f64,
  leftSum: f64,
  left: PendingNode,
  right: PendingNode,
): void {
  const rightWeight = node.weight - leftWeight;
  const leftSquares = f64x2.extract_lane(leftSums, 1);
  const leftImpurity = leftSquares / leftWeight - squareOf(leftSum / leftWeight);
  const rightImpurity =
    (node.sumOfSquares - leftSquares) / rightWeight - squareOf((node.sum - leftSum) / rightWeight);
  weighSplit(node, leftWeight, leftImpurity, rightWeight, rightImpurity);
  left.sum = f64x2.extract_lane(leftSums, 0);
  left.sumOfSquares = leftSquares;
  left.weight = leftWeight;
  left.impurity = leftImpurity;
  right.sum = f64x2.extract_lane(rightSums, 0);
  right.sumOfSquares = f64x2.extract_lane(rightSums, 1);
  right.weight = rightWeight;
  right.impurity = rightImpurity;
}

/**
 * As `weighChildren`, where the order of sums does not matter: what one side does not have, the other has.
 * @param sums {Σ w·y, Σ w·y²} of one side, the left one if `isLeft`; @param sideWeight Σ w of it
 */
export function weighShorterSide(
  node: PendingNode,
  isLeft: bool,
  sums: v128,
  sideWeight: f64,
  left: PendingNode,
  right: PendingNode,
): void {
  const rest = f64x2.sub(f64x2(node.sum, node.sumOfSquares), sums);
  const leftSums = isLeft ? sums : rest;
  const leftWeight = isLeft ? sideWeight : node.weight - sideWeight;
  const leftSum = f64x2.extract_lane(leftSums, 0);
  weighChildren(node, leftSums, isLeft ? rest : sums, leftWeight, leftSum, left, right);
}

/** Fills in where the children of node `id` are found, and what they inherit. */
export function placeChildren(
  node: PendingNode,
  id: i32,
  nLeft: i32,
  tieFree: u64,
  left: PendingNode,
  right: PendingNode,
): void {
  left.start = node.start;
  left.size = nLeft;
  right.start = node.start + nLeft;
  right.size = node.size - nLeft;
  left.side = right.side = 1 - node.side;
  left.depth = right.depth = node.depth + 1;
  left.parent = right.parent = id;
  left.isCompact = right.isCompact = node.isCompact;
  left.isLeft = true;
  right.isLeft = false;
  left.tieFree = right.tieFree = tieFree;
  // scikit-learn's best-first builder does not hand down which features are constant.
  left.nConstants = right.nConstants = isBestFirst() ? 0 : nConstants;
}
