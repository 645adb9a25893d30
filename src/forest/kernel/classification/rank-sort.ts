import { maxSamples } from '../table/bag';
import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';

/** A key is a rank above the row that has it. */
const ROW_BITS: i32 = 8 * sizeof<Id>();

/** Up to so many keys are sorted by insertion. With 12 or 48, trees take the same time as far as can be told. */
const MAX_INSERTION: i32 = 24;
const MAX_DIGIT_BITS: i32 = 11;

let keysA: Pointer<u64> = changetype<Pointer<u64>>(0);
let keysB: Pointer<u64> = changetype<Pointer<u64>>(0);
let sorted: Pointer<Id> = changetype<Pointer<Id>>(0);
let digitCounts: Pointer<u32> = changetype<Pointer<u32>>(0);

export function reserveRankSort(): void {
  keysA = reserve<u64>(maxSamples);
  keysB = reserve<u64>(maxSamples);
  sorted = reserve<Id>(maxSamples);
  digitCounts = reserve<u32>(1 << MAX_DIGIT_BITS);
}

/** The rows of the samples by ascending rank; ranks are from `lowest` to `highest`. */
export function sortByRank(
  rows: Pointer<Id>,
  size: i32,
  ranks: Pointer<Id>,
  lowest: i32,
  highest: i32,
): Pointer<Id> {
  for (let i = 0; i < size; i++) {
    const row = rows[i];
    keysA[i] = ((<u64>ranks[row]) << ROW_BITS) | row;
  }
  let keys = keysA;
  if (size <= MAX_INSERTION) insertionSort(size);
  else keys = radixSort(size, lowest, highest);
  for (let i = 0; i < size; i++) sorted[i] = <Id>keys[i];
  return sorted;
}

function insertionSort(size: i32): void {
  for (let i = 1; i < size; i++) {
    const key = keysA[i];
    let j = i - 1;
    for (; j >= 0 && keysA[j] > key; j--) keysA[j + 1] = keysA[j];
    keysA[j + 1] = key;
  }
}

/** By digits from the lowest, as few as hold the range of the ranks. */
function radixSort(size: i32, lowest: i32, highest: i32): Pointer<u64> {
  const bits = 32 - clz(highest - lowest);
  const nDigits = (bits + MAX_DIGIT_BITS - 1) / MAX_DIGIT_BITS;
  const digitBits = (bits + nDigits - 1) / nDigits;
  const mask = (1 << digitBits) - 1;
  let from = keysA;
  let to = keysB;
  for (let digit = 0; digit < nDigits; digit++) {
    const shift = digit * digitBits;
    memory.fill(digitCounts.address, 0, sizeof<u32>() << digitBits);
    for (let i = 0; i < size; i++) digitCounts[((rankIn(from[i]) - lowest) >> shift) & mask] += 1;
    let before: u32 = 0;
    for (let value = 0; value <= mask; value++) {
      const count = digitCounts[value];
      digitCounts[value] = before;
      before += count;
    }
    for (let i = 0; i < size; i++) {
      const key = from[i];
      const value = ((rankIn(key) - lowest) >> shift) & mask;
      const place = digitCounts[value];
      digitCounts[value] = place + 1;
      to[place] = key;
    }
    const swapped = from;
    from = to;
    to = swapped;
    poll(2 * size);
  }
  return from;
}

function rankIn(key: u64): i32 {
  return <i32>(key >> ROW_BITS);
}
