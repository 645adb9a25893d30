import { codes, codesOf, codeStride, hasOnlyCodes } from './class-codes';
import { classListOf } from './class-lists';
import { samples } from './class-samples';
import { constantBytes, haveOneCode } from './gini-histogram';
import { drawAll, drawFeature, drawn, endDraw, foundConstant, startDraw, tookFeature } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { areEqual } from '../regression/slots';
import { hasClose, nFeatures, nRows, rowRanks } from '../table/table';

/** Up to so many samples, all features are looked at. With 16 or 96, a tree on digits takes the same time within 3 %. */
const MAX_MASKED: i32 = 48;

/** The features drawn at the node being split that are not constant in it, in the order of the draw. */
export let nSlots: i32 = 0;
/** How many of them are not counted by value. */
export let nSorted: i32 = 0;
export let slotFeature: Pointer<i32> = changetype<Pointer<i32>>(0);
/** Of each: its codes, if it is counted by value, or 0 if it is sorted. */
export let slotCodes: Pointer<usize> = changetype<Pointer<usize>>(0);

/** Of each: the sorted list of the node's rows, or 0 if none is kept. */
export let slotList: Pointer<usize> = changetype<Pointer<usize>>(0);

/** The least and the greatest rank that `findRange` has found. */
export let lowest: i32 = 0;
export let highest: i32 = 0;

export function reserveClassSlots(): void {
  slotFeature = reserve<i32>(nFeatures);
  slotCodes = reserve<usize>(nFeatures);
  slotList = reserve<usize>(nFeatures);
}

/** Draws the features of a node. Those of few distinct values are counted by value if the node is ready for that. */
export function drawClassSlots(node: PendingNode, countsByCode: bool): void {
  if (countsByCode && hasOnlyCodes && node.size <= MAX_MASKED) {
    drawMasked(node);
    return;
  }
  nSlots = 0;
  nSorted = 0;
  startDraw(node.nConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    const codesOfFeature = countsByCode ? codesOf(feature) : changetype<Pointer<u8>>(0);
    const list = classListOf(node.side, feature, node.start, node.size);
    if (isConstant(feature, codesOfFeature, list, node)) {
      foundConstant();
      continue;
    }
    tookFeature();
    slotFeature[nSlots] = feature;
    slotCodes[nSlots] = codesOfFeature.address;
    slotList[nSlots] = list.address;
    nSorted += i32(codesOfFeature.address == 0);
    nSlots++;
  }
  endDraw();
}

/** Finds out which of all features are constant, by vectors, and draws then: a tree on digits takes 7 % less time. */
function drawMasked(node: PendingNode): void {
  let constants: u64 = 0;
  for (let column = 0; column < codeStride; column += 32) {
    const ofColumns = codes.from(column);
    constants |= (<u64>constantBytes(ofColumns, node.size)) << column;
  }
  nSlots = drawAll(node.nConstants, constants, constants);
  nSorted = 0;
  for (let slot = 0; slot < nSlots; slot++) {
    slotFeature[slot] = drawn[slot];
    slotCodes[slot] = codesOf(drawn[slot]).address;
  }
}

function isConstant(feature: i32, codes: Pointer<u8>, list: Pointer<Id>, node: PendingNode): bool {
  if (codes && !hasClose[feature]) return haveOneCode(codes, node.size);
  if (list) {
    const ranks = rowRanks.from(feature * nRows);
    return areEqual(feature, ranks[list[0]], ranks[list[node.size - 1]]);
  }
  findRange(node, feature);
  return areEqual(feature, lowest, highest);
}

/** Finds the least and the greatest rank in a node. */
export function findRange(node: PendingNode, feature: i32): void {
  const rows = samples.from(node.start);
  const ranks = rowRanks.from(feature * nRows);
  lowest = highest = ranks[rows[0]];
  for (let i = 1; i < node.size; i++) {
    const rank = <i32>ranks[rows[i]];
    lowest = min(lowest, rank);
    highest = max(highest, rank);
  }
}
