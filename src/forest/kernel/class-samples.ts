import { sampleCounts } from './bag';
import { classOf } from './class-target';
import { Pointer, reserve } from './memory';
import { markOf } from './random-threshold';
import { nRows } from './table';

/** What a sample adds to the counts: its weight, and above it its class. */
const CLASS_SHIFT: u64 = 32;

/**
 * The rows drawn; a node is a range of them. In any order: counts are whole numbers, so their sums are exact whatever
 * the order, and scikit-learn's need not be kept.
 */
export let samples: Pointer<Id> = changetype<Pointer<Id>>(0);
/** Of each sample, at the same place: its class and its weight. */
export let terms: Pointer<u64> = changetype<Pointer<u64>>(0);
let rightSamples: Pointer<Id> = changetype<Pointer<Id>>(0);
let rightTerms: Pointer<u64> = changetype<Pointer<u64>>(0);

export function reserveClassSamples(): void {
  samples = reserve<Id>(nRows + 1);
  terms = reserve<u64>(nRows + 1);
  rightSamples = reserve<Id>(nRows);
  rightTerms = reserve<u64>(nRows);
}

export abstract class Term {
  @inline static of(sampleClass: u32, weight: u32): u64 {
    return ((<u64>sampleClass) << CLASS_SHIFT) | weight;
  }

  @inline static weight(term: u64): i32 {
    return <i32>(<u32>term);
  }

  @inline static class(term: u64): i32 {
    return <i32>(term >> CLASS_SHIFT);
  }
}

/** Lists the rows drawn. Returns how many they are. */
export function fillClassSamples(): i32 {
  let length = 0;
  for (let row = 0; row < nRows; row++) {
    const count = sampleCounts[row];
    // Written for every row and kept for those drawn: no branch to mispredict.
    samples[length] = <Id>row;
    terms[length] = Term.of(classOf[row], count);
    length += i32(count != 0);
  }
  return length;
}

/** Brings the samples of a node to the front whose rank, by row, is at most `highestLeft`. Returns how many they are. */
export function partitionSamples(start: i32, size: i32, ranks: Pointer<Id>, highestLeft: i32): i32 {
  const rows = samples.from(start);
  const rowTerms = terms.from(start);
  let nLeft = 0;
  let nRight = 0;
  for (let i = 0; i < size; i++) {
    const row = rows[i];
    const term = rowTerms[i];
    const isLeft = i32(<i32>ranks[row] <= highestLeft);
    rows[nLeft] = row;
    rowTerms[nLeft] = term;
    rightSamples[nRight] = row;
    rightTerms[nRight] = term;
    nLeft += isLeft;
    nRight += 1 - isLeft;
  }
  memory.copy(rows.from(nLeft).address, rightSamples.address, nRight * sizeof<Id>());
  memory.copy(rowTerms.from(nLeft).address, rightTerms.address, nRight * sizeof<u64>());
  return nLeft;
}

/** Brings the marked samples of a node to the front. */
export function partitionMarked(start: i32, size: i32): void {
  const rows = samples.from(start);
  const rowTerms = terms.from(start);
  let nLeft = 0;
  let nRight = 0;
  for (let i = 0; i < size; i++) {
    const row = rows[i];
    const term = rowTerms[i];
    const isLeft = markOf(i);
    rows[nLeft] = row;
    rowTerms[nLeft] = term;
    rightSamples[nRight] = row;
    rightTerms[nRight] = term;
    nLeft += isLeft;
    nRight += 1 - isLeft;
  }
  memory.copy(rows.from(nLeft).address, rightSamples.address, nRight * sizeof<Id>());
  memory.copy(rowTerms.from(nLeft).address, rightTerms.address, nRight * sizeof<u64>());
}
