import { Pointer, reserve } from './memory';
import { nFeatures, nRows, rowRanks, sortedRows } from './table';

/** Marks the rows that the bootstrap has left out. */
const NOT_DRAWN = <Id>-1;

/** How often each row was drawn; written by the host before every tree. */
export let sampleCounts: Pointer<u32> = changetype<Pointer<u32>>(0);
/** Distinct rows drawn. They get the local ids 0 to nSamples - 1, by ascending row. */
export let nSamples: i32 = 0;
export let totalWeight: f64 = 0;
/** Of each local id: its row, and how often that was drawn. */
export let rowOf: Pointer<u32> = changetype<Pointer<u32>>(0);
/** Feature after feature, nSamples values each: the rank of each local id. */
export let ranks: Pointer<Id> = changetype<Pointer<Id>>(0);
let idOfRow: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveBag(): usize {
  sampleCounts = reserve<u32>(nRows);
  rowOf = reserve<u32>(nRows);
  ranks = reserve<Id>(nRows * nFeatures);
  idOfRow = reserve<Id>(nRows);
  return sampleCounts.address;
}

/** Numbers the rows drawn. */
export function fillBag(): void {
  let id = 0;
  let weight: f64 = 0;
  for (let row = 0; row < nRows; row++) {
    const count = sampleCounts[row];
    idOfRow[row] = count ? <Id>id : NOT_DRAWN;
    // Written for every row and kept for those drawn: no branch to mispredict.
    rowOf[id] = row;
    id += i32(count != 0);
    weight += count;
  }
  nSamples = id;
  totalWeight = weight;
}

/** Copies the ranks of the rows drawn, so that a local id finds its own without the row. */
export function fillRanks(): void {
  for (let feature = 0; feature < nFeatures; feature++) {
    const ofRows = rowRanks.from(feature * nRows);
    const ofIds = ranksOf(feature);
    for (let id = 0; id < nSamples; id++) ofIds[id] = ofRows[rowOf[id]];
  }
}

export function ranksOf(feature: i32): Pointer<Id> {
  return ranks.from(feature * nSamples);
}

/** Writes the local ids by ascending value of a feature. */
export function listSamples(feature: i32, list: Pointer<Id>): void {
  const rows = sortedRows.from(feature * nRows);
  let length = 0;
  for (let i = 0; length < nSamples; i++) {
    const id = idOfRow[rows[i]];
    list[length] = id;
    length += i32(id != NOT_DRAWN);
  }
}
