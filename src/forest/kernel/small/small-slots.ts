import { Bytes } from '../base/bytes';
import { drawAll, drawn, featureAt, MASKED_FEATURES } from '../tree/lottery';
import { Pointer } from '../base/memory';
import { minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { closeFeatures, smallList, smallRanksOf, valuesOfNumber } from './small-subtree';
import { isClose, nFeatures } from '../table/table';

/** Slots are scanned in groups; the last group is filled up with the last slot. */
export const GROUP: i32 = 8;
export const MAX_SLOTS: i32 = MASKED_FEATURES + GROUP;

/** The features drawn at a small node that are not constant there, in the order of the draw; a slot is an index of them. */
export let nSlots: i32 = 0;
export const slotFeature = drawn;
export const slotList = changetype<Pointer<Pointer<u8>>>(memory.data(MAX_SLOTS * 4, 16));
/** What `tiesIn` has found, and for which slots, as bits. */
const slotTies = changetype<Pointer<u32>>(memory.data(MAX_SLOTS * 4, 16));
let knownTies: u64 = 0;
/** Samples of the node. */
let size: i32 = 0;

/** Positions after which `minSamplesLeaf` allows a cut, as bits. */
let allowed: u32 = 0;

export function drawSmallSlots(node: PendingNode): void {
  const last = node.size - 1;
  const all = Bytes.first(last);
  let equal: u64 = 0;
  for (let i = node.nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const list = smallList(node, feature);
    const ranks = smallRanksOf(feature);
    equal |= u64(ranks[list[0]] == ranks[list[last]]) << feature;
  }
  nSlots = drawAll(node.nConstants, closeFeatures ? equal | closeConstants(node) : equal, equal);
  for (let slot = 0; slot < nSlots; slot++) slotList[slot] = smallList(node, drawn[slot]);
  size = node.size;
  knownTies = 0;
  allowed = all;
  if (minSamplesLeaf > 1) {
    allowed = (u32.MAX_VALUE << (minSamplesLeaf - 1)) & Bytes.first(max(1, node.size - minSamplesLeaf));
  }
}

/** The features, as bits, whose values differ in the node by so little that they count as constant. */
function closeConstants(node: PendingNode): u64 {
  let constants: u64 = 0;
  for (let i = node.nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const list = smallList(node, feature);
    constants |= u64(isClose(valueOf(feature, list[0]), valueOf(feature, list[node.size - 1]))) << feature;
  }
  return constants & closeFeatures;
}

/** Where a slot can be cut, as bits. */
export function cutsOf(slot: i32): u32 {
  return allowed & ~blockedIn(slot);
}

/** Of a slot: bit i is set when samples i and i + 1 of its list are too close to cut between them. */
export function blockedIn(slot: i32): u32 {
  const feature = drawn[slot];
  return (closeFeatures >> feature) & 1 ? closeTo(feature, slotList[slot]) : tiesIn(slot);
}

/** Of a slot: bit i is set when samples i and i + 1 of its list are equal. Found when first asked for: often never. */
export function tiesIn(slot: i32): u32 {
  const bit = (<u64>1) << slot;
  if ((knownTies & bit) == 0) {
    knownTies |= bit;
    slotTies[slot] = tiesOf(drawn[slot], slotList[slot]) & Bytes.first(size - 1);
  }
  return slotTies[slot];
}

/** Where a sample of the list is too close to the next one to cut between them, as bits. */
function closeTo(feature: i32, list: Pointer<u8>): u32 {
  let close: u32 = 0;
  for (let i = 0; i < size - 1; i++) {
    close |= u32(isClose(valueOf(feature, list[i]), valueOf(feature, list[i + 1]))) << i;
  }
  return close;
}

function valueOf(feature: i32, number: i32): f32 {
  return valuesOfNumber(number)[feature];
}

/** Where a sample of the list equals the next one, as bits; those from `size` - 1 on mean nothing. */
function tiesOf(feature: i32, list: Pointer<u8>): u32 {
  const ranks = smallRanksOf(feature).address;
  const low = v128.load(ranks);
  const high = v128.load(ranks, 16);
  const first = Bytes.lookUp(low, high, v128.load(list.address));
  if (size <= 16) return equalsNext(first, first);
  const second = Bytes.lookUp(low, high, v128.load(list.address, 16));
  return equalsNext(first, second) | (equalsNext(second, second) << 16);
}

/** Of 16 bytes: which equal the byte after them, the first of `following` being after the last. */
function equalsNext(bytes: v128, following: v128): u32 {
  const next = v128.shuffle<u8>(bytes, following, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  return i8x16.bitmask(i8x16.eq(bytes, next));
}
