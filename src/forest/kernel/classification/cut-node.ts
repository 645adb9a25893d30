import { codeStride, hasFewCodes } from './class-codes';
import { nClasses } from './class-target';
import { samples, Term } from './class-samples';
import { MAX_STEP, STEP_BYTES } from './cut-steps';
import { MAX_WEIGHT, visits } from './gini-node';
import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';
import { nSamples } from '../table/bag';
import { nRows } from '../table/table';

/** A sample of the node being split, as counting by cuts reads it; in `visits`, and it begins as a visit does. */
@unmanaged
export class Step {
  /** Where its codes begin. */
  offset: u32;
  /** Where the steps of its weight begin. */
  steps: u32;
}

/** Of each row drawn: its step, as one word. */
let stepsOfRows: Pointer<u64> = changetype<Pointer<u64>>(0);
/** The classes that occur in the node being split: how many they are and how much each weighs. */
export let nPresent: i32 = 0;
export let presentTotals: Pointer<u16> = changetype<Pointer<u16>>(0);

export function reserveCutNode(): void {
  stepsOfRows = reserve<u64>(hasFewCodes ? nRows : 0);
  presentTotals = reserve<u16>(nClasses + 1);
}

/** Prepares the rows drawn for a tree. */
export function startCutTree(): void {
  if (!hasFewCodes) return;
  for (let i = 0; i < nSamples; i++) {
    const row = <i32>samples[i];
    const step = changetype<Step>(stepsOfRows.from(row).address);
    step.offset = row * codeStride;
    step.steps = <u32>Term.of(row).weight * STEP_BYTES;
  }
  poll(nSamples);
}

/** A whole number from 0 to 2^32 - 1, from the end of its sum with 2^52: V8 checks a conversion in ten instructions. */
function wholeOf(number: f64): u32 {
  return <u32>reinterpret<u64>(number + 4503599627370496);
}

/** Prepares a node for counting by cuts. False if a class weighs too much for a count of 8 bits. */
export function startCutNode(start: i32, size: i32, counts: Pointer<f64>, weight: f64): bool {
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
  placeSteps(samples.from(start), size);
  // The partner of the last of an odd number.
  totals[present] = 0;
  return true;
}

/** Lists what counting reads of the rows. */
function placeSteps(rows: Pointer<Id>, size: i32): void {
  const ofRows = stepsOfRows;
  let to = changetype<Pointer<u64>>(visits);
  const end = rows.from(size).address;
  for (; rows.address < end; rows = rows.from(1)) {
    to[0] = ofRows[rows[0]];
    to = to.from(1);
  }
}
