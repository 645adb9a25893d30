import { totalWeight } from '../table/bag';
import { sampleCounts } from '../table/bootstrap';
import { improvement, placeChildren, sumsFromRight, weighChildren } from '../tree/children';
import { drawFeature, endDraw, foundConstant, startDraw, tookFeature } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { minImpurityDecrease, minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { drawThreshold, markAgain, nLeft, threshold } from '../random-cut/random-threshold';
import { squareOf } from '../tree/square';
import { swapPartition } from '../random-cut/swap-partition';
import { nRows } from '../table/table';
import { targets } from './target';
import { makeSplit } from '../tree/tree';

/**
 * Extra-trees (Geurts et al. 2006) for regression: one threshold per feature, drawn at random. The rows drawn are kept in
 * scikit-learn's order, which takes nothing but the partition by every threshold tried; a node is a range of them.
 */
let samples: Pointer<Id> = changetype<Pointer<Id>>(0);
/** Of each row: {w·y, w} and {w·y, (w·y)·y}. */
let sumTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
let squareTerms: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveRandomRegression(): void {
  samples = reserve<Id>(nRows + 1);
  sumTerms = reserve<v128>(nRows);
  squareTerms = reserve<v128>(nRows);
}

/** Fills in the node of all samples. */
export function startRandomRoot(root: PendingNode): void {
  let length = 0;
  let sums = f64x2.splat(0);
  for (let row = 0; row < nRows; row++) {
    const weight = <f64>sampleCounts[row];
    const weighted = weight * targets[row];
    const squares = f64x2(weighted, weighted * targets[row]);
    sumTerms[row] = f64x2(weighted, weight);
    squareTerms[row] = squares;
    sums = f64x2.add(sums, squares);
    // Written for every row and kept for those drawn: no branch to mispredict.
    samples[length] = <Id>row;
    length += i32(weight != 0);
  }
  poll(2 * nRows);
  root.sum = f64x2.extract_lane(sums, 0);
  root.sumOfSquares = f64x2.extract_lane(sums, 1);
  root.weight = totalWeight;
  root.impurity = root.sumOfSquares / totalWeight - squareOf(root.sum / totalWeight);
}

/** Splits a node and fills in its children. False if no cut is allowed; then the node is a leaf. */
export function splitAtRandom(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  const rows = samples.from(node.start);
  const size = node.size;
  let bestFeature = -1;
  let bestThreshold: f64 = 0;
  let bestLeft = 0;
  let bestProxy = -Infinity;
  let lastTried = -1;
  startDraw(node.nConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    poll(size);
    lastTried = feature;
    if (!drawThreshold(feature, rows, size)) {
      foundConstant();
      continue;
    }
    tookFeature();
    poll(size);
    swapPartition(rows, size, nLeft);
    if (nLeft < minSamplesLeaf || size - nLeft < minSamplesLeaf) continue;
    const proxy = proxyOf(node, rows, nLeft);
    if (proxy > bestProxy) {
      bestProxy = proxy;
      bestFeature = feature;
      bestThreshold = threshold;
      bestLeft = nLeft;
    }
  }
  endDraw();
  if (bestFeature < 0) return false;
  if (lastTried != bestFeature) {
    markAgain(bestFeature, rows, size, bestThreshold);
    swapPartition(rows, size, bestLeft);
  }
  sumChildren(node, rows, bestLeft, left, right);
  poll(2 * size);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  makeSplit(id, bestFeature, bestThreshold);
  placeChildren(node, id, bestLeft, 0, left, right);
  return true;
}

/** scikit-learn's proxy_impurity_improvement, summed from the shorter end as there. */
function proxyOf(node: PendingNode, rows: Pointer<Id>, count: i32): f64 {
  const size = node.size;
  const terms = sumTerms;
  let left = f64x2.splat(0);
  if (sumsFromRight(count, size)) {
    left = f64x2(node.sum, node.weight);
    for (let i = size - 1; i >= count; i--) left = f64x2.sub(left, terms[rows[i]]);
  } else {
    for (let i = 0; i < count; i++) left = f64x2.add(left, terms[rows[i]]);
  }
  const leftSum = f64x2.extract_lane(left, 0);
  const leftWeight = f64x2.extract_lane(left, 1);
  const rightSum = node.sum - leftSum;
  return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (node.weight - leftWeight);
}

/** Fills in the sums and impurities of the children. */
function sumChildren(
  node: PendingNode,
  rows: Pointer<Id>,
  count: i32,
  left: PendingNode,
  right: PendingNode,
): void {
  const size = node.size;
  const terms = squareTerms;
  const weights = sumTerms;
  let leftSums = f64x2.splat(0);
  let rightSums = f64x2.splat(0);
  let leftWeight: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i];
    leftSums = f64x2.add(leftSums, terms[row]);
    leftWeight += f64x2.extract_lane(weights[row], 1);
  }
  for (let i = count; i < size; i++) rightSums = f64x2.add(rightSums, terms[rows[i]]);
  let leftSum = f64x2.extract_lane(leftSums, 0);
  if (sumsFromRight(count, size)) {
    leftSum = node.sum;
    for (let i = size - 1; i >= count; i--) leftSum -= f64x2.extract_lane(terms[rows[i]], 0);
  }
  weighChildren(node, leftSums, rightSums, leftWeight, leftSum, left, right);
}
