import { nClasses } from './class-target';
import { nPresent, presentTotals, Step } from './cut-node';
import { STEP_BYTES, STEPS } from './cut-steps';
import { visits } from './gini-node';
import { Pointer, reserve } from '../base/memory';

/** Features that are counted in one pass. With so many, what a pass needs is in registers: 26 instructions a sample. */
export const PASS: i32 = 4;

/** Of each class that occurs, and of each feature of the pass: its weight on the left side of every cut, see cut-steps.ts. */
export let leftCounts: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveCutCounts(): void {
  leftCounts = reserve<v128>(PASS * (nClasses + 1));
}

abstract class Stepping {
  /** What a sample adds to the counts of a feature. */
  @inline static add(counts: v128, column: u32, offset: u32, steps: u32): v128 {
    return i8x16.add(counts, v128.load(steps + <u32>load<u8>(column + offset), STEPS));
  }
}

/** Counts the classes of the node on the left side of every cut of two features, given by their columns of codes. */
export function countTwo(a: u32, b: u32): void {
  const zero = i64x2(0, 0);
  let to = leftCounts;
  let at = visits;
  for (let present = 0; present < nPresent; present++) {
    let left = <i32>presentTotals[present] * STEP_BYTES;
    let ofA = zero;
    let ofB = zero;
    do {
      const step = changetype<Step>(at);
      const ofWeight = step.steps;
      const ofRow = step.offset;
      ofA = Stepping.add(ofA, a, ofRow, ofWeight);
      ofB = Stepping.add(ofB, b, ofRow, ofWeight);
      at += offsetof<Step>();
      left -= ofWeight;
    } while (left > 0);
    to[0] = ofA;
    to[1] = ofB;
    to = to.from(PASS);
  }
  to[0] = zero;
  to[1] = zero;
}

/** Counts the classes of the node on the left side of every cut of four features, given by their columns of codes. */
export function countFour(a: u32, b: u32, c: u32, d: u32): void {
  const zero = i64x2(0, 0);
  let to = leftCounts;
  let at = visits;
  for (let present = 0; present < nPresent; present++) {
    // The samples of a class end where its weight is used up.
    let left = <i32>presentTotals[present] * STEP_BYTES;
    let ofA = zero;
    let ofB = zero;
    let ofC = zero;
    let ofD = zero;
    do {
      const step = changetype<Step>(at);
      const ofWeight = step.steps;
      const ofRow = step.offset;
      ofA = Stepping.add(ofA, a, ofRow, ofWeight);
      ofB = Stepping.add(ofB, b, ofRow, ofWeight);
      ofC = Stepping.add(ofC, c, ofRow, ofWeight);
      ofD = Stepping.add(ofD, d, ofRow, ofWeight);
      at += offsetof<Step>();
      left -= ofWeight;
    } while (left > 0);
    to[0] = ofA;
    to[1] = ofB;
    to[2] = ofC;
    to[3] = ofD;
    to = to.from(PASS);
  }
  // The partner of the last of an odd number of classes.
  for (let i = 0; i < PASS; i++) to[i] = zero;
}
