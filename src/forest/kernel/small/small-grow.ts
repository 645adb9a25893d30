import { improvement, placeChildren, sumsFromRight, weighChildren, weighShorterSide } from '../tree/children';
import { keepsOrder } from '../base/engine-mode';
import { Pointer } from '../base/memory';
import { appendMean, mustBeLeaf } from '../tree/nodes';
import { minImpurityDecrease } from '../base/options';
import { copyNode, NODE_BYTES, nodeOf, PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { findSmallCut, MAX_ORDER_FREE, smallBestPosition, smallBestSlot } from './small-cut';
import { smallOrderAfter, startSmallOrders } from './small-order';
import { markSides, partitionSmallLists, partitionSmallOrder } from './small-partition';
import { scanSmallSlots } from './small-scores';
import { maxWithoutLists, splitFew } from './small-few';
import { splitPair } from './small-pair';
import { drawSmallSlots, nSlots, slotFeature, slotList } from './small-slots';
import {
  enterSubtree,
  LIST_BYTES,
  smallNode,
  smallOrder,
  smallSquareTerms,
  smallSumTerms,
  smallThreshold,
  SPARE_DEPTH,
} from './small-subtree';
import { makeSplit } from '../tree/tree';

/** Nodes of so many samples need no lists. */
let largestWithoutLists: i32 = 0;
/** The children of the node being split, until it is no longer needed. */
const children = changetype<Pointer<u8>>(memory.data(2 * NODE_BYTES, 16));
/** Its samples, those of the left child first. */
const partitioned = changetype<Pointer<u8>>(memory.data(3 * LIST_BYTES, 16));

/** Grows the subtree of a node of few samples, given in scikit-learn's order if that is kept. */
export function growSmallSubtree(node: PendingNode, samples: Pointer<Id>): void {
  poll(node.size);
  largestWithoutLists = maxWithoutLists();
  enterSubtree(node, samples, node.size > largestWithoutLists);
  for (let depth = 0; depth >= 0;) {
    const top = smallNode(depth);
    const id = appendMean(top);
    if (mustBeLeaf(top)) depth--;
    else if (top.size == 2) {
      splitPair(top, id, smallOrder(top));
      depth--;
    } else if (top.size <= largestWithoutLists) depth = splitWithoutLists(top, id, depth);
    else depth = splitSmall(top, id, depth);
  }
}

function splitWithoutLists(node: PendingNode, id: i32, depth: i32): i32 {
  const left = nodeOf(children, 0);
  const right = nodeOf(children, 1);
  return splitFew(node, id, left, right) ? growNext(node, left, right, smallOrder(node), depth) : depth - 1;
}

function splitSmall(node: PendingNode, id: i32, depth: i32): i32 {
  const size = node.size;
  drawSmallSlots(node);
  if (nSlots == 0) return depth - 1;
  const needsOrder = keepsOrder && size > MAX_ORDER_FREE;
  if (needsOrder) startSmallOrders(node);
  scanSmallSlots(node);
  findSmallCut(node);
  if (smallBestSlot < 0) return depth - 1;

  const feature = slotFeature[smallBestSlot];
  const list = slotList[smallBestSlot];
  const nLeft = smallBestPosition + 1;
  markSides(list, size, nLeft);
  let ordered = list;
  if (needsOrder) {
    ordered = partitioned;
    partitionSmallOrder(smallOrderAfter(nSlots - 1), ordered, size, nLeft);
  }
  const left = nodeOf(children, 0);
  const right = nodeOf(children, 1);
  sumSmallChildren(node, ordered, nLeft, left, right);
  if (improvement + f64.EPSILON < minImpurityDecrease) return depth - 1;
  makeSplit(id, feature, smallThreshold(feature, list[nLeft - 1], list[nLeft]));
  placeChildren(node, id, nLeft, 0, left, right);
  return growNext(node, left, right, ordered, depth);
}

/**
 * Puts the children of the node at a depth of the stack on it. Leaves are appended at once if it is their turn; a child
 * that is not takes the place of the node, the left one the place above if both are there.
 * @param ordered the samples of both; @returns the depth of the next node
 */
function growNext(
  node: PendingNode,
  left: PendingNode,
  right: PendingNode,
  ordered: Pointer<u8>,
  depth: i32,
): i32 {
  const leftIsLeaf = mustBeLeaf(left);
  const rightIsLeaf = mustBeLeaf(right);
  if (leftIsLeaf) {
    appendMean(left);
    if (rightIsLeaf) {
      appendMean(right);
      return depth - 1;
    }
  }
  const leftBlock = leftIsLeaf ? smallNode(SPARE_DEPTH) : smallNode(depth + 1);
  const needsLists =
    (!leftIsLeaf && left.size > largestWithoutLists) || (!rightIsLeaf && right.size > largestWithoutLists);
  // Read before the lists are overwritten, one of which it may be.
  const leftOrder = OrderOf.first(ordered);
  const leftOrderRest = OrderOf.second(ordered);
  const rightOrder = OrderOf.first(ordered.from(left.size));
  const rightOrderRest = OrderOf.second(ordered.from(left.size));
  if (needsLists) partitionSmallLists(node, leftBlock, node, node.size, left.nConstants);
  setOrder(smallOrder(leftBlock), leftOrder, leftOrderRest);
  setOrder(smallOrder(node), rightOrder, rightOrderRest);
  copyNode(leftBlock, left);
  copyNode(node, right);
  return leftIsLeaf ? depth : depth + 1;
}

/** The 32 bytes of an order. */
abstract class OrderOf {
  @inline static first(order: Pointer<u8>): v128 {
    return v128.load(order.address);
  }

  @inline static second(order: Pointer<u8>): v128 {
    return v128.load(order.address, 16);
  }
}

function setOrder(order: Pointer<u8>, first: v128, second: v128): void {
  v128.store(order.address, first);
  v128.store(order.address, second, 16);
}

/** As `sumChildren` in regression.ts. */
function sumSmallChildren(
  node: PendingNode,
  ordered: Pointer<u8>,
  nLeft: i32,
  left: PendingNode,
  right: PendingNode,
): void {
  if (!keepsOrder) return sumShorterSide(node, ordered, nLeft, left, right);
  const size = node.size;
  let leftSums = f64x2.splat(0);
  let rightSums = f64x2.splat(0);
  let leftWeight: f64 = 0;
  for (let i = 0; i < nLeft; i++) {
    const number = ordered[i];
    leftSums = f64x2.add(leftSums, smallSquareTerms[number]);
    leftWeight += f64x2.extract_lane(smallSumTerms[number], 1);
  }
  for (let i = nLeft; i < size; i++) rightSums = f64x2.add(rightSums, smallSquareTerms[ordered[i]]);
  let leftSum = f64x2.extract_lane(leftSums, 0);
  if (sumsFromRight(nLeft, size)) {
    leftSum = node.sum;
    for (let i = size - 1; i >= nLeft; i--) leftSum -= f64x2.extract_lane(smallSquareTerms[ordered[i]], 0);
  }
  weighChildren(node, leftSums, rightSums, leftWeight, leftSum, left, right);
}

/** As `sumShorterSide` in regression.ts. */
function sumShorterSide(
  node: PendingNode,
  list: Pointer<u8>,
  nLeft: i32,
  left: PendingNode,
  right: PendingNode,
): void {
  const size = node.size;
  const isLeft = 2 * nLeft <= size;
  const end = isLeft ? nLeft : size;
  let sums = f64x2.splat(0);
  let weight: f64 = 0;
  for (let i = isLeft ? 0 : nLeft; i < end; i++) {
    const number = list[i];
    sums = f64x2.add(sums, smallSquareTerms[number]);
    weight += f64x2.extract_lane(smallSumTerms[number], 1);
  }
  weighShorterSide(node, isLeft, sums, weight, left, right);
}
