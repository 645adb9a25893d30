import { ranksOf } from '../table/bag';
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
import { isRough, keepsOrder } from '../base/engine-mode';
import { Pointer, reserve } from '../base/memory';
import { minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { scanBlocks, startBlocks, sumBlocks } from './block-scan';
import { MAX_IN_PAIRS, MAX_SIDE_BY_SIDE, scanEight, scanPair, scoreTolerance } from './rough-scores';
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
import { hasClose, nFeatures } from '../table/table';
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
  const tolerance = isRough ? 0 : scoreTolerance(size, node.weight, node.sumOfSquares);
  startContenders(tolerance);
  let slot = 0;
  if (nConstantSlots == 0 && size <= MAX_SIDE_BY_SIDE) {
    for (; slot + 8 <= nSlots; slot += 8) {
      scanEight(slot, node.sum, node.weight);
      if (isCrowded()) settle(node);
    }
  }
  let nCuttable = 0;
  for (; slot < nSlots; slot++) if (!slotConstant[slot]) cuttable[nCuttable++] = slot;
  if (size > MAX_IN_PAIRS && nCuttable > 0) scanInBlocks(node, nCuttable, tolerance);
  else scanInPairs(node, nCuttable);
  settle(node);
}

function scanInPairs(node: PendingNode, nCuttable: i32): void {
  for (let i = 0; i < nCuttable; i += 2) {
    scanPair(cuttable[i], cuttable[min(i + 1, nCuttable - 1)], node.sum, node.weight);
    poll(2 * size);
    if (isCrowded()) settle(node);
  }
}

function scanInBlocks(node: PendingNode, nCuttable: i32, tolerance: f64): void {
  startBlocks(node, slotList(cuttable[0]), tolerance);
  poll(size);
  for (let i = 0; i < nCuttable; i++) {
    sumBlocks(cuttable[i]);
    poll(size);
  }
  for (let i = 0; i < nCuttable; i++) {
    scanBlocks(cuttable[i]);
    if (isCrowded()) settle(node);
  }
}

/** Decides between the contenders so far and the best cut so far. */
function settle(node: PendingNode): void {
  summedSlot = -1;
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
  // Contenders of a slot come by ascending position: each walk goes on where the last one ended, with the same sums.
  // Else many contenders of a node of many samples, where the tolerance is large, would take hours.
  if (slot != summedSlot || position < summed) startSums(slot);
  if (needsScikitLearnsSteps) sumAsScikitLearn(slotFeature[slot], position + 1, node);
  else sumUpTo(position + 1);
  const leftSum = f64x2.extract_lane(sums, 0);
  const leftWeight = f64x2.extract_lane(sums, 1);
  const rightSum = node.sum - leftSum;
  return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (node.weight - leftWeight);
}

/** The walk along a slot's samples: {Σ w·y, Σ w} of the first `summed`. */
let summedSlot: i32 = -1;
let order: Pointer<Id> = changetype<Pointer<Id>>(0);
let summed: i32 = 0;
let sums: v128 = f64x2.splat(0);
let needsScikitLearnsSteps: bool = false;

function startSums(slot: i32): void {
  const feature = slotFeature[slot];
  summedSlot = slot;
  order = keepsOrder ? orderAfter(slot) : slotList(slot);
  summed = 0;
  sums = f64x2.splat(0);
  needsScikitLearnsSteps = keepsOrder && (hasClose[feature] || !hasNoTies(feature));
}

function sumUpTo(count: i32): void {
  const terms = sumTerms;
  const ids = order;
  let total = sums;
  for (let i = summed; i < count; i++) total = f64x2.add(total, terms[ids[i]]);
  sums = total;
  summed = count;
}

/**
 * scikit-learn moves from one allowed cut to the next: by adding the samples between them, or, where the end is nearer,
 * by starting again from the node's sums and taking away the samples after the cut.
 */
function sumAsScikitLearn(feature: i32, count: i32, node: PendingNode): void {
  const ranks = ranksOf(feature);
  for (let cut = max(summed + 1, minSamplesLeaf); cut <= count; cut++) {
    if (areEqual(feature, ranks[order[cut - 1]], ranks[order[cut]])) continue;
    if (cut - summed <= size - cut) {
      sumUpTo(cut);
    } else {
      let rest = f64x2(node.sum, node.weight);
      for (let i = size - 1; i >= cut; i--) rest = f64x2.sub(rest, sumTerms[order[i]]);
      sums = rest;
      summed = cut;
    }
  }
}
