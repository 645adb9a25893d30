import { ranksOf } from './bag';
import {
  clearContenders,
  contenderPosition,
  contenderScore,
  contenderSlot,
  dropWeak,
  isCrowded,
  nContenders,
  startContenders,
} from './contenders';
import { isRough, keepsOrder } from './engine-mode';
import { Pointer, reserve } from './memory';
import { minSamplesLeaf } from './options';
import { PendingNode } from './pending-node';
import { poll } from './poll';
import { MAX_SIDE_BY_SIDE, scanEight, scanPair, scoreTolerance } from './rough-scores';
import { orderAfter } from './sample-order';
import {
  areEqual,
  hasNoTies,
  nConstantSlots,
  nSlots,
  size,
  slotConstant,
  slotFeature,
  slotList,
} from './slots';
import { hasClose, nFeatures } from './table';
import { sumTerms } from './target';

/** The best cut of the node: after sample `bestPosition` of the slot's list. Slot -1: no cut is allowed. */
export let bestSlot: i32 = -1;
export let bestPosition: i32 = 0;
let bestProxy: f64 = 0;

/** The slots that can be cut. */
let cuttable: Pointer<i32> = changetype<Pointer<i32>>(0);

export function reserveBestCut(): void {
  cuttable = reserve<i32>(nFeatures);
}

/** Finds the cut that scikit-learn would take, or for `turbo` one that is as good up to rounding. */
export function findBestCut(node: PendingNode): void {
  bestSlot = -1;
  bestProxy = -Infinity;
  startContenders(isRough ? 0 : scoreTolerance(size, node.weight, node.sumOfSquares));
  let slot = 0;
  if (nConstantSlots == 0 && size <= MAX_SIDE_BY_SIDE) {
    for (; slot + 8 <= nSlots; slot += 8) {
      scanEight(slot, node.sum, node.weight);
      if (isCrowded()) settle(node);
    }
  }
  let nCuttable = 0;
  for (; slot < nSlots; slot++) if (!slotConstant[slot]) cuttable[nCuttable++] = slot;
  for (let i = 0; i < nCuttable; i += 2) {
    scanPair(cuttable[i], cuttable[min(i + 1, nCuttable - 1)], node.sum, node.weight);
    poll(2 * size);
    if (isCrowded()) settle(node);
  }
  settle(node);
}

/** Decides between the contenders so far and the best cut so far. */
function settle(node: PendingNode): void {
  dropWeak();
  if (isRough || (nContenders == 1 && bestSlot < 0)) {
    for (let i = 0; i < nContenders; i++) offer(contenderSlot[i], contenderPosition[i], contenderScore[i]);
  } else {
    for (let i = 0; i < nContenders; i++) {
      const slot = contenderSlot[i];
      const position = contenderPosition[i];
      offer(slot, position, proxyOf(slot, position, node));
    }
  }
  clearContenders();
}

/** Keeps the better cut; of equal ones the one that scikit-learn meets first. */
function offer(slot: i32, position: i32, proxy: f64): void {
  if (proxy < bestProxy) return;
  if (proxy == bestProxy && (slot > bestSlot || (slot == bestSlot && position > bestPosition))) return;
  bestProxy = proxy;
  bestSlot = slot;
  bestPosition = position;
}

/** scikit-learn's proxy_impurity_improvement of a cut, from sums in its order. */
function proxyOf(slot: i32, position: i32, node: PendingNode): f64 {
  poll(size);
  const feature = slotFeature[slot];
  let left: v128;
  if (!keepsOrder) left = sumFirst(slotList(slot), position + 1);
  else if (!hasClose[feature] && hasNoTies(feature)) left = sumFirst(orderAfter(slot), position + 1);
  else left = sumAsScikitLearn(feature, orderAfter(slot), position + 1, node);
  const leftSum = f64x2.extract_lane(left, 0);
  const leftWeight = f64x2.extract_lane(left, 1);
  const rightSum = node.sum - leftSum;
  return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (node.weight - leftWeight);
}

function sumFirst(order: Pointer<Id>, count: i32): v128 {
  let sums = f64x2.splat(0);
  for (let i = 0; i < count; i++) sums = f64x2.add(sums, sumTerms[order[i]]);
  return sums;
}

/**
 * scikit-learn moves from one allowed cut to the next: by adding the samples between them, or, where the end is nearer,
 * by starting again from the node's sums and taking away the samples after the cut.
 */
function sumAsScikitLearn(feature: i32, order: Pointer<Id>, count: i32, node: PendingNode): v128 {
  const ranks = ranksOf(feature);
  let sums = f64x2.splat(0);
  let summed = 0;
  for (let cut = minSamplesLeaf; cut <= count; cut++) {
    if (areEqual(feature, ranks[order[cut - 1]], ranks[order[cut]])) continue;
    if (cut - summed <= size - cut) {
      for (let i = summed; i < cut; i++) sums = f64x2.add(sums, sumTerms[order[i]]);
    } else {
      sums = f64x2(node.sum, node.weight);
      for (let i = size - 1; i >= cut; i--) sums = f64x2.sub(sums, sumTerms[order[i]]);
    }
    summed = cut;
  }
  return sums;
}
