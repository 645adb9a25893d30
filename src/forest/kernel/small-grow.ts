import { ranksOf } from './bag';
import { improvement, placeChildren, sumsFromRight, weighChildren } from './children';
import { keepsOrder } from './engine-mode';
import { Pointer, reserve } from './memory';
import { appendNode, mustBeLeaf } from './nodes';
import { minImpurityDecrease } from './options';
import { copyNode, nodeOf, PendingNode, reserveNodes } from './pending-node';
import { poll } from './poll';
import { findSmallCut, smallBestPosition, smallBestSlot } from './small-cut';
import { smallOrderAfter, startSmallOrders } from './small-order';
import { markSides, partitionSmallLists, partitionSmallOrder } from './small-partition';
import { scanSmallSlots } from './small-scores';
import { drawSmallSlots, nSlots, slotFeature, slotList } from './small-slots';
import {
  enterSubtree,
  LIST_BYTES,
  sampleOf,
  smallNode,
  smallOrder,
  smallSquareTerms,
  smallSumTerms,
} from './small-subtree';
import { thresholdBetween } from './table';
import { makeSplit } from './tree';

/** The children of the node being split, until it is no longer needed. */
let children: Pointer<u8> = changetype<Pointer<u8>>(0);
/** Its samples, those of the left child first. */
let partitioned: Pointer<u8> = changetype<Pointer<u8>>(0);

export function reserveSmallGrowth(): void {
  children = reserveNodes(2);
  partitioned = reserve<u8>(LIST_BYTES);
}

/** Grows the subtree of a node of few samples, given in scikit-learn's order if that is kept. */
export function growSmallSubtree(node: PendingNode, samples: Pointer<Id>): void {
  poll(node.size);
  enterSubtree(node, samples);
  let depth = 0;
  while (depth >= 0) {
    const top = smallNode(depth);
    const id = appendNode(top);
    // The right child takes the place of the node, the left one the place above it.
    if (!mustBeLeaf(top) && splitSmall(top, id, smallNode(depth + 1))) depth++;
    else depth--;
  }
}

/** Splits a node into its left child and itself, the right one. False if it is a leaf. */
function splitSmall(node: PendingNode, id: i32, leftBlock: PendingNode): bool {
  const size = node.size;
  drawSmallSlots(node);
  if (nSlots == 0) return false;
  if (keepsOrder) startSmallOrders(node);
  scanSmallSlots(node);
  findSmallCut(node);
  if (smallBestSlot < 0) return false;

  const feature = slotFeature[smallBestSlot];
  const list = slotList[smallBestSlot];
  const nLeft = smallBestPosition + 1;
  markSides(list, size, nLeft);
  let ordered = list;
  if (keepsOrder) {
    ordered = partitioned;
    partitionSmallOrder(smallOrderAfter(nSlots - 1), ordered, size, nLeft);
  }
  const left = nodeOf(children, 0);
  const right = nodeOf(children, 1);
  sumSmallChildren(node, ordered, nLeft, left, right);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  const ranks = ranksOf(feature);
  makeSplit(
    id,
    feature,
    thresholdBetween(feature, ranks[sampleOf[list[nLeft - 1]]], ranks[sampleOf[list[nLeft]]]),
  );
  placeChildren(node, id, nLeft, 0, left, right);
  partitionSmallLists(node, leftBlock, node, size, left.nConstants);
  if (keepsOrder) {
    copyList(smallOrder(leftBlock), ordered);
    copyList(smallOrder(node), ordered.from(nLeft));
  }
  copyNode(leftBlock, left);
  copyNode(node, right);
  return true;
}

function copyList(to: Pointer<u8>, from: Pointer<u8>): void {
  v128.store(to.address, v128.load(from.address));
  v128.store(to.address, v128.load(from.address, 16), 16);
}

/** As `sumChildren` in regression.ts. */
function sumSmallChildren(
  node: PendingNode,
  ordered: Pointer<u8>,
  nLeft: i32,
  left: PendingNode,
  right: PendingNode,
): void {
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
