import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';
import { nDrawn, sampleCounts } from './bootstrap';
import { isHigher, nFeatures, nRows, sortedRows } from './table';

/** Distinct rows drawn. They get the local ids 0 to nSamples - 1, by ascending row. */
export let nSamples: i32 = 0;
/** At most so many distinct rows are drawn for a tree: what there is for each of them is reserved for these. */
export let maxSamples: i32 = 0;
export let totalWeight: f64 = 0;
/** Of each local id: its row. These tables are those of the whole tree or of a compact subtree, see compact.ts. */
export let rowOf: Pointer<u32> = changetype<Pointer<u32>>(0);
let treeRows: Pointer<u32> = changetype<Pointer<u32>>(0);
let compactRows: Pointer<u32> = changetype<Pointer<u32>>(0);
/** Feature after feature, nSamples values each: the rank of each local id. */
let ranks: Pointer<Id> = changetype<Pointer<Id>>(0);
let treeRanks: Pointer<Id> = changetype<Pointer<Id>>(0);
let compactRanks: Pointer<Id> = changetype<Pointer<Id>>(0);
let idOfRow: Pointer<Id> = changetype<Pointer<Id>>(0);

export function reserveBag(samples: i32): void {
  maxSamples = samples;
  // One more: `fillBag` writes a row before it knows whether that was drawn.
  treeRows = reserve<u32>(maxSamples + 1);
  idOfRow = reserve<Id>(nRows);
}

/** Reserves what numbering samples anew takes. */
export function reserveCompactBag(): void {
  compactRows = reserve<u32>(maxSamples);
}

/** Reserves the ranks of samples. */
export function reserveRanks(): void {
  // One more for the ranks of rows not drawn, see `listSamples`.
  treeRanks = reserve<Id>(maxSamples * nFeatures + 1);
  compactRanks = reserve<Id>(maxSamples * nFeatures);
}

/** Makes the tables of the tree or of its compact subtrees current. */
export function useBag(isCompact: bool): void {
  rowOf = isCompact ? compactRows : treeRows;
  ranks = isCompact ? compactRanks : treeRanks;
}

/** Gives a sample of the tree a new number. */
export function renumberRow(id: i32, newId: i32): void {
  compactRows[newId] = treeRows[id];
}

/** As `renumberRow`, its rank in a feature. */
export function renumberRank(feature: i32, id: i32, newId: i32): void {
  compactRanks[feature * nSamples + newId] = treeRanks[feature * nSamples + id];
}

/** What the bag of a classification tree holds, whose samples are not numbered; see class-samples.ts. */
export function setBagSize(samples: i32, weight: f64): void {
  nSamples = samples;
  totalWeight = weight;
}

/** Numbers the rows drawn. */
export function fillBag(): void {
  useBag(false);
  nSamples = nDrawn;
  let id = 0;
  let weight: f64 = 0;
  for (let row = 0; row < nRows; row++) {
    const count = sampleCounts[row];
    idOfRow[row] = <Id>(count ? id : nSamples);
    // Written for every row and kept for those drawn: no branch to mispredict.
    rowOf[id] = row;
    id += i32(count != 0);
    weight += count;
  }
  totalWeight = weight;
  poll(2 * nRows);
}

/**
 * Writes the local ids by ascending value of a feature, and the rank of each. One pass, in the order of the values, so
 * that ranks are counted and not looked up. To be called for ascending features.
 */
export function listSamples(feature: i32, list: Pointer<Id>): void {
  const rows = sortedRows.from(feature * nRows);
  const higher = isHigher.from(feature * nRows);
  const ofIds = ranksOf(feature);
  const ids = idOfRow;
  const end = nSamples;
  let length = 0;
  let rank = 0;
  for (let i = 0; length < end; i++) {
    const id = ids[rows[i]];
    rank += higher[i];
    list[length] = id;
    // A row not drawn has the id `nSamples`: its rank goes to the start of the next feature, which comes later.
    ofIds[id] = <Id>rank;
    length += i32(<i32>id != end);
  }
  poll(2 * nRows);
}

/** The rank of a sample in a feature. */
export function rankOf(feature: i32, id: i32): i32 {
  return ranks[feature * nSamples + id];
}

/** The ranks of all samples in a feature. */
export function ranksOf(feature: i32): Pointer<Id> {
  return ranks.from(feature * nSamples);
}
