import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';

/** scikit-learn's FEATURE_THRESHOLD: values of a feature closer than this, in single precision, count as equal. */
export const CLOSE: f32 = 1e-7;

export let nRows: i32 = 0;
export let nFeatures: i32 = 0;
/** Feature after feature, nRows values each. */
export let values: Pointer<f32> = changetype<Pointer<f32>>(0);
/** Feature after feature: its rows by ascending value, of equal values the lower row first. */
export let sortedRows: Pointer<Id> = changetype<Pointer<Id>>(0);
/** Feature after feature: 1 where a row in `sortedRows` has a higher value than the one before, else 0. */
export let isHigher: Pointer<u8> = changetype<Pointer<u8>>(0);
/** Feature after feature: of each row, the rank of its value among the feature's distinct values. */
export let rowRanks: Pointer<Id> = changetype<Pointer<Id>>(0);
/** Feature after feature: the value of each rank. */
export let valueOfRank: Pointer<f32> = changetype<Pointer<f32>>(0);
/** Row after row: its values, -0 as 0, with zeros up to a multiple of four; only where whole rows are looked at. */
export let rowValues: Pointer<f32> = changetype<Pointer<f32>>(0);
/** Numbers from a row to the next. */
export let rowStride: i32 = 0;
/** Of each feature: whether some neighbouring distinct values are too close to split between them. */
export let hasClose: Pointer<bool> = changetype<Pointer<bool>>(0);

/** Reserves a table; the host then writes its columns, one after another, to the address returned. */
export function reserveTable(rows: i32, features: i32): usize {
  nRows = rows;
  nFeatures = features;
  values = reserve<f32>(rows * features);
  return values.address;
}

/** Reserves what `presortTable` fills. */
export function reserveSortedTable(): void {
  const size = nRows * nFeatures;
  sortedRows = reserve<Id>(size);
  isHigher = reserve<u8>(size);
  rowRanks = reserve<Id>(size);
  valueOfRank = reserve<f32>(size);
  hasClose = reserve<bool>(nFeatures);
}

/** True when a value is too close to a lower one to split between them. */
export function isClose(lower: f32, value: f32): bool {
  return value <= lower + CLOSE;
}

/** Reserves and fills `rowValues`. */
export function fillRowValues(): void {
  rowStride = (nFeatures + 3) & ~3;
  rowValues = reserve<f32>(nRows * rowStride);
  for (let feature = 0; feature < rowStride; feature++) {
    const column = values.from(feature * nRows);
    for (let row = 0; row < nRows; row++) {
      rowValues[row * rowStride + feature] = feature < nFeatures ? column[row] + 0 : 0;
    }
    poll(nRows);
  }
}

/** The threshold between the values of two neighbouring ranks: halfway in double precision, yet below the upper one. */
export function thresholdBetween(feature: i32, lowerRank: i32, upperRank: i32): f64 {
  const ofFeature = valueOfRank.from(feature * nRows);
  return midpoint(ofFeature[lowerRank], ofFeature[upperRank]);
}

export function midpoint(lower: f64, upper: f64): f64 {
  const middle = lower / 2 + upper / 2;
  return middle == upper ? lower : middle;
}
