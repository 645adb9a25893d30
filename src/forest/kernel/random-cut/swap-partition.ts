import { Pointer, reserve } from '../base/memory';
import { markOf, marksFrom } from './random-threshold';
import { LANES, Lanes } from '../base/simd';
import { nRows } from '../table/table';

/** Samples on the left that go right, and samples on the right that go left. */
let leaving: Pointer<Id> = changetype<Pointer<Id>>(0);
let coming: Pointer<Id> = changetype<Pointer<Id>>(0);
let places: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveSwapPartition(): void {
  leaving = reserve<Id>(nRows + LANES);
  coming = reserve<Id>(nRows + LANES);
  if (sizeof<Id>() != 2) places = reserve<Id>(nRows);
}

/** Reorders marked samples in place as scikit-learn's partition does; see `partitionOrder`, which says what that comes to. */
export function swapPartition(samples: Pointer<Id>, size: i32, nLeft: i32): void {
  if (nLeft == size) return;
  if (sizeof<Id>() == 2) partitionVectors(samples, size, nLeft);
  else partitionOneByOne(samples, size, nLeft);
}

function partitionVectors(samples: Pointer<Id>, size: i32, nLeft: i32): void {
  let lastLeaving = leaving;
  for (let i = 0; i < nLeft; i += LANES) {
    const gaps = (marksFrom(i) ^ 0xff) & Lanes.first(min(nLeft - i, LANES));
    v128.store(lastLeaving.address, Lanes.compress(v128.load(samples.from(i).address), gaps));
    lastLeaving = lastLeaving.from(popcnt(gaps));
  }
  const boundary = samples[nLeft];
  lastLeaving[0] = boundary;
  lastLeaving = lastLeaving.from(-markOf(nLeft));

  let lastComing = coming.from(-1);
  for (let i = nLeft; i < size; i += LANES) {
    const gaps = marksFrom(i);
    v128.store(lastComing.from(1).address, Lanes.compress(v128.load(samples.from(i).address), gaps));
    lastComing = lastComing.from(popcnt(gaps));
  }
  for (let i = 0; i < nLeft; i += LANES) {
    const gaps = (marksFrom(i) ^ 0xff) & Lanes.first(min(nLeft - i, LANES));
    const lanes = v128.load(samples.from(i).address);
    v128.store(
      samples.from(i).address,
      Lanes.select(Lanes.expandBackwards(lastComing.address, gaps), lanes, gaps),
    );
    lastComing = lastComing.from(-popcnt(gaps));
  }
  let i = nLeft;
  for (; i + LANES < size; i += LANES) {
    const gaps = marksFrom(i + 1);
    const lanes = v128.load(samples.from(i + 1).address);
    v128.store(
      samples.from(i).address,
      Lanes.select(Lanes.expandBackwards(lastLeaving.address, gaps), lanes, gaps),
    );
    lastLeaving = lastLeaving.from(-popcnt(gaps));
  }
  const gaps = marksFrom(i + 1);
  const lanes = v128.load(samples.from(i + 1).address);
  const shifted = Lanes.select(Lanes.expandBackwards(lastLeaving.address, gaps), lanes, gaps);
  const kept = v128.load(samples.from(i).address);
  v128.store(samples.from(i).address, Lanes.select(shifted, kept, Lanes.first(size - 1 - i)));
  samples[size - 1] = leaving[0];
}

function partitionOneByOne(samples: Pointer<Id>, size: i32, nLeft: i32): void {
  let nLeaving = 0;
  for (let i = 0; i < nLeft; i++) {
    leaving[nLeaving] = samples[i];
    places[nLeaving] = <Id>i;
    nLeaving += 1 - markOf(i);
  }
  let nComing = 0;
  for (let i = size - 1; nComing < nLeaving; i--) {
    coming[nComing] = samples[i];
    nComing += markOf(i);
  }
  for (let k = 0; k < nLeaving; k++) samples[places[k]] = coming[k];
  leaving[nLeaving] = samples[nLeft];
  let last = nLeaving - markOf(nLeft);
  for (let i = nLeft; i + 1 < size; i++) {
    const isGap = markOf(i + 1);
    samples[i] = isGap ? leaving[last] : samples[i + 1];
    last -= isGap;
  }
  samples[size - 1] = leaving[0];
}
