import { nSamples, rowOf, sampleCounts } from './bag';
import { Pointer, reserve } from './memory';
import { nRows } from './table';

/** The regression target y of each row; written by the host. */
export let targets: Pointer<f64> = changetype<Pointer<f64>>(0);
/** Of each local id: {w·y, w}, which scanning adds up in one instruction. */
export let sumTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
/** Of each local id: {w·y, (w·y)·y}, for the sums of a node. */
export let squareTerms: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveTarget(): usize {
  targets = reserve<f64>(nRows);
  sumTerms = reserve<v128>(nRows);
  squareTerms = reserve<v128>(nRows);
  return targets.address;
}

export function fillTerms(): void {
  for (let id = 0; id < nSamples; id++) {
    const row = rowOf[id];
    const y = targets[row];
    const weight = <f64>sampleCounts[row];
    const weighted = weight * y;
    sumTerms[id] = f64x2(weighted, weight);
    squareTerms[id] = f64x2(weighted, weighted * y);
  }
}
