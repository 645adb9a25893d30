import { maxSamples } from '../table/bag';
import { codeStride } from './class-codes';
import { samples, Term } from './class-samples';
import { nClasses } from './class-target';
import { Pointer, reserve } from '../base/memory';

/** A sample of the node being split, as counting by value reads it: made once a node, read once for two features. */
@unmanaged
export class Visit {
  /** Where its codes begin. */
  offset: u32;
  /** Its class's place in a row of counts, in bytes. */
  lane: u16;
  weight: u16;
}

const LANES: i32 = 8;
/** Classes of a node that counts have room for; and what a node may weigh, as a signed count of 16 bits. */
export const MAX_LANES: i32 = 128;
export const MAX_WEIGHT: f64 = 32767;

/** Of the node being split: its samples; the counts of its classes, in the order of the lanes, and how many vectors those take. */
export let visits: usize = 0;
export let laneTotals: Pointer<v128> = changetype<Pointer<v128>>(0);
export let nVectors: i32 = 0;
/** Of each class: its place in a row of counts, in bytes. */
let laneOf: Pointer<u16> = changetype<Pointer<u16>>(0);

export function reserveGiniNode(): void {
  visits = reserve<u64>(maxSamples).address;
  laneTotals = reserve<v128>(nClasses / LANES + 2);
  laneOf = reserve<u16>(nClasses);
}

/** Prepares a node for counting by value. False if its classes or weights are too many for it. */
export function startGiniNode(start: i32, size: i32, counts: Pointer<f64>, weight: f64): bool {
  if (codeStride == 0 || weight > MAX_WEIGHT) return false;
  let nLanes = 0;
  const totals = changetype<Pointer<u16>>(laneTotals.address);
  for (let c = 0; c < nClasses; c++) {
    // Written for every class and kept for those that occur: no branch to mispredict.
    laneOf[c] = <u16>(nLanes * sizeof<u16>());
    totals[nLanes] = <u16>(<i32>counts[c]);
    nLanes += i32(counts[c] != 0);
  }
  if (nLanes > MAX_LANES) return false;
  nVectors = (nLanes + LANES - 1) / LANES;
  for (; nLanes < nVectors * LANES; nLanes++) totals[nLanes] = 0;
  const rows = samples.from(start);
  for (let i = 0; i < size; i++) {
    const visit = changetype<Visit>(visits + i * offsetof<Visit>());
    const row = <i32>rows[i];
    const sample = Term.of(row);
    visit.offset = row * codeStride;
    visit.lane = laneOf[sample.class];
    visit.weight = <u16>sample.weight;
  }
  return true;
}
