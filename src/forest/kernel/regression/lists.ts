import { maxSamples, nSamples } from '../table/bag';
import { Pointer, reserve } from '../base/memory';
import { nFeatures } from '../table/table';

/**
 * For each feature, the samples of every node by ascending value. A node is a range [start, start + size) of all of
 * them; the lists of its children are written to the other side, at the same places.
 */
let sideA: Pointer<Id> = changetype<Pointer<Id>>(0);
let sideB: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveLists(): void {
  sideA = reserve<Id>(maxSamples * nFeatures);
  sideB = reserve<Id>(maxSamples * nFeatures);
}

/** The list of a feature on side 0 or 1, from sample `start` on. */
export function listOf(side: i32, feature: i32, start: i32): Pointer<Id> {
  return (side ? sideB : sideA).from(feature * nSamples + start);
}
