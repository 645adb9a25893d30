import { isRough, keepsOrder } from '../base/engine-mode';
import { Pointer } from '../base/memory';
import { minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { scoreTolerance } from '../regression/rough-scores';
import { smallOrderAfter } from './small-order';
import { contendersOf, roughPosition, roughScore, roughSlot } from './small-scores';
import { blockedIn, cutsOf, MAX_SLOTS, nSlots, slotList } from './small-slots';
import { smallSumTerms } from './small-subtree';

/** So many samples have the same sums in any order: children have at most two, and two add up the same either way. */
export const MAX_ORDER_FREE: i32 = 3;

/** The best cut of a small node, see best-cut.ts. */
export let smallBestSlot: i32 = -1;
export let smallBestPosition: i32 = 0;

/** Of each slot: where it contends, as bits. */
const contenders = changetype<Pointer<u32>>(memory.data(MAX_SLOTS * 4, 16));

/** Decides which cut to take, after `scanSmallSlots`. */
export function findSmallCut(node: PendingNode): void {
  smallBestSlot = roughSlot;
  smallBestPosition = roughPosition;
  if (roughSlot < 0 || isRough) return;
  const bar = roughScore - scoreTolerance(node.size, node.weight, node.sumOfSquares);
  let nContenders = 0;
  for (let slot = 0; slot < nSlots; slot++) {
    const ofSlot = contendersOf(slot, bar, node.size - 1);
    contenders[slot] = ofSlot;
    nContenders += popcnt(ofSlot);
  }
  if (nContenders > 1) settle(node);
}

/** Takes the contender with the best proxy; of equal ones the one that scikit-learn meets first. */
function settle(node: PendingNode): void {
  let best = -Infinity;
  for (let slot = 0; slot < nSlots; slot++) {
    let ofSlot = contenders[slot];
    for (; ofSlot != 0; ofSlot &= ofSlot - 1) {
      const position = ctz(ofSlot);
      const proxy = proxyOf(slot, position, node);
      if (proxy <= best) continue;
      best = proxy;
      smallBestSlot = slot;
      smallBestPosition = position;
    }
  }
}

/** scikit-learn's proxy_impurity_improvement of a cut, from sums in its order. */
function proxyOf(slot: i32, position: i32, node: PendingNode): f64 {
  const order = keepsOrder && node.size > MAX_ORDER_FREE ? smallOrderAfter(slot) : slotList[slot];
  const left =
    keepsOrder && blockedIn(slot) ? sumAsScikitLearn(slot, order, position, node) : sumFirst(order, position);
  const leftSum = f64x2.extract_lane(left, 0);
  const leftWeight = f64x2.extract_lane(left, 1);
  const rightSum = node.sum - leftSum;
  return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (node.weight - leftWeight);
}

function sumFirst(order: Pointer<u8>, position: i32): v128 {
  let sums = f64x2.splat(0);
  for (let i = 0; i <= position; i++) sums = f64x2.add(sums, smallSumTerms[order[i]]);
  return sums;
}

/** See `sumAsScikitLearn` in best-cut.ts. */
function sumAsScikitLearn(slot: i32, order: Pointer<u8>, position: i32, node: PendingNode): v128 {
  const size = node.size;
  let sums = f64x2.splat(0);
  let summed = 0;
  let cuts = cutsOf(slot) & (u32.MAX_VALUE >> (31 - position));
  for (; cuts != 0; cuts &= cuts - 1) {
    const cut = <i32>ctz(cuts) + 1;
    if (cut - summed <= size - cut) {
      for (let i = summed; i < cut; i++) sums = f64x2.add(sums, smallSumTerms[order[i]]);
    } else {
      sums = f64x2(node.sum, node.weight);
      for (let i = size - 1; i >= cut; i--) sums = f64x2.sub(sums, smallSumTerms[order[i]]);
    }
    summed = cut;
  }
  return sums;
}
