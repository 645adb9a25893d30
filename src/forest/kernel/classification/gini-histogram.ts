import { MAX_CODES } from './class-codes';
import { bestProxy, Gini, keepGini } from './gini';
import { laneTotals, MAX_LANES, nVectors, Visit, visits } from './gini-node';
import { Pointer } from '../base/memory';
import { areEqual } from '../regression/slots';
import { hasClose } from '../table/table';

const VECTORS: i32 = MAX_LANES / 8;
const TABLE_BYTES: i32 = MAX_CODES * VECTORS * 16;

/**
 * Of each code: the counts of the node's classes, for two features at a time; all zeros between two calls. At a fixed
 * place, which the instructions that count then hold.
 */
const FIRST: usize = memory.data(TABLE_BYTES, 64);
const SECOND: usize = memory.data(TABLE_BYTES, 64);
/** The counts on the left side of the cut, where they take several vectors. */
const LEFT: usize = memory.data(VECTORS * 16, 16);

/** The codes that occur in both features last counted, as bits. */
let occurringFirst: u64 = 0;
let occurringSecond: u64 = 0;

/** Samples between two looks at whether their codes differ. */
const STEP: i32 = 16;

/**
 * Whether all samples of a node have one code. Looks at some at a time: where the first differs, nothing foretells. Of most
 * features the first, the middle and the last do, which are of several classes.
 */
export function haveOneCode(codes: Pointer<u8>, size: i32): bool {
  const end = visits + size * offsetof<Visit>();
  const first = <u32>codes[changetype<Visit>(visits).offset];
  const middle = <u32>codes[changetype<Visit>(visits + (size >> 1) * offsetof<Visit>()).offset];
  const last = <u32>codes[changetype<Visit>(end - offsetof<Visit>()).offset];
  let differing: u32 = (first ^ middle) | (first ^ last);
  if (differing) return false;
  for (let visit = visits + offsetof<Visit>(); visit < end;) {
    const stop = min(visit + STEP * offsetof<Visit>(), end);
    for (; visit < stop; visit += offsetof<Visit>())
      differing |= (<u32>codes[changetype<Visit>(visit).offset]) ^ first;
    if (differing) return false;
  }
  return true;
}

/** Of 32 columns of codes: a bit for each in which all samples of a node have one code. */
export function constantBytes(columns: Pointer<u8>, size: i32): u32 {
  const end = visits + size * offsetof<Visit>();
  const start = columns.address + changetype<Visit>(visits).offset;
  const first = v128.load(start);
  const second = v128.load(start, 16);
  const zero = i64x2(0, 0);
  let firstDiffers = zero;
  let secondDiffers = zero;
  for (let visit = visits + offsetof<Visit>(); visit < end; visit += offsetof<Visit>()) {
    const row = columns.address + changetype<Visit>(visit).offset;
    firstDiffers = v128.or(firstDiffers, v128.xor(v128.load(row), first));
    secondDiffers = v128.or(secondDiffers, v128.xor(v128.load(row, 16), second));
  }
  const low = <u32>i8x16.bitmask(i8x16.eq(firstDiffers, zero));
  return low | ((<u32>i8x16.bitmask(i8x16.eq(secondDiffers, zero))) << 16);
}

abstract class Counting {
  /** Counts two features: they share the look at the sample, and one need not wait for the other's counts. */
  @inline static fill(codes: usize, others: usize, size: i32, rowBytes: usize): void {
    let first: u64 = 0;
    let second: u64 = 0;
    let visit = visits;
    const end = visit + size * offsetof<Visit>();
    for (; visit < end; visit += offsetof<Visit>()) {
      const sample = changetype<Visit>(visit);
      const offset = sample.offset;
      const lane = <u32>sample.lane;
      const weight = <u32>sample.weight;
      const code = <usize>load<u8>(codes + offset);
      const other = <usize>load<u8>(others + offset);
      const place = code * rowBytes + lane;
      store<u16>(place, load<u16>(place, FIRST) + weight, FIRST);
      const otherPlace = other * rowBytes + lane;
      store<u16>(otherPlace, load<u16>(otherPlace, SECOND) + weight, SECOND);
      first |= (<u64>1) << code;
      second |= (<u64>1) << other;
    }
    occurringFirst = first;
    occurringSecond = second;
  }
}

/** Counts the classes of the node by the codes of two features, or of one given twice. */
export function fillHistograms(codes: usize, others: usize, size: i32): void {
  // With the sizes of most nodes written out, a multiplication less.
  if (nVectors == 1) Counting.fill(codes, others, size, 16);
  else if (nVectors == 2) Counting.fill(codes, others, size, 32);
  else Counting.fill(codes, others, size, (<usize>nVectors) << 4);
}

/** The sums of the four lanes of two vectors, as doubles. */
abstract class Sums {
  @inline static of(left: v128, right: v128): v128 {
    const sums = i32x4.add(
      v128.shuffle<i32>(left, right, 0, 4, 1, 5),
      v128.shuffle<i32>(left, right, 2, 6, 3, 7),
    );
    return f64x2.convert_low_i32x4_s(i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1)));
  }
}

/** Tries every cut of the first feature last counted, and clears its counts. */
export function scanFirst(feature: i32): void {
  scan(feature, changetype<Pointer<v128>>(FIRST), occurringFirst);
}

/** Tries every cut of the second feature last counted, and clears its counts. */
export function scanSecond(feature: i32): void {
  scan(feature, changetype<Pointer<v128>>(SECOND), occurringSecond);
}

function scan(feature: i32, table: Pointer<v128>, occurring: u64): void {
  if (nVectors == 1) scanVector(feature, table, occurring);
  else if (nVectors == 2) scanTwoVectors(feature, table, occurring);
  else scanVectors(feature, table, occurring);
}

function scanVector(feature: i32, table: Pointer<v128>, occurring: u64): void {
  const close = hasClose[feature];
  const ones = i16x8.splat(1);
  let left = i64x2(0, 0);
  let right = laneTotals[0];
  let code = <i32>ctz(occurring);
  for (;;) {
    const counts = table[code];
    table[code] = i64x2(0, 0);
    occurring &= occurring - 1;
    if (!occurring) return;
    left = i16x8.add(left, counts);
    right = i16x8.sub(right, counts);
    const next = <i32>ctz(occurring);
    if (!close || !areEqual(feature, code, next)) {
      const squares = Sums.of(i32x4.dot_i16x8_s(left, left), i32x4.dot_i16x8_s(right, right));
      const weights = Sums.of(i32x4.dot_i16x8_s(left, ones), i32x4.dot_i16x8_s(right, ones));
      const proxy = Gini.proxy(weights, squares);
      if (proxy > bestProxy) keepGini(feature, code, next, proxy, f64x2.extract_lane(weights, 0), squares);
    }
    code = next;
  }
}

/** The same for up to twice as many classes as a vector has lanes. */
function scanTwoVectors(feature: i32, table: Pointer<v128>, occurring: u64): void {
  const close = hasClose[feature];
  const zero = i64x2(0, 0);
  const ones = i16x8.splat(1);
  let left = zero;
  let otherLeft = zero;
  let right = laneTotals[0];
  let otherRight = laneTotals[1];
  let code = <i32>ctz(occurring);
  for (;;) {
    const row = table.from(2 * code);
    const counts = row[0];
    const otherCounts = row[1];
    row[0] = zero;
    row[1] = zero;
    occurring &= occurring - 1;
    if (!occurring) return;
    left = i16x8.add(left, counts);
    otherLeft = i16x8.add(otherLeft, otherCounts);
    right = i16x8.sub(right, counts);
    otherRight = i16x8.sub(otherRight, otherCounts);
    const next = <i32>ctz(occurring);
    if (!close || !areEqual(feature, code, next)) {
      const squares = Sums.of(
        i32x4.add(i32x4.dot_i16x8_s(left, left), i32x4.dot_i16x8_s(otherLeft, otherLeft)),
        i32x4.add(i32x4.dot_i16x8_s(right, right), i32x4.dot_i16x8_s(otherRight, otherRight)),
      );
      const weights = Sums.of(
        i32x4.dot_i16x8_s(i16x8.add(left, otherLeft), ones),
        i32x4.dot_i16x8_s(i16x8.add(right, otherRight), ones),
      );
      const proxy = Gini.proxy(weights, squares);
      if (proxy > bestProxy) keepGini(feature, code, next, proxy, f64x2.extract_lane(weights, 0), squares);
    }
    code = next;
  }
}

/** The same for any number of classes. */
function scanVectors(feature: i32, table: Pointer<v128>, occurring: u64): void {
  const close = hasClose[feature];
  const ones = i16x8.splat(1);
  const zero = i64x2(0, 0);
  const leftCounts = changetype<Pointer<v128>>(LEFT);
  for (let v = 0; v < nVectors; v++) leftCounts[v] = zero;
  let code = <i32>ctz(occurring);
  for (;;) {
    let leftSquares = zero;
    let rightSquares = zero;
    let leftWeights = zero;
    let rightWeights = zero;
    const row = code * nVectors;
    for (let v = 0; v < nVectors; v++) {
      const left = i16x8.add(leftCounts[v], table[row + v]);
      const right = i16x8.sub(laneTotals[v], left);
      table[row + v] = zero;
      leftCounts[v] = left;
      leftSquares = i32x4.add(leftSquares, i32x4.dot_i16x8_s(left, left));
      rightSquares = i32x4.add(rightSquares, i32x4.dot_i16x8_s(right, right));
      leftWeights = i32x4.add(leftWeights, i32x4.dot_i16x8_s(left, ones));
      rightWeights = i32x4.add(rightWeights, i32x4.dot_i16x8_s(right, ones));
    }
    occurring &= occurring - 1;
    if (!occurring) return;
    const next = <i32>ctz(occurring);
    if (!close || !areEqual(feature, code, next)) {
      const squares = Sums.of(leftSquares, rightSquares);
      const weights = Sums.of(leftWeights, rightWeights);
      const proxy = Gini.proxy(weights, squares);
      if (proxy > bestProxy) keepGini(feature, code, next, proxy, f64x2.extract_lane(weights, 0), squares);
    }
    code = next;
  }
}
