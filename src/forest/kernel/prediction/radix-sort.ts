import { Pointer } from '../base/memory';

const DIGIT_BITS: u32 = 8;
const DIGITS: i32 = 1 << DIGIT_BITS;

const places = changetype<Pointer<i32>>(memory.data(DIGITS * 4, 16));

/** Sorts keys by their four digits, the least one first; `spare` has room for as many. */
export function sortKeys(keys: Pointer<u32>, spare: Pointer<u32>, count: i32): void {
  sortByDigit(keys, spare, count, 0);
  sortByDigit(spare, keys, count, DIGIT_BITS);
  sortByDigit(keys, spare, count, 2 * DIGIT_BITS);
  sortByDigit(spare, keys, count, 3 * DIGIT_BITS);
}

function sortByDigit(from: Pointer<u32>, to: Pointer<u32>, count: i32, shift: u32): void {
  memory.fill(places.address, 0, DIGITS << 2);
  for (let i = 0; i < count; i++) places[digitOf(from[i], shift)] += 1;
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const next = place + places[digit];
    places[digit] = place;
    place = next;
  }
  for (let i = 0; i < count; i++) {
    const digit = digitOf(from[i], shift);
    to[places[digit]] = from[i];
    places[digit] += 1;
  }
}

function digitOf(key: u32, shift: u32): i32 {
  return (key >> shift) & (DIGITS - 1);
}
