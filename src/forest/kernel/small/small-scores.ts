import { Pointer } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { cutsOf, GROUP, MAX_SLOTS, nSlots, slotList } from './small-slots';
import { MAX_SMALL_SIZE, smallOrder, smallSumTerms } from './small-subtree';

/** Of each small number: {W·w·y - S·w, w}. Running sums of it are the d of a cut (see rough-scores.ts) and its weight. */
const terms = changetype<Pointer<v128>>(memory.data(MAX_SMALL_SIZE * 16, 16));

/** Group after group and cut after cut: the scores of the eight slots of the group. */
const GROUP_SCORES: i32 = MAX_SMALL_SIZE * GROUP;
const scores = changetype<Pointer<f64>>(memory.data((MAX_SLOTS / GROUP) * GROUP_SCORES * 8, 16));
/** Of each slot: its largest score. */
const maxima = changetype<Pointer<f64>>(memory.data(MAX_SLOTS * 8, 16));

/** The best allowed cut by rough score, of equal ones the first slot's; slot -1 if none is allowed. */
export let roughSlot: i32 = -1;
export let roughPosition: i32 = 0;
export let roughScore: f64 = 0;

/** Scores every cut of every slot and finds the best one. */
export function scanSmallSlots(node: PendingNode): void {
  const nodeWeight = f64x2.splat(node.weight);
  const nodeSum = f64x2.splat(node.sum);
  const order = smallOrder(node);
  const size = node.size;
  for (let i = 0; i < size; i++) {
    const number = order[i];
    const term = smallSumTerms[number];
    const d = f64x2.sub(f64x2.mul(term, nodeWeight), f64x2.mul(v128.shuffle<f64>(term, term, 1, 1), nodeSum));
    terms[number] = v128.shuffle<f64>(d, term, 0, 3);
  }
  // The last group is filled up.
  for (let slot = nSlots; slot % GROUP != 0; slot++) slotList[slot] = slotList[nSlots - 1];
  for (let slot = 0; slot < nSlots; slot += GROUP) scanGroup(slot, node.size - 1, nodeWeight);
  findRough(node.size - 1);
}

abstract class Cut {
  /** The scores of a cut of two slots. */
  @inline static score(first: v128, second: v128, nodeWeight: v128): v128 {
    const d = v128.shuffle<f64>(first, second, 0, 2);
    const weight = v128.shuffle<f64>(first, second, 1, 3);
    return f64x2.div(f64x2.mul(d, d), f64x2.mul(weight, f64x2.sub(nodeWeight, weight)));
  }
}

function scanGroup(slot: i32, nCuts: i32, nodeWeight: v128): void {
  const list0 = slotList[slot];
  const list1 = slotList[slot + 1];
  const list2 = slotList[slot + 2];
  const list3 = slotList[slot + 3];
  const list4 = slotList[slot + 4];
  const list5 = slotList[slot + 5];
  const list6 = slotList[slot + 6];
  const list7 = slotList[slot + 7];
  const zero = f64x2.splat(0);
  let running0 = zero;
  let running1 = zero;
  let running2 = zero;
  let running3 = zero;
  let running4 = zero;
  let running5 = zero;
  let running6 = zero;
  let running7 = zero;
  let maxima01 = zero;
  let maxima23 = zero;
  let maxima45 = zero;
  let maxima67 = zero;
  let row = scores.from((slot / GROUP) * GROUP_SCORES).address;
  for (let i = 0; i < nCuts; i++) {
    running0 = f64x2.add(running0, terms[list0[i]]);
    running1 = f64x2.add(running1, terms[list1[i]]);
    const scores01 = Cut.score(running0, running1, nodeWeight);
    running2 = f64x2.add(running2, terms[list2[i]]);
    running3 = f64x2.add(running3, terms[list3[i]]);
    const scores23 = Cut.score(running2, running3, nodeWeight);
    running4 = f64x2.add(running4, terms[list4[i]]);
    running5 = f64x2.add(running5, terms[list5[i]]);
    const scores45 = Cut.score(running4, running5, nodeWeight);
    running6 = f64x2.add(running6, terms[list6[i]]);
    running7 = f64x2.add(running7, terms[list7[i]]);
    const scores67 = Cut.score(running6, running7, nodeWeight);
    v128.store(row, scores01);
    v128.store(row, scores23, 16);
    v128.store(row, scores45, 32);
    v128.store(row, scores67, 48);
    row += GROUP * sizeof<f64>();
    maxima01 = f64x2.pmax(maxima01, scores01);
    maxima23 = f64x2.pmax(maxima23, scores23);
    maxima45 = f64x2.pmax(maxima45, scores45);
    maxima67 = f64x2.pmax(maxima67, scores67);
  }
  const max = maxima.from(slot).address;
  v128.store(max, maxima01);
  v128.store(max, maxima23, 16);
  v128.store(max, maxima45, 32);
  v128.store(max, maxima67, 48);
}

/** The scores of a slot, one in every GROUP numbers. */
function scoresOf(slot: i32): Pointer<f64> {
  return scores.from((slot / GROUP) * GROUP_SCORES + (slot % GROUP));
}

/** Looks for the largest score where a cut is allowed. */
function findRough(nCuts: i32): void {
  roughSlot = -1;
  for (;;) {
    const maximum = largest();
    if (maximum < 0) return;
    const slot = slotScoring(maximum);
    const best = cutsOf(slot) & scoringAtLeast(slot, maximum, nCuts);
    if (best) {
      roughScore = maximum;
      roughSlot = slot;
      roughPosition = <i32>ctz(best);
      return;
    }
    setMaximum(slot, maxAllowed(slot, nCuts));
  }
}

/** The largest of the slots' maxima. Those that fill up the last group are copies of the last slot's. */
function largest(): f64 {
  let pairs = v128.load(maxima.address);
  const end = maxima.from(nSlots).address;
  for (let at = maxima.address + 16; at < end; at += 16) pairs = f64x2.pmax(pairs, v128.load(at));
  const first = f64x2.extract_lane(pairs, 0);
  const second = f64x2.extract_lane(pairs, 1);
  // Not `max`, which minds NaN and the sign of zero and takes three branches for it.
  return first > second ? first : second;
}

/** The first slot with this maximum. */
function slotScoring(maximum: f64): i32 {
  const wanted = f64x2.splat(maximum);
  const end = nSlots;
  for (let slot = 0; slot < end; slot += 4) {
    const at = maxima.from(slot).address;
    const first = i64x2.bitmask(f64x2.eq(v128.load(at), wanted));
    const second = i64x2.bitmask(f64x2.eq(v128.load(at, 16), wanted));
    const found = first | (second << 2);
    if (found) return slot + <i32>ctz(found);
  }
  return nSlots - 1;
}

/** Lowers the maximum of a slot, and of the copies of the last one. */
function setMaximum(slot: i32, maximum: f64): void {
  maxima[slot] = maximum;
  if (slot < nSlots - 1) return;
  for (let copy = nSlots; copy % GROUP != 0; copy++) maxima[copy] = maximum;
}

/** The largest score where the slot can be cut, -1 if nowhere. */
function maxAllowed(slot: i32, nCuts: i32): f64 {
  const ofSlot = scoresOf(slot);
  const allowed = cutsOf(slot);
  let best: f64 = -1;
  for (let i = 0; i < nCuts; i++) {
    const score = (allowed >> i) & 1 ? ofSlot[i * GROUP] : -1;
    best = score > best ? score : best;
  }
  return best;
}

/** The positions that score at least `bar`, as bits. Without branches: where the best score is cannot be predicted. */
function scoringAtLeast(slot: i32, bar: f64, nCuts: i32): u32 {
  const ofSlot = scoresOf(slot);
  let positions: u32 = 0;
  for (let i = 0; i < nCuts; i++) positions |= u32(ofSlot[i * GROUP] >= bar) << i;
  return positions;
}

/** Where a slot can be cut and scores at least `bar`, as bits. */
export function contendersOf(slot: i32, bar: f64, nCuts: i32): u32 {
  return maxima[slot] < bar ? 0 : cutsOf(slot) & scoringAtLeast(slot, bar, nCuts);
}
