import { maxSamples, setBagSize } from '../table/bag';
import { sampleCounts } from '../table/bootstrap';
import { classOf, nClasses } from './class-target';
import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';
import { markOf } from '../random-cut/random-threshold';
import { copyIds, LANES, Lanes } from '../base/simd';
import { nRows } from '../table/table';

/** What a row adds to the counts. As wide as row numbers, because there are no more classes and draws than rows. */
@unmanaged
export class Term {
  class: Id;
  weight: Id;

  /** Of a row that was drawn. */
  @inline static of(row: i32): Term {
    return Term.at(terms, row);
  }

  /** The same where a loop has the address of the terms in a local. */
  @inline static at(terms: usize, row: i32): Term {
    return changetype<Term>(terms + <usize>row * offsetof<Term>());
  }
}

/**
 * The rows drawn, class after class; a node is a range of them. Otherwise in any order: counts are whole numbers, so their
 * sums are exact whatever the order, and scikit-learn's need not be kept.
 */
export let samples: Pointer<Id> = changetype<Pointer<Id>>(0);
/** The terms of all rows, to be looked up: moving them with the samples took more. */
export let terms: usize = 0;
let rightSamples: Pointer<Id> = changetype<Pointer<Id>>(0);
/** All rows, class after class. */
let rowsByClass: Pointer<Id> = changetype<Pointer<Id>>(0);
/** Of each class: where its rows end. */
let classEnds: Pointer<i32> = changetype<Pointer<i32>>(0);
/** Whether the rows are in the order of the classes, which the host writes after memory is reserved. */
let isOrdered: bool = false;

export function reserveClassSamples(): void {
  // One more: a row is written before it is known whether it was drawn.
  samples = reserve<Id>(maxSamples + 1);
  terms = reserve<Id>(2 * nRows).address;
  rightSamples = reserve<Id>(maxSamples);
  rowsByClass = reserve<Id>(nRows);
  classEnds = reserve<i32>(nClasses + 1);
  isOrdered = false;
}

/** Lists the rows drawn and writes how much each class weighs. */
export function fillClassSamples(counts: Pointer<f64>): void {
  if (!isOrdered) orderRows();
  const ofRows = terms;
  const draws = sampleCounts;
  const rows = rowsByClass;
  let to = samples;
  let weight: u32 = 0;
  let i = 0;
  for (let c = 0; c < nClasses; c++) {
    const end = classEnds[c];
    let ofClass: u32 = 0;
    for (; i < end; i++) {
      const row = rows[i];
      const count = draws[row];
      Term.at(ofRows, row).weight = <Id>count;
      // Written for every row and kept for those drawn: no branch to mispredict.
      to[0] = row;
      to = to.from(i32(count != 0));
      ofClass += count;
    }
    counts[c] = ofClass;
    weight += ofClass;
  }
  setBagSize(<i32>((to.address - samples.address) / sizeof<Id>()), weight);
  poll(2 * nRows);
}

/** Sorts the rows by class, which the trees of a fit have in common. */
function orderRows(): void {
  for (let c = 0; c <= nClasses; c++) classEnds[c] = 0;
  for (let row = 0; row < nRows; row++) classEnds[classOf[row] + 1] += 1;
  for (let c = 0; c < nClasses; c++) classEnds[c + 1] += classEnds[c];
  // Where a class begins becomes, row by row, where it ends.
  for (let row = 0; row < nRows; row++) {
    const ofRow = <i32>classOf[row];
    rowsByClass[classEnds[ofRow]++] = <Id>row;
    Term.of(row).class = <Id>ofRow;
  }
  isOrdered = true;
  poll(3 * nRows);
}

/** Brings the samples of a node to the front whose rank, by row, is at most `highestLeft`. Returns how many they are. */
export function partitionSamples(start: i32, size: i32, ranks: Pointer<Id>, highestLeft: i32): i32 {
  const rows = samples.from(start);
  let left = rows;
  let right = rightSamples;
  let i = 0;
  if (sizeof<Id>() == 2) {
    const highest = i16x8.splat(<i16>highestLeft);
    for (; i + LANES <= size; i += LANES) {
      const from = rows.from(i);
      const mask = Lanes.mask(i16x8.le_u(gather(ranks, from), highest));
      const lanes = v128.load(from.address);
      v128.store(left.address, Lanes.compress(lanes, mask));
      v128.store(right.address, Lanes.compress(lanes, mask ^ 0xff));
      const count = popcnt(mask);
      left = left.from(count);
      right = right.from(LANES - count);
    }
  }
  for (; i < size; i++) {
    const row = rows[i];
    const isLeft = i32(<i32>ranks[row] <= highestLeft);
    left[0] = row;
    right[0] = row;
    left = left.from(isLeft);
    right = right.from(1 - isLeft);
  }
  return joinParts(rows, left, right);
}

/** The ranks of eight rows. */
function gather(ranks: Pointer<Id>, rows: Pointer<Id>): v128 {
  let lanes = i16x8.splat(<i16>ranks[rows[0]]);
  lanes = v128.load16_lane(ranks.from(rows[1]).address, lanes, 1);
  lanes = v128.load16_lane(ranks.from(rows[2]).address, lanes, 2);
  lanes = v128.load16_lane(ranks.from(rows[3]).address, lanes, 3);
  lanes = v128.load16_lane(ranks.from(rows[4]).address, lanes, 4);
  lanes = v128.load16_lane(ranks.from(rows[5]).address, lanes, 5);
  lanes = v128.load16_lane(ranks.from(rows[6]).address, lanes, 6);
  return v128.load16_lane(ranks.from(rows[7]).address, lanes, 7);
}

/** Brings the marked samples of a node to the front. */
export function partitionMarked(start: i32, size: i32): void {
  const rows = samples.from(start);
  let left = rows;
  let right = rightSamples;
  for (let i = 0; i < size; i++) {
    const row = rows[i];
    const isLeft = markOf(i);
    left[0] = row;
    right[0] = row;
    left = left.from(isLeft);
    right = right.from(1 - isLeft);
  }
  joinParts(rows, left, right);
}

/** Puts the right part, which ends at `rightEnd`, behind the left one, and returns how long that is. */
function joinParts(rows: Pointer<Id>, leftEnd: Pointer<Id>, rightEnd: Pointer<Id>): i32 {
  const idBytes = sizeof<Id>();
  copyIds(rightSamples, leftEnd, <i32>((rightEnd.address - rightSamples.address) / idBytes));
  return <i32>((leftEnd.address - rows.address) / idBytes);
}
