import { Pointer, reserve } from '../base/memory';

/**
 * What introsort does with 3 to 5 positions is looked up: there are few orders and few patterns of ties.
 * 5^4 keys suffice for five positions, because the last one follows from the others.
 */
export const MIN_SMALL: i32 = 3;
export const MAX_SMALL: i32 = 5;
const TIE_PATTERNS: i32 = 16;
const KEYS: i32 = 625;
/** Bits for each position of a result. */
const POSITION_BITS: i32 = 3;

let orders: Pointer<u16> = changetype<Pointer<u16>>(0);

export function reserveSmallSorts(): void {
  orders = reserve<u16>((MAX_SMALL - MIN_SMALL + 1) * TIE_PATTERNS * KEYS);
}

/** `order` packs the positions in sorted order; `ties` has bit i set when positions i and i + 1 are equal. */
export function setSmallOrder(length: i32, ties: i32, key: i32, order: i32): void {
  orders[placeOf(length, ties, key)] = <u16>order;
}

/** Writes the ids in the order in which introsort leaves the positions. */
export function writeSmallSort(out: Pointer<Id>, list: Pointer<Id>, length: i32, ties: i32, key: i32): void {
  let order = <i32>orders[placeOf(length, ties, key)];
  for (let i = 0; i < length; i++) {
    out[i] = list[order & ((1 << POSITION_BITS) - 1)];
    order >>= POSITION_BITS;
  }
}

/** Packs positions for `setSmallOrder`. */
export function packOrder(positions: Pointer<Id>, length: i32): i32 {
  let order = 0;
  for (let i = 0; i < length; i++) order |= (<i32>positions[i]) << (POSITION_BITS * i);
  return order;
}

function placeOf(length: i32, ties: i32, key: i32): i32 {
  return ((length - MIN_SMALL) * TIE_PATTERNS + ties) * KEYS + key;
}
