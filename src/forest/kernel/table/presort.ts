import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';
import {
  hasClose,
  isClose,
  isHigher,
  nFeatures,
  nRows,
  rowRanks,
  sortedRows,
  valueOfRank,
  values,
} from './table';

const DIGIT_BITS = 11;
const DIGITS: i32 = 1 << DIGIT_BITS;
const KEY_BITS = 32;

/** Sorts and ranks every feature once per table; all trees share the result. */
export function presortTable(): void {
  const items = reserve<u64>(nRows);
  const spare = reserve<u64>(nRows);
  const counts = reserve<u32>(DIGITS);
  for (let feature = 0; feature < nFeatures; feature++) {
    fillItems(values.from(feature * nRows), items);
    poll(nRows);
    const sorted = radixSort(items, spare, counts);
    rankFeature(feature, sorted);
    poll(2 * nRows);
  }
}

/** A value, as an integer that sorts as it does, above its row. */
function fillItems(column: Pointer<f32>, items: Pointer<u64>): void {
  for (let row = 0; row < nRows; row++) {
    const value = column[row];
    // -0 sorts as 0, which it equals.
    const bits = value == 0 ? 0 : reinterpret<u32>(value);
    const key = bits >> 31 ? ~bits : bits | 0x80000000;
    items[row] = ((<u64>key) << KEY_BITS) | row;
  }
}

/** By digits from the lowest, three passes; stable, hence rows of equal values stay ascending. */
function radixSort(items: Pointer<u64>, spare: Pointer<u64>, counts: Pointer<u32>): Pointer<u64> {
  let from = items;
  let to = spare;
  for (let shift = KEY_BITS; shift < 2 * KEY_BITS; shift += DIGIT_BITS) {
    memory.fill(counts.address, 0, DIGITS * sizeof<u32>());
    for (let i = 0; i < nRows; i++) counts[digitOf(from[i], shift)] += 1;
    poll(nRows);
    let before: u32 = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = counts[digit];
      counts[digit] = before;
      before += count;
    }
    for (let i = 0; i < nRows; i++) {
      const item = from[i];
      const digit = digitOf(item, shift);
      const place = counts[digit];
      counts[digit] = place + 1;
      to[place] = item;
    }
    const swapped = from;
    from = to;
    to = swapped;
    poll(nRows);
  }
  return from;
}

function digitOf(item: u64, shift: i32): i32 {
  return (<i32>(item >> shift)) & (DIGITS - 1);
}

function rankFeature(feature: i32, sorted: Pointer<u64>): void {
  const offset = feature * nRows;
  const rows = sortedRows.from(offset);
  const higher = isHigher.from(offset);
  const ranks = rowRanks.from(offset);
  const distinct = valueOfRank.from(offset);
  const column = values.from(offset);
  let rank = -1;
  let lastKey: u32 = 0;
  let close = false;
  for (let i = 0; i < nRows; i++) {
    const item = sorted[i];
    const key = <u32>(item >> KEY_BITS);
    const row = <i32>(<u32>item);
    higher[i] = u8(i > 0 && key != lastKey);
    if (rank < 0 || key != lastKey) {
      if (rank >= 0 && isClose(distinct[rank], column[row])) close = true;
      rank++;
      distinct[rank] = column[row];
      lastKey = key;
    }
    rows[i] = <Id>row;
    ranks[row] = <Id>rank;
  }
  hasClose[feature] = close;
}
