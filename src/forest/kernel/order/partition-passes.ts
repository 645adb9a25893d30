import { met, metAt } from './equal-rotation';
import { Pointer, reserve } from '../base/memory';
import { LANES, Lanes } from '../base/simd';
import { maxSamples } from '../table/bag';

/**
 * The passes of the three-way partition (see introsort.ts) over more than 16 elements, eight at a time. Elements are compared
 * with the last and the first position of the pivot's group.
 */

/** The elements that change sides: those from the left, and those from the right. */
export let greater: Pointer<u16> = changetype<Pointer<u16>>(0);
export let fromRight: Pointer<u16> = changetype<Pointer<u16>>(0);

export function reservePartitionPasses(): void {
  greater = reserve<u16>(max(maxSamples, 64));
  fromRight = reserve<u16>(max(maxSamples, 64));
}

/** Collects the greater elements among the first `count`. */
export function takeGreater(range: Pointer<u16>, count: i32, pivotLast: v128): Pointer<u16> {
  let taken = greater;
  let i = 0;
  for (; i + LANES <= count; i += LANES) {
    const lanes = v128.load(range.from(i).address);
    const mask = Lanes.mask(i16x8.gt_s(lanes, pivotLast));
    v128.store(taken.address, Lanes.compress(lanes, mask));
    taken = taken.from(popcnt(mask));
  }
  const lanes = v128.load(range.from(i).address);
  const mask = Lanes.mask(i16x8.gt_s(lanes, pivotLast)) & Lanes.first(count - i);
  v128.store(taken.address, Lanes.compress(lanes, mask));
  return taken.from(popcnt(mask));
}

/** Collects the elements that are not greater in places [start, end). */
export function takeFromRight(range: Pointer<u16>, start: i32, end: i32, pivotLast: v128): Pointer<u16> {
  let taken = fromRight;
  let i = start;
  for (; i + LANES <= end; i += LANES) {
    const lanes = v128.load(range.from(i).address);
    const mask = Lanes.mask(i16x8.gt_s(lanes, pivotLast)) ^ 0xff;
    v128.store(taken.address, Lanes.compress(lanes, mask));
    taken = taken.from(popcnt(mask));
  }
  const lanes = v128.load(range.from(i).address);
  const mask = (Lanes.mask(i16x8.gt_s(lanes, pivotLast)) ^ 0xff) & Lanes.first(end - i);
  v128.store(taken.address, Lanes.compress(lanes, mask));
  return taken.from(popcnt(mask));
}

/**
 * The right side after the partition: greater elements move down by one place, and the gaps that the others leave are
 * filled with the greater elements from the left, the first of them last.
 */
export function shiftGreater(
  range: Pointer<u16>,
  start: i32,
  end: i32,
  pivotLast: v128,
  lastGreater: Pointer<u16>,
): void {
  let last = lastGreater.address;
  let i = start;
  for (; i + LANES < end; i += LANES) {
    const lanes = v128.load(range.from(i + 1).address);
    const isGreater = i16x8.gt_s(lanes, pivotLast);
    const gaps = Lanes.mask(isGreater) ^ 0xff;
    v128.store(range.from(i).address, v128.bitselect(lanes, Lanes.expandBackwards(last, gaps), isGreater));
    last -= popcnt(gaps) << 1;
  }
  const rest = end - 1 - i;
  const lanes = v128.load(range.from(i + 1).address);
  const isGreater = i16x8.gt_s(lanes, pivotLast);
  const gaps = (Lanes.mask(isGreater) ^ 0xff) & Lanes.first(rest);
  const shifted = v128.bitselect(lanes, Lanes.expandBackwards(last, gaps), isGreater);
  const kept = v128.load(range.from(i).address);
  v128.store(range.from(i).address, Lanes.select(shifted, kept, Lanes.first(rest)));
  range[end - 1] = greater[0];
}

/**
 * With a single equal element: the less ones, those from the right in the places of greater ones, move together. The
 * greater ones are collected on the way; returns the end of them.
 */
export function keepLess(
  range: Pointer<u16>,
  count: i32,
  first: i32,
  pivotLast: v128,
  rightEnd: Pointer<u16>,
): Pointer<u16> {
  return LeftSide.make(range, count, first, pivotLast, rightEnd, false);
}

/** As `keepLess`; the equal elements and how many elements came before them go to `met` and `metAt`. */
export function splitLessAndEqual(
  range: Pointer<u16>,
  count: i32,
  first: i32,
  pivotLast: v128,
  rightEnd: Pointer<u16>,
): Pointer<u16> {
  return LeftSide.make(range, count, first, pivotLast, rightEnd, true);
}

abstract class LeftSide {
  /** Compiled twice: `keepsEqual` is a constant where this is called. */
  @inline static make(
    range: Pointer<u16>,
    count: i32,
    first: i32,
    pivotLast: v128,
    rightEnd: Pointer<u16>,
    keepsEqual: bool,
  ): Pointer<u16> {
    const pivotFirst = i16x8.splat(<i16>first);
    let last = rightEnd.from(-1).address;
    let taken = greater;
    let less = range;
    let equal = met;
    let equalAt = metAt;
    let indices = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
    let i = 0;
    for (; i + LANES <= count; i += LANES) {
      let lanes = v128.load(range.from(i).address);
      const isGreater = i16x8.gt_s(lanes, pivotLast);
      const gaps = Lanes.mask(isGreater);
      v128.store(taken.address, Lanes.compress(lanes, gaps));
      lanes = v128.bitselect(Lanes.expandBackwards(last, gaps), lanes, isGreater);
      const nGaps = popcnt(gaps);
      taken = taken.from(nGaps);
      last -= nGaps << 1;
      const mask = Lanes.mask(i16x8.lt_s(lanes, pivotFirst));
      const nLess = popcnt(mask);
      v128.store(less.address, Lanes.compress(lanes, mask));
      less = less.from(nLess);
      if (keepsEqual) {
        v128.store(equal.address, Lanes.compress(lanes, mask ^ 0xff));
        v128.store(equalAt.address, Lanes.compress(indices, mask ^ 0xff));
        equal = equal.from(LANES - nLess);
        equalAt = equalAt.from(LANES - nLess);
        indices = i16x8.add(indices, i16x8.splat(<i16>LANES));
      }
    }
    const valid = Lanes.first(count - i);
    let lanes = v128.load(range.from(i).address);
    const isGreater = i16x8.gt_s(lanes, pivotLast);
    const gaps = Lanes.mask(isGreater) & valid;
    v128.store(taken.address, Lanes.compress(lanes, gaps));
    lanes = v128.bitselect(Lanes.expandBackwards(last, gaps), lanes, isGreater);
    const mask = Lanes.mask(i16x8.lt_s(lanes, pivotFirst)) & valid;
    const kept = v128.load(less.address);
    v128.store(less.address, Lanes.select(Lanes.compress(lanes, mask), kept, Lanes.first(popcnt(mask))));
    if (keepsEqual) {
      v128.store(equal.address, Lanes.compress(lanes, mask ^ valid));
      v128.store(equalAt.address, Lanes.compress(indices, mask ^ valid));
    }
    return taken.from(popcnt(gaps));
  }
}
