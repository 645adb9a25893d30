import { maxSamples } from '../table/bag';
import { Pointer, reserve } from '../base/memory';
import { LANES, Lanes } from '../base/simd';

/** Of each sample of the node being split, by local id: 1 if it goes left, 0 if right. */
export let goesLeft: Pointer<u8> = changetype<Pointer<u8>>(0);

/** Samples on the left that go right, and samples on the right that go left. */
let leaving: Pointer<Id> = changetype<Pointer<Id>>(0);
let coming: Pointer<Id> = changetype<Pointer<Id>>(0);
let masks: Pointer<u8> = changetype<Pointer<u8>>(0);

export function reserveOrderPartition(): void {
  goesLeft = reserve<u8>(maxSamples);
  leaving = reserve<Id>(maxSamples);
  coming = reserve<Id>(maxSamples);
  masks = reserve<u8>(maxSamples / LANES + 1);
}

/** Marks of samples by local id. */
export abstract class Marks {
  /** Those of eight ids, as a mask. */
  @inline static ofEight(marks: Pointer<u8>, ids: Pointer<Id>): i32 {
    let mask = <i32>marks[ids[7]];
    mask = mask * 2 + marks[ids[6]];
    mask = mask * 2 + marks[ids[5]];
    mask = mask * 2 + marks[ids[4]];
    mask = mask * 2 + marks[ids[3]];
    mask = mask * 2 + marks[ids[2]];
    mask = mask * 2 + marks[ids[1]];
    return mask * 2 + marks[ids[0]];
  }
}

/**
 * Reorders the samples as scikit-learn's partition does: walking up from the left, a sample that goes right changes
 * places with the last one not yet seen, which is looked at next. What that comes to:
 * - On the left, each sample that goes right is replaced by one that goes left, taken from the right end backwards.
 * - On the right, samples that go right move down by one place, and the gaps are filled with those from the left, the
 *   first of them last.
 */
export function partitionOrder(from: Pointer<Id>, to: Pointer<Id>, length: i32, nLeft: i32): void {
  if (sizeof<Id>() == 2 && length >= 2 * LANES) partitionVectors(from, to, length, nLeft);
  else partitionOneByOne(from, to, length, nLeft);
}

function partitionOneByOne(from: Pointer<Id>, to: Pointer<Id>, length: i32, nLeft: i32): void {
  let nLeaving = 0;
  for (let i = 0; i < nLeft; i++) {
    const id = from[i];
    to[i] = id;
    leaving[nLeaving] = <Id>i;
    nLeaving += 1 - goesLeft[id];
  }
  let nComing = 0;
  for (let i = length - 1; nComing < nLeaving; i--) {
    const id = from[i];
    coming[nComing] = id;
    nComing += goesLeft[id];
  }
  for (let k = 0; k < nLeaving; k++) {
    const place = leaving[k];
    leaving[k] = from[place];
    to[place] = coming[k];
  }
  const boundary = from[nLeft];
  if (!goesLeft[boundary]) leaving[nLeaving++] = boundary;
  let last = nLeaving - 1;
  for (let i = nLeft; i + 1 < length; i++) {
    const id = from[i + 1];
    const isGap = goesLeft[id];
    to[i] = isGap ? leaving[last] : id;
    last -= isGap;
  }
  to[length - 1] = leaving[0];
}

function partitionVectors(from: Pointer<Id>, to: Pointer<Id>, length: i32, nLeft: i32): void {
  const marks = goesLeft;
  let left = leaving;
  let right = coming;
  let mask = masks;
  let i = 0;
  for (; i + LANES <= nLeft; i += LANES) {
    const gaps = Marks.ofEight(marks, from.from(i)) ^ 0xff;
    mask[0] = <u8>gaps;
    mask = mask.from(1);
    v128.store(left.address, Lanes.compress(v128.load(from.from(i).address), gaps));
    left = left.from(popcnt(gaps));
  }
  for (; i < nLeft; i++) {
    left[0] = from[i];
    left = left.from(1 - goesLeft[from[i]]);
  }
  const boundary = from[nLeft];
  right[0] = boundary;
  right = right.from(goesLeft[boundary]);
  left[0] = boundary;
  left = left.from(1 - goesLeft[boundary]);
  for (i = nLeft + 1; i + LANES <= length; i += LANES) {
    const gaps = Marks.ofEight(marks, from.from(i));
    mask[0] = <u8>gaps;
    mask = mask.from(1);
    v128.store(right.address, Lanes.compress(v128.load(from.from(i).address), gaps));
    right = right.from(popcnt(gaps));
  }
  for (; i < length; i++) {
    right[0] = from[i];
    right = right.from(goesLeft[from[i]]);
  }
  mask = fillGaps(from, to, nLeft, 1, right.from(-1), masks);
  fillGaps(from.from(nLeft + 1), to.from(nLeft), length - nLeft - 1, 0, left.from(-1), mask);
  to[length - 1] = leaving[0];
}

/** Copies samples; those that go to side `staying ? right : left` are replaced by others, from the last backwards. */
function fillGaps(
  from: Pointer<Id>,
  to: Pointer<Id>,
  length: i32,
  staying: u8,
  lastFiller: Pointer<Id>,
  masksOfGaps: Pointer<u8>,
): Pointer<u8> {
  let i = 0;
  for (; i + LANES <= length; i += LANES) {
    const gaps = <i32>masksOfGaps[0];
    masksOfGaps = masksOfGaps.from(1);
    const fillers = Lanes.expandBackwards(lastFiller.address, gaps);
    v128.store(to.from(i).address, Lanes.select(fillers, v128.load(from.from(i).address), gaps));
    lastFiller = lastFiller.from(-popcnt(gaps));
  }
  for (; i < length; i++) {
    const isGap = goesLeft[from[i]] != staying;
    to[i] = isGap ? lastFiller[0] : from[i];
    lastFiller = lastFiller.from(-i32(isGap));
  }
  return masksOfGaps;
}
