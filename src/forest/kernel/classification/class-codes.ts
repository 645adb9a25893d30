import { CUTS } from './cut-steps';
import { MASKED_FEATURES } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { hasClose, nFeatures, nRows, rowRanks, sortedRows } from '../table/table';

/** Features of up to so many distinct values are counted by value: the bits of a word then tell which values occur. */
export const MAX_CODES: i32 = 64;

/** What `codeColumn` says of a feature that has too many distinct values. */
const NO_COLUMN: i32 = -1;

/**
 * The ranks of the features with few distinct values, row after row, `codeStride` bytes each, a multiple of 16: a small node finds all
 * that it looks at in one cache line a row.
 */
export let codes: Pointer<u8> = changetype<Pointer<u8>>(0);
export let codeStride: i32 = 0;
/** Whether all features have codes, each code counts as another value, and a mask has a bit for each feature. */
export let hasOnlyCodes: bool = false;
/** Whether, besides, each has at most as many values as can be counted by cuts, see cut-steps.ts. */
export let hasFewCodes: bool = false;
let columns: Pointer<i32> = changetype<Pointer<i32>>(0);

/** Copies the ranks of the features with few distinct values. */
export function reserveCodes(): void {
  columns = reserve<i32>(nFeatures);
  codeStride = 0;
  let mostCodes = 0;
  for (let feature = 0; feature < nFeatures; feature++) {
    const last = sortedRows[feature * nRows + nRows - 1];
    const highest = <i32>rowRanks[feature * nRows + last];
    columns[feature] = highest < MAX_CODES ? codeStride++ : NO_COLUMN;
    mostCodes = max(mostCodes, highest + 1);
  }
  hasOnlyCodes = codeStride == nFeatures && nFeatures <= MASKED_FEATURES;
  for (let feature = 0; feature < nFeatures; feature++) hasOnlyCodes = hasOnlyCodes && !hasClose[feature];
  hasFewCodes = hasOnlyCodes && mostCodes <= CUTS + 1;
  codeStride = (codeStride + 15) & ~15;
  codes = reserve<u8>(codeStride * nRows);
  for (let feature = 0; feature < nFeatures; feature++) {
    if (columns[feature] == NO_COLUMN) continue;
    const ranks = rowRanks.from(feature * nRows);
    let to = codes.from(columns[feature]);
    for (let row = 0; row < nRows; row++) {
      to[0] = <u8>ranks[row];
      to = to.from(codeStride);
    }
  }
}

/** The codes of a feature, `codeStride` apart, or 0 if it has too many distinct values. */
export function codesOf(feature: i32): Pointer<u8> {
  const column = columns[feature];
  return column == NO_COLUMN ? changetype<Pointer<u8>>(0) : codes.from(column);
}
