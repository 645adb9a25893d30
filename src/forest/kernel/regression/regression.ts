import { maxSamples, nSamples, rankOf, totalWeight } from '../table/bag';
import { improvement, placeChildren, sumsFromRight, weighChildren, weighShorterSide } from '../tree/children';
import { findBestCut, bestPosition, bestSlot } from './best-cut';
import { useTablesOf } from './compact';
import { keepsOrder } from '../base/engine-mode';
import { partitionLists } from './list-partition';
import { listOf } from './lists';
import { featureAt } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { minImpurityDecrease } from '../base/options';
import { goesLeft, partitionOrder } from './order-partition';
import { PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { orderAfter, startOrders } from './sample-order';
import { drawSlots, nSlots, size, slotFeature, slotList, start, tieFree } from './slots';
import { squareOf } from '../tree/square';
import { thresholdBetween } from '../table/table';
import { makeSplit } from '../tree/tree';
import { squareTerms, sumTerms } from './target';

/** All samples of the tree; each node's lie in its range, in scikit-learn's order if that is kept. */
let samples: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveRegression(): void {
  samples = reserve<Id>(maxSamples);
}

/** Fills in the node of all samples. */
export function startRoot(root: PendingNode): void {
  let sums = f64x2.splat(0);
  for (let id = 0; id < nSamples; id++) {
    samples[id] = <Id>id;
    sums = f64x2.add(sums, squareTerms[id]);
  }
  root.sum = f64x2.extract_lane(sums, 0);
  root.sumOfSquares = f64x2.extract_lane(sums, 1);
  root.weight = totalWeight;
  root.impurity = root.sumOfSquares / totalWeight - squareOf(root.sum / totalWeight);
}

/** The samples of a node; in scikit-learn's order if that is kept. */
export function samplesOf(node: PendingNode): Pointer<Id> {
  return keepsOrder ? samples.from(node.start) : listOf(node.side, featureAt(node.nConstants), node.start);
}

/** Splits a node and fills in its children. False if no cut is allowed; then the node is a leaf. */
export function splitNode(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  useTablesOf(node, samplesOf(node));
  drawSlots(node.side, node.start, node.size, node.tieFree, node.nConstants);
  if (keepsOrder) startOrders(samples.from(start));
  findBestCut(node);
  if (bestSlot < 0) return false;

  const feature = slotFeature[bestSlot];
  const list = slotList(bestSlot);
  const nLeft = bestPosition + 1;
  markSides(list, nLeft);
  let ordered = list;
  if (keepsOrder) {
    ordered = samples.from(start);
    partitionOrder(orderAfter(nSlots - 1), ordered, size, nLeft);
  }
  sumChildren(node, ordered, nLeft, left, right);
  poll(2 * size);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  makeSplit(id, feature, thresholdAfter(feature, list, bestPosition));
  placeChildren(node, id, nLeft, tieFree, left, right);
  partitionLists(feature, left.nConstants);
  return true;
}

function thresholdAfter(feature: i32, list: Pointer<Id>, position: i32): f64 {
  return thresholdBetween(feature, rankOf(feature, list[position]), rankOf(feature, list[position + 1]));
}

function markSides(list: Pointer<Id>, nLeft: i32): void {
  const marks = goesLeft;
  for (let i = 0; i < nLeft; i++) marks[list[i]] = 1;
  for (let i = nLeft; i < size; i++) marks[list[i]] = 0;
}

/** Sums the children up; `ordered` has the left child's samples first. */
function sumChildren(
  node: PendingNode,
  ordered: Pointer<Id>,
  nLeft: i32,
  left: PendingNode,
  right: PendingNode,
): void {
  if (!keepsOrder) return sumShorterSide(node, ordered, nLeft, left, right);
  const terms = squareTerms;
  const weights = sumTerms;
  let leftSums = f64x2.splat(0);
  let rightSums = f64x2.splat(0);
  let leftWeight: f64 = 0;
  for (let i = 0; i < nLeft; i++) {
    const id = ordered[i];
    leftSums = f64x2.add(leftSums, terms[id]);
    leftWeight += f64x2.extract_lane(weights[id], 1);
  }
  for (let i = nLeft; i < size; i++) rightSums = f64x2.add(rightSums, terms[ordered[i]]);
  let leftSum = f64x2.extract_lane(leftSums, 0);
  if (sumsFromRight(nLeft, size)) {
    leftSum = node.sum;
    for (let i = size - 1; i >= nLeft; i--) leftSum -= f64x2.extract_lane(terms[ordered[i]], 0);
  }
  weighChildren(node, leftSums, rightSums, leftWeight, leftSum, left, right);
}

/** Where the order does not matter: sums of the shorter side, and what is left of the node's for the other. */
function sumShorterSide(
  node: PendingNode,
  list: Pointer<Id>,
  nLeft: i32,
  left: PendingNode,
  right: PendingNode,
): void {
  const terms = squareTerms;
  const weights = sumTerms;
  const isLeft = 2 * nLeft <= size;
  const end = isLeft ? nLeft : size;
  let sums = f64x2.splat(0);
  let weight: f64 = 0;
  for (let i = isLeft ? 0 : nLeft; i < end; i++) {
    const id = list[i];
    sums = f64x2.add(sums, terms[id]);
    weight += f64x2.extract_lane(weights[id], 1);
  }
  weighShorterSide(node, isLeft, sums, weight, left, right);
}
