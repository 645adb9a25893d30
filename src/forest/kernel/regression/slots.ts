import { rankOf, ranksOf } from '../table/bag';
import { listOf } from './lists';
import {
  drawFeature,
  endDraw,
  featureAt,
  foundConstant,
  keepConstants,
  looksAtAll,
  startDraw,
  tookFeature,
} from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { minSamplesLeaf } from '../base/options';
import { hasClose, isClose, nFeatures, nRows, valueOfRank } from '../table/table';

/** The node being split: samples [start, start + size) of the lists on one side. */
export let side: i32 = 0;
export let start: i32 = 0;
export let size: i32 = 0;

/** The features drawn at this node that are not equal throughout, in the order of the draw; a slot is an index of them. */
export let nSlots: i32 = 0;
export let slotFeature: Pointer<i32> = changetype<Pointer<i32>>(0);
/** Values differ, but only by so little that the feature counts as constant: it is sorted and not cut. */
export let slotConstant: Pointer<bool> = changetype<Pointer<bool>>(0);
export let nConstantSlots: i32 = 0;

/**
 * Features 0 to 63 as bits: known to have no two equal values in this node, and known which. What is free of ties
 * stays so in the children.
 */
export let tieFree: u64 = 0;
let tiesKnown: u64 = 0;

export function reserveSlots(): void {
  slotFeature = reserve<i32>(nFeatures);
  slotConstant = reserve<bool>(nFeatures);
}

/** Draws the features of a node. */
export function drawSlots(
  nodeSide: i32,
  nodeStart: i32,
  nodeSize: i32,
  nodeTieFree: u64,
  nKnownConstants: i32,
): void {
  side = nodeSide;
  start = nodeStart;
  size = nodeSize;
  tieFree = nodeTieFree;
  tiesKnown = nodeTieFree;
  nSlots = 0;
  nConstantSlots = 0;
  if (looksAtAll()) return takeAllSlots(nKnownConstants);
  startDraw(nKnownConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    if (isTieFree(feature) && !hasClose[feature]) {
      addSlot(feature, false);
      continue;
    }
    const list = listOf(side, feature, start);
    const lowest = rankOf(feature, list[0]);
    const highest = rankOf(feature, list[size - 1]);
    if (areEqual(feature, lowest, highest)) {
      if (lowest != highest) addSlot(feature, true);
      foundConstant();
      continue;
    }
    addSlot(feature, false);
  }
  endDraw();
}

/** In a node of many samples constants are rare, and cutting them is refused later: not looking for them saves 16 misses. */
function takeAllSlots(nKnownConstants: i32): void {
  keepConstants(nKnownConstants);
  for (let i = nKnownConstants; i < nFeatures; i++) {
    slotFeature[nSlots] = featureAt(i);
    slotConstant[nSlots] = false;
    nSlots++;
  }
}

function addSlot(feature: i32, isConstant: bool): void {
  slotFeature[nSlots] = feature;
  slotConstant[nSlots] = isConstant;
  nSlots++;
  if (isConstant) nConstantSlots++;
  else tookFeature();
}

export function slotList(slot: i32): Pointer<Id> {
  return listOf(side, slotFeature[slot], start);
}

/** Whether two ranks of a feature, the lower one first, count as one value. */
export function areEqual(feature: i32, lower: i32, upper: i32): bool {
  if (lower == upper) return true;
  if (!hasClose[feature]) return false;
  const ofFeature = valueOfRank.from(feature * nRows);
  return isClose(ofFeature[lower], ofFeature[upper]);
}

/** Whether a slot's list can be cut after `position` + 1 samples. */
export function canCut(slot: i32, list: Pointer<Id>, position: i32): bool {
  const nLeft = position + 1;
  if (nLeft < minSamplesLeaf || size - nLeft < minSamplesLeaf) return false;
  const feature = slotFeature[slot];
  return !areEqual(feature, rankOf(feature, list[position]), rankOf(feature, list[nLeft]));
}

/** Whether a feature is known to have no two equal values in this node. */
function isTieFree(feature: i32): bool {
  return feature < 64 && ((tieFree >> feature) & 1) != 0;
}

/** Whether a feature has no two equal values in this node; looks once and remembers. */
export function hasNoTies(feature: i32): bool {
  const bit = feature < 64 ? (<u64>1) << feature : 0;
  if (tiesKnown & bit) return (tieFree & bit) != 0;
  const list = listOf(side, feature, start);
  const ranks = ranksOf(feature);
  let free = true;
  for (let i = 1; i < size && free; i++) free = ranks[list[i - 1]] != ranks[list[i]];
  tiesKnown |= bit;
  if (free) tieFree |= bit;
  return free;
}
