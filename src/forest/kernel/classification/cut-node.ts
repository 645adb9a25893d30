import { codeStride, hasFewCodes } from './class-codes';
import { nClasses } from './class-target';
import { samples, Term, terms } from './class-samples';
import { MAX_STEP, STEP_BYTES } from './cut-steps';
import { MAX_WEIGHT, visits } from './gini-node';
import { Pointer, reserve } from '../base/memory';

/** A sample of the node being split, as counting by cuts reads it; in `visits`, and it begins as a visit does. */
@unmanaged
export class Step {
  /** Where its codes begin. */
  offset: u32;
  /** Where the steps of its weight begin. */
  steps: u32;
}

/** The classes that occur in the node being split, how many they are and, of each, its weight and the end of its samples. */
export let nPresent: i32 = 0;
export let presentTotals: Pointer<u16> = changetype<Pointer<u16>>(0);
export let presentEnds: Pointer<usize> = changetype<Pointer<usize>>(0);

export function reserveCutNode(): void {
  presentTotals = reserve<u16>(nClasses + 1);
  presentEnds = reserve<usize>(nClasses);
}

/** A whole number from 0 to 2^32 - 1, from the end of its sum with 2^52: V8 checks a conversion in ten instructions. */
function wholeOf(number: f64): u32 {
  return <u32>reinterpret<u64>(number + 4503599627370496);
}

/** Prepares a node for counting by cuts. False if a class weighs too much for a count of 8 bits. */
export function startCutNode(start: i32, counts: Pointer<f64>, weight: f64): bool {
  if (!hasFewCodes || weight > MAX_WEIGHT) return false;
  const totals = presentTotals;
  const end = nClasses;
  let present = 0;
  let bits: u32 = 0;
  for (let c = 0; c < end; c++) {
    const total = wholeOf(counts[c]);
    bits |= total;
    // Written for every class and kept for those that occur: no branch to mispredict.
    totals[present] = <u16>total;
    present += i32(total != 0);
  }
  if (bits > MAX_STEP) return false;
  nPresent = present;
  placeSteps(samples.from(start));
  // The partner of the last of an odd number.
  totals[present] = 0;
  return true;
}

/** Lists what counting reads of the rows, which are in the order of their classes: one ends where its weight is used up. */
function placeSteps(rows: Pointer<Id>): void {
  const rowBytes = codeStride;
  const ofRows = terms;
  let step = visits;
  for (let c = 0; c < nPresent; c++) {
    let left = presentTotals[c] * STEP_BYTES;
    do {
      const row = <i32>rows[0];
      const ofWeight = <i32>Term.at(ofRows, row).weight * STEP_BYTES;
      changetype<Step>(step).offset = row * rowBytes;
      changetype<Step>(step).steps = ofWeight;
      left -= ofWeight;
      rows = rows.from(1);
      step += offsetof<Step>();
    } while (left > 0);
    presentEnds[c] = step;
  }
}
