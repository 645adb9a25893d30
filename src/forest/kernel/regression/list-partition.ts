import { maxSamples } from '../table/bag';
import { listOf } from './lists';
import { featureAt } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { goesLeft, Marks } from './order-partition';
import { poll } from '../base/poll';
import { copyIds, LANES, Lanes } from '../base/simd';
import { side, size, start } from './slots';
import { nFeatures } from '../table/table';

let rightPart: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveListPartition(): void {
  rightPart = reserve<Id>(maxSamples);
}

/**
 * Writes the lists of both children to the other side, in order: those of all features but the `nConstants` that are
 * constant from here on.
 */
export function partitionLists(splitFeature: i32, nLeft: i32, nConstants: i32): void {
  for (let i = nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const from = listOf(side, feature, start);
    const to = listOf(1 - side, feature, start);
    // The feature of the split is in two parts already.
    if (feature == splitFeature) copyIds(from, to, size);
    else if (sizeof<Id>() == 2) partitionVectors(from, to, nLeft);
    else partitionOneByOne(from, to, nLeft);
    poll(size);
  }
}

function partitionOneByOne(from: Pointer<Id>, to: Pointer<Id>, nLeft: i32): void {
  split(from, to, rightPart, 0);
  copyIds(rightPart, to.from(nLeft), size - nLeft);
}

function partitionVectors(from: Pointer<Id>, to: Pointer<Id>, nLeft: i32): void {
  const marks = goesLeft;
  const end = size - LANES;
  let left = to;
  let right = rightPart;
  let i = 0;
  for (; i <= end; i += LANES) {
    const ids = from.from(i);
    const mask = Marks.ofEight(marks, ids);
    const lanes = v128.load(ids.address);
    v128.store(left.address, Lanes.compress(lanes, mask));
    v128.store(right.address, Lanes.compress(lanes, mask ^ 0xff));
    const count = popcnt(mask);
    left = left.from(count);
    right = right.from(LANES - count);
  }
  split(from, left, right, i);
  copyIds(rightPart, to.from(nLeft), size - nLeft);
}

/** From sample `i` on, one by one. Every id is written to both parts and stays in one: no branch to mispredict. */
function split(from: Pointer<Id>, left: Pointer<Id>, right: Pointer<Id>, i: i32): void {
  const marks = goesLeft;
  const end = size;
  for (; i < end; i++) {
    const id = from[i];
    const isLeft = <i32>marks[id];
    left[0] = id;
    right[0] = id;
    left = left.from(isLeft);
    right = right.from(1 - isLeft);
  }
}
