import { met, metAt } from './equal-rotation';
import { Pointer } from '../base/memory';
import { LANES, Lanes } from '../base/simd';

/**
 * The three-way partition (see introsort.ts) of 9 to 16 elements, in two vectors. Without loops: of a loop that runs once
 * or twice the end cannot be predicted, and a quarter of all partitions is of this size.
 */
export const MAX_TWO_VECTORS: i32 = 2 * LANES;

/** Elements not greater than the pivot from the right side, and greater ones from the left; slack before for lookups. */
const fromRight = changetype<Pointer<u16>>(memory.data(128, 16) + 32);
const greater = changetype<Pointer<u16>>(memory.data(128, 16) + 32);

/** @param count how many elements are not greater; the equal ones go to `met` and `metAt` if there are several */
export function partitionTwoVectors(
  range: Pointer<u16>,
  length: i32,
  first: i32,
  end: i32,
  count: i32,
): void {
  const pivotFirst = i16x8.splat(<i16>first);
  const pivotLast = i16x8.splat(<i16>(end - 1));
  // All is read before anything is written; the vectors written reach beyond the range.
  const a = v128.load(range.address);
  const b = v128.load(range.address, 16);
  const behindA = v128.load(range.from(length).address);
  const behindB = v128.load(range.from(length).address, 16);
  const shiftedA = v128.load(range.from(count + 1).address);
  const shiftedB = v128.load(range.from(count + 1).address, 16);
  const boundary = range[count];

  const isGreater = Lanes.mask(i16x8.gt_s(a, pivotLast)) | (Lanes.mask(i16x8.gt_s(b, pivotLast)) << LANES);
  const onLeft = (1 << count) - 1;
  const gaps = isGreater & onLeft;
  const coming = ~isGreater & ((1 << length) - 1) & ~onLeft;
  compressBoth(fromRight, a, b, coming);
  compressBoth(greater, a, b, gaps);
  const nGaps = popcnt(gaps);
  greater[nGaps] = boundary;

  // The left side: gaps are filled from the right, then less and equal elements part.
  const gapsA = gaps & 0xff;
  const gapsB = gaps >> LANES;
  const last = fromRight.from(popcnt(coming) - 1).address;
  const filledA = Lanes.select(Lanes.expandBackwards(last, gapsA), a, gapsA);
  const filledB = Lanes.select(Lanes.expandBackwards(last - (popcnt(gapsA) << 1), gapsB), b, gapsB);
  const isLess =
    (Lanes.mask(i16x8.lt_s(filledA, pivotFirst)) | (Lanes.mask(i16x8.lt_s(filledB, pivotFirst)) << LANES)) &
    onLeft;
  if (end - first > 1) {
    compressBoth(met, filledA, filledB, onLeft & ~isLess);
    const places = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
    compressBoth(metAt, places, i16x8.add(places, i16x8.splat(<i16>LANES)), onLeft & ~isLess);
  }
  compressBoth(range, filledA, filledB, isLess);

  // The right side: greater elements move down by one place, and gaps are filled from the left.
  if (count < length) {
    const lastGreater = greater.from(nGaps - 1 + i32(<i32>boundary >= end)).address;
    const holesA = Lanes.mask(i16x8.gt_s(shiftedA, pivotLast)) ^ 0xff;
    const holesB = Lanes.mask(i16x8.gt_s(shiftedB, pivotLast)) ^ 0xff;
    const before = lastGreater - (popcnt(holesA) << 1);
    const to = range.from(count).address;
    v128.store(to, Lanes.select(Lanes.expandBackwards(lastGreater, holesA), shiftedA, holesA));
    v128.store(to, Lanes.select(Lanes.expandBackwards(before, holesB), shiftedB, holesB), 16);
    range[length - 1] = greater[0];
  }
  // What lies behind the range was overwritten in part.
  v128.store(range.from(length).address, behindA);
  v128.store(range.from(length).address, behindB, 16);
}

/** The lanes of two vectors whose bits are set, one after another. Writes whole vectors. */
function compressBoth(to: Pointer<u16>, a: v128, b: v128, mask: i32): void {
  const maskA = mask & 0xff;
  v128.store(to.address, Lanes.compress(a, maskA));
  v128.store(to.from(popcnt(maskA)).address, Lanes.compress(b, mask >> LANES));
}
