import { Pointer } from '../base/memory';
import { LANES, Lanes } from '../base/simd';

/**
 * The three-way partition of up to eight elements is a permutation that depends only on which of them are less, equal and
 * greater than the pivot. All of them are worked out once, 9,477 for six to eight elements, and looked up.
 */
const MIN_LENGTH: i32 = 6;
const PATTERNS: i32 = 729 + 2187 + 6561;

/** Of each length and pattern: the lane that each place takes, a byte each. */
const permutations = changetype<Pointer<u64>>(memory.data(PATTERNS * 8, 16));
/** Of each mask of lanes: the sum of 3^lane, so that patterns are numbers to the base 3. */
const powersOfThree = changetype<Pointer<u16>>(memory.data(256 * 2, 16));
const scratch = changetype<Pointer<u8>>(memory.data(16, 16));

let isFilled: bool = false;

/** Whether ranges of this length are looked up. */
export function isTabled(length: i32): bool {
  return length <= LANES && length >= MIN_LENGTH;
}

/** Partitions `length` elements, 6 to 8, around those from `first` to before `end`. */
export function partitionTabled(range: Pointer<u16>, length: i32, first: i32, end: i32): void {
  const lanes = v128.load(range.address);
  const valid = Lanes.first(length);
  const greater = Lanes.mask(i16x8.gt_s(lanes, i16x8.splat(<i16>(end - 1)))) & valid;
  const notLess = Lanes.mask(i16x8.ge_s(lanes, i16x8.splat(<i16>first))) & valid;
  // A digit is 0 for less, 1 for equal, 2 for greater.
  const pattern = <i32>powersOfThree[notLess] + <i32>powersOfThree[greater];
  const order = v128.load64_zero(permutations.from(startOf(length) + pattern).address);
  const doubled = i8x16.swizzle(order, i8x16(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
  const bytes = i8x16.add(i8x16.add(doubled, doubled), i16x8.splat(0x0100));
  // Lanes beyond the length are told to stay where they are.
  v128.store(range.address, i8x16.swizzle(lanes, bytes));
}

/** Where the patterns of a length begin. */
function startOf(length: i32): i32 {
  return length == 6 ? 0 : length == 7 ? 729 : 729 + 2187;
}

/** Works the permutations out, on first need. */
export function fillPartitionTable(): void {
  if (isFilled) return;
  isFilled = true;
  for (let mask = 0; mask < 256; mask++) {
    let sum = 0;
    for (let lane = LANES - 1; lane >= 0; lane--) sum = 3 * sum + ((mask >> lane) & 1);
    powersOfThree[mask] = <u16>sum;
  }
  for (let length = MIN_LENGTH; length <= LANES; length++) {
    let nPatterns = 1;
    for (let i = 0; i < length; i++) nPatterns *= 3;
    for (let pattern = 0; pattern < nPatterns; pattern++) {
      permutations[startOf(length) + pattern] = permutationOf(pattern, length);
    }
  }
}

/** scikit-learn's partition, step by step, of lanes whose digits to the base 3 are those of the pattern. */
function permutationOf(pattern: i32, length: i32): u64 {
  for (let lane = 0; lane < LANES; lane++) scratch[lane] = <u8>lane;
  let less = 0;
  let greater = length;
  let i = 0;
  while (i < greater) {
    const digit = digitOf(pattern, scratch[i]);
    if (digit == 0) swapLanes(i++, less++);
    else if (digit == 2) swapLanes(i, --greater);
    else i++;
  }
  return load<u64>(scratch.address);
}

function digitOf(pattern: i32, lane: i32): i32 {
  for (; lane > 0; lane--) pattern /= 3;
  return pattern % 3;
}

function swapLanes(i: i32, j: i32): void {
  const lane = scratch[i];
  scratch[i] = scratch[j];
  scratch[j] = lane;
}
