import { maxSamples, ranksOf } from '../table/bag';
import { writeRotated } from './equal-rotation';
import {
  fromRight,
  greater,
  keepLess,
  reservePartitionPasses,
  shiftGreater,
  splitLessAndEqual,
  takeFromRight,
  takeGreater,
} from './partition-passes';
import { Pointer, reserve } from '../base/memory';
import { fillPartitionTable, isTabled, partitionTabled } from './partition-table';
import { MAX_TWO_VECTORS, partitionTwoVectors } from './partition-vectors';
import { plainHeapsort, plainIntrosort } from './plain-introsort';
import { poll } from '../base/poll';
import { copyIds, LANES } from '../base/simd';
import {
  MAX_SMALL,
  MIN_SMALL,
  packOrder,
  reserveSmallSorts,
  setSmallOrder,
  writeSmallSort,
} from './small-sorts';

/**
 * scikit-learn's introsort is not stable: equal values end up in an order that only this algorithm produces. The sorted
 * list of a feature is known, so what is wanted is only that order of the equal ones, the ties. Each sample is
 * replaced by its position in the list; positions are sorted as scikit-learn would sort the values, with these short
 * cuts: the number of samples less than a pivot is the position of its first tie, so nothing is counted; a range without
 * ties is left alone; the three-way partition has a closed form, eight positions at a time; up to five samples are
 * looked up.
 */

/** Positions are compared as signed 16 bits: longer lists are sorted plainly. */
const MAX_POSITIONS: i32 = 0x7fff;

/** The positions being sorted, in the order that introsort has given them so far. */
let positions: Pointer<u16> = changetype<Pointer<u16>>(0);
/** Of each position: how many of those up to it equal the one before them. */
let tiesUpTo: Pointer<u16> = changetype<Pointer<u16>>(0);
/** Equal positions form a group. Of each group: its first position, which ends the group before. */
let groupStart: Pointer<u16> = changetype<Pointer<u16>>(0);
let positionOf: Pointer<u16> = changetype<Pointer<u16>>(0);
/** The id at each position, sorted stably, and in scikit-learn's order, which differs in the groups. */
let list: Pointer<Id> = changetype<Pointer<Id>>(0);
let out: Pointer<Id> = changetype<Pointer<Id>>(0);
let plainKeys: Pointer<u32> = changetype<Pointer<u32>>(0);
let plainIds: Pointer<Id> = changetype<Pointer<Id>>(0);
/** The lists of a small node before and after the sort. */
let smallIds: Pointer<Id> = changetype<Pointer<Id>>(0);
let hasSmallSorts: bool = false;

export function reserveIntrosort(): void {
  positions = reserve<u16>(max(maxSamples, 64));
  tiesUpTo = reserve<u16>(max(maxSamples, 64));
  groupStart = reserve<u16>(max(maxSamples, 64) + 1);
  positionOf = reserve<u16>(max(maxSamples, 64));
  reservePartitionPasses();
  plainKeys = reserve<u32>(maxSamples);
  plainIds = reserve<Id>(maxSamples);
  smallIds = reserve<Id>(2 * 64);
  fillPartitionTable();
  reserveSmallSorts();
  tableSmallSorts();
}

/**
 * Writes the samples of a node as scikit-learn has them after sorting by a feature.
 * @param sortedList the feature's list of the node
 * @param input the samples in their order before
 */
export function introsort(
  feature: i32,
  sortedList: Pointer<Id>,
  length: i32,
  input: Pointer<Id>,
  output: Pointer<Id>,
): void {
  const ranks = ranksOf(feature);
  const depth = 2 * (31 - clz(length));
  if (length > MAX_POSITIONS) {
    for (let i = 0; i < length; i++) {
      output[i] = input[i];
      plainKeys[i] = ranks[input[i]];
    }
    return plainIntrosort(plainKeys, output, length, depth);
  }
  const ties = tiesUpTo;
  const groups = groupStart;
  const positionsOf = positionOf;
  let previous: u32 = u32.MAX_VALUE;
  let nTies = 0;
  groups[0] = 0;
  for (let p = 0; p < length; p++) {
    const id = sortedList[p];
    const rank = <u32>ranks[id];
    nTies += i32(rank == previous);
    previous = rank;
    ties[p] = <u16>nTies;
    groups[p - nTies + 1] = <u16>(p + 1);
    positionsOf[id] = <u16>p;
  }
  copyIds(sortedList, output, length);
  if (nTies == 0) return;
  const sorting = positions;
  for (let i = 0; i < length; i++) sorting[i] = positionsOf[input[i]];
  list = sortedList;
  out = output;
  sortRange(0, length, depth);
  poll(2 * length);
}

/**
 * As `introsort`, for a node of a small subtree: small numbers in bytes.
 * @param ranks of each small number, the rank of its value
 */
export function introsortSmall(
  ranks: Pointer<u8>,
  sortedList: Pointer<u8>,
  length: i32,
  input: Pointer<u8>,
  output: Pointer<u8>,
): void {
  list = smallIds;
  out = smallIds.from(64);
  let previous = 0xff;
  let nTies = 0;
  groupStart[0] = 0;
  for (let p = 0; p < length; p++) {
    const number = sortedList[p];
    const rank = <i32>ranks[number];
    nTies += i32(rank == previous);
    previous = rank;
    tiesUpTo[p] = <u16>nTies;
    groupStart[p - nTies + 1] = <u16>(p + 1);
    positionOf[number] = <u16>p;
    list[p] = <Id>number;
    out[p] = <Id>number;
  }
  for (let i = 0; i < length; i++) positions[i] = positionOf[input[i]];
  sortRange(0, length, 2 * (31 - clz(length)));
  for (let i = 0; i < length; i++) output[i] = <u8>out[i];
}

/** Sorts the places [offset, offset + length), which hold just these positions, some of them tied. */
function sortRange(offset: i32, length: i32, depth: i32): void {
  for (;;) {
    // At most four partitions sort five elements.
    if (length <= MAX_SMALL && depth >= MAX_SMALL - 1 && hasSmallSorts) return sortSmall(offset, length);
    if (depth <= 0) return heapsortRange(offset, length);
    const range = positions.from(offset);
    if (tiesUpTo[offset + length - 1] - tiesUpTo[offset] == length - 1) {
      for (let i = 0; i < length; i++) out[offset + i] = list[range[i]];
      return;
    }
    depth--;
    const pivot = median(range[0], range[length >> 1], range[length - 1]);
    const group = pivot - tiesUpTo[pivot];
    const first = <i32>groupStart[group];
    const end = <i32>groupStart[group + 1];
    const nLess = first - offset;
    const nNotGreater = end - offset;
    const leftHasTies = hasTies(offset, nLess);
    const rightHasTies = hasTies(end, length - nNotGreater);
    partition(range, length, first, end, leftHasTies, rightHasTies);
    if (leftHasTies) sortRange(offset, nLess, depth);
    if (!rightHasTies) return;
    offset = end;
    length -= nNotGreater;
  }
}

function median(a: i32, b: i32, c: i32): i32 {
  return max(min(a, b), min(max(a, b), c));
}

/** Whether some of `length` positions from `start` on are equal. */
function hasTies(start: i32, length: i32): bool {
  return length > 1 && tiesUpTo[start + length - 1] != tiesUpTo[start];
}

/**
 * The three-way partition around the group [first, end): range becomes [less, equal, greater]. The loop it stands for
 * walks up from the left; a greater element changes places with the last one not yet seen, which is looked at next.
 * A side without ties is not looked at again, so it need not be made.
 */
function partition(
  range: Pointer<u16>,
  length: i32,
  first: i32,
  end: i32,
  makesLess: bool,
  makesGreater: bool,
): void {
  const nEqual = end - first;
  const offset = <i32>((range.address - positions.address) >> 1);
  if (isTabled(length)) {
    partitionTabled(range, length, first, end);
    if (nEqual > 1) writeGroup(first, nEqual);
    return;
  }
  const nNotGreater = end - offset;
  if (length <= MAX_TWO_VECTORS && length > LANES) {
    partitionTwoVectors(range, length, first, end, nNotGreater);
    if (nEqual > 1) writeRotated(out.from(first), nEqual, nNotGreater, list);
    return;
  }
  const pivotLast = i16x8.splat(<i16>(end - 1));
  makesLess = makesLess || nEqual > 1;
  // Read before the left side is made, which may write a few places too far.
  const boundary = range[nNotGreater];
  const rightEnd = makesLess ? takeFromRight(range, nNotGreater, length, pivotLast) : fromRight;
  let greaterEnd = greater;
  if (nEqual > 1) {
    greaterEnd = splitLessAndEqual(range, nNotGreater, first, pivotLast, rightEnd);
    writeRotated(out.from(first), nEqual, nNotGreater, list);
  } else if (makesLess) {
    greaterEnd = keepLess(range, nNotGreater, first, pivotLast, rightEnd);
  } else if (makesGreater) {
    greaterEnd = takeGreater(range, nNotGreater, pivotLast);
  }
  if (makesGreater) {
    greaterEnd[0] = boundary;
    shiftGreater(range, nNotGreater, length, pivotLast, greaterEnd.from(i32(<i32>boundary >= end) - 1));
  }
}

/** Writes the ids of equal elements that lie in their places in the order in which the partition leaves them. */
function writeGroup(first: i32, count: i32): void {
  for (let i = first; i < first + count; i++) out[i] = list[positions[i]];
}

/** With the depth exhausted, scikit-learn goes over to heapsort. */
function heapsortRange(offset: i32, length: i32): void {
  for (let i = 0; i < length; i++) {
    const position = positions[offset + i];
    plainKeys[i] = position - tiesUpTo[position];
    plainIds[i] = list[position];
  }
  plainHeapsort(plainKeys, plainIds, length);
  copyIds(plainIds, out.from(offset), length);
}

/** Looks the order of 2 to 5 positions up. Two are always tied here, and a tie of two stays as it is. */
function sortSmall(offset: i32, length: i32): void {
  if (length == 2) {
    out[offset] = list[positions[offset]];
    out[offset + 1] = list[positions[offset + 1]];
    return;
  }
  writeSmallSort(
    out.from(offset),
    list.from(offset),
    length,
    tiePattern(offset, length),
    keyOf(offset, length),
  );
}

/**
 * Bit i is set when positions i and i + 1 of the range are equal: the differences of five counts of ties, 16 bits each,
 * whose sum with weights 1, 2, 4 and 8 a multiplication leaves in the highest lane.
 */
function tiePattern(offset: i32, length: i32): i32 {
  const counts = tiesUpTo.from(offset).address;
  const steps = (load<u64>(counts, 2) - load<u64>(counts)) & (u64.MAX_VALUE >> (16 * (MAX_SMALL - length)));
  const weights: u64 = 8 | (4 << 16) | ((<u64>2) << 32) | ((<u64>1) << 48);
  return (<i32>((steps * weights) >> 48)) & ((1 << (length - 1)) - 1);
}

/** The positions of the range, but for the last, as the digits of a number to the base 5; added up as in `tiePattern`. */
function keyOf(offset: i32, length: i32): i32 {
  const each: u64 = 0x0001_0001_0001_0001;
  const unused = length == MIN_SMALL ? 16 : 0;
  const digits = ((load<u64>(positions.from(offset).address) - <u64>offset * each) << unused) >> unused;
  const weights: u64 = 125 | (25 << 16) | ((<u64>5) << 32) | ((<u64>1) << 48);
  return <i32>((digits * weights) >> 48);
}

/** Sorts every order of 3 to 5 positions with every pattern of ties once, the long way. */
function tableSmallSorts(): void {
  hasSmallSorts = false;
  list = smallIds;
  out = smallIds.from(64);
  for (let length = MIN_SMALL; length <= MAX_SMALL; length++) {
    for (let ties = 1; ties < 1 << (length - 1); ties++) tableOrders(length, ties);
  }
  hasSmallSorts = true;
}

function tableOrders(length: i32, ties: i32): void {
  let nOrders = 1;
  for (let i = 0; i < length; i++) nOrders *= length;
  for (let order = 0; order < nOrders; order++) {
    if (!setPositions(order, length)) continue;
    setTies(length, ties);
    const key = keyOf(0, length);
    sortRange(0, length, 2 * MAX_SMALL);
    setSmallOrder(length, ties, key, packOrder(out, length));
  }
}

/** Reads positions from the digits of a number to the base `length`; false if one of them is there twice. */
function setPositions(digits: i32, length: i32): bool {
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const position = digits % length;
    digits /= length;
    positions[i] = <u16>position;
    seen |= 1 << position;
  }
  return seen == (1 << length) - 1;
}

function setTies(length: i32, ties: i32): void {
  let nTies = 0;
  groupStart[0] = 0;
  for (let p = 0; p < length; p++) {
    if (p > 0) nTies += (ties >> (p - 1)) & 1;
    tiesUpTo[p] = <u16>nTies;
    groupStart[p - nTies + 1] = <u16>(p + 1);
    list[p] = <Id>p;
    out[p] = <Id>p;
  }
}
