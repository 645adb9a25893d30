import { maxSamples } from '../table/bag';
import { listOf } from './lists';
import { featureAt } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { goesLeft } from './order-partition';
import { poll } from '../base/poll';
import { copyIds } from '../base/simd';
import { side, size, start } from './slots';
import { partitionStably } from './stable-partition';
import { nFeatures } from '../table/table';

let rightPart: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveListPartition(): void {
  rightPart = reserve<Id>(maxSamples);
}

/**
 * Writes the lists of both children to the other side, in order: those of all features but the `nConstants` that are
 * constant from here on.
 */
export function partitionLists(splitFeature: i32, nConstants: i32): void {
  for (let i = nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const from = listOf(side, feature, start);
    const to = listOf(1 - side, feature, start);
    // The feature of the split is in two parts already.
    if (feature == splitFeature) copyIds(from, to, size);
    else partitionStably(from, to, size, goesLeft, rightPart);
    poll(size);
  }
}
