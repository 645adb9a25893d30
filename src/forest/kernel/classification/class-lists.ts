import { maxSamples, nSamples } from '../table/bag';
import { sampleCounts } from '../table/bootstrap';
import { codesOf } from './class-codes';
import { samples } from './class-samples';
import { featureAt, nConstants } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { maxFeatures } from '../base/options';
import { partitionStably } from '../regression/stable-partition';
import { poll } from '../base/poll';
import { nFeatures, nRows, sortedRows } from '../table/table';

/** Nodes of up to so many samples sort them when they need them. With 8 or 32, trees take the same time within 7 %. */
const MAX_SORTED: i32 = 16;

/**
 * How many lists are kept sorted in the time of sorting one anew: where every 13th feature is drawn, lists gain 10 %, and
 * where every 18th is, they lose 10 %; where every fifth is, they take little more than half the time.
 */
const SORTS_PER_PARTITION: i32 = 14;

/** What `listNumbers` says of a feature that is counted by value. */
const NO_LIST: i32 = -1;

/**
 * For each feature of many distinct values, the rows of every node by ascending value, as `lists.ts` has them for
 * regression. Only where so many features are drawn at a node that keeping the lists of all is cheaper than sorting
 * those drawn.
 */
let sideA: Pointer<Id> = changetype<Pointer<Id>>(0);
let sideB: Pointer<Id> = changetype<Pointer<Id>>(0);
let listNumbers: Pointer<i32> = changetype<Pointer<i32>>(0);
let nLists: i32 = 0;
/** Of each row of the node being split: 1 if it goes left, 0 if right. */
let goesLeft: Pointer<u8> = changetype<Pointer<u8>>(0);
let rightPart: Pointer<Id> = changetype<Pointer<Id>>(0);

/** To be called after `reserveCodes`. */
export function reserveClassLists(): void {
  listNumbers = reserve<i32>(nFeatures);
  nLists = 0;
  const pays = nFeatures <= maxFeatures * SORTS_PER_PARTITION;
  for (let feature = 0; feature < nFeatures; feature++) {
    listNumbers[feature] = pays && !codesOf(feature) ? nLists++ : NO_LIST;
  }
  sideA = reserve<Id>(maxSamples * nLists);
  sideB = reserve<Id>(maxSamples * nLists);
  rightPart = reserve<Id>(maxSamples);
  goesLeft = reserve<u8>(nRows);
}

/** Lists the rows drawn. */
export function startClassLists(): void {
  if (nSamples <= MAX_SORTED) return;
  for (let feature = 0; feature < nFeatures; feature++) {
    if (listNumbers[feature] == NO_LIST) continue;
    const rows = sortedRows.from(feature * nRows);
    const list = listAt(0, feature, 0);
    const end = nSamples;
    let length = 0;
    for (let i = 0; length < end; i++) {
      const row = rows[i];
      list[length] = row;
      length += i32(sampleCounts[row] != 0);
    }
    poll(nRows);
  }
}

/** The rows of a node by ascending value of a feature, or 0 if no list of them is kept. */
export function classListOf(side: i32, feature: i32, start: i32, size: i32): Pointer<Id> {
  if (size <= MAX_SORTED || listNumbers[feature] == NO_LIST) return changetype<Pointer<Id>>(0);
  return listAt(side, feature, start);
}

function listAt(side: i32, feature: i32, start: i32): Pointer<Id> {
  return (side ? sideB : sideA).from(listNumbers[feature] * nSamples + start);
}

/** Writes the lists of both children to the other side, where they are needed. The samples are in two parts already. */
export function partitionClassLists(side: i32, start: i32, size: i32, nLeft: i32): void {
  if (nLists == 0 || max(nLeft, size - nLeft) <= MAX_SORTED) return;
  const rows = samples.from(start);
  for (let i = 0; i < nLeft; i++) goesLeft[rows[i]] = 1;
  for (let i = nLeft; i < size; i++) goesLeft[rows[i]] = 0;
  for (let i = nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    if (listNumbers[feature] == NO_LIST) continue;
    partitionStably(
      listAt(side, feature, start),
      listAt(1 - side, feature, start),
      size,
      goesLeft,
      rightPart,
    );
    poll(size);
  }
}
