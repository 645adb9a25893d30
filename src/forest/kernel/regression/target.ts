import { maxSamples, nSamples, rowOf } from '../table/bag';
import { sampleCounts } from '../table/bootstrap';
import { Pointer, reserve } from '../base/memory';
import { poll } from '../base/poll';
import { nRows } from '../table/table';

/** The regression target y of each row; written by the host. */
export let targets: Pointer<f64> = changetype<Pointer<f64>>(0);
/** Of each local id: {w·y, w}, which scanning adds up in one instruction. */
export let sumTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
/** Of each local id: {w·y, (w·y)·y}, for the sums of a node. */
export let squareTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
/** Both are those of the whole tree or of a compact subtree, see compact.ts. */
let treeSumTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
let treeSquareTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
let compactSumTerms: Pointer<v128> = changetype<Pointer<v128>>(0);
let compactSquareTerms: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveTarget(): usize {
  targets = reserve<f64>(nRows);
  treeSumTerms = reserve<v128>(maxSamples);
  treeSquareTerms = reserve<v128>(maxSamples);
  compactSumTerms = reserve<v128>(maxSamples);
  compactSquareTerms = reserve<v128>(maxSamples);
  return targets.address;
}

/** Makes the tables of the tree or of its compact subtrees current. */
export function useTerms(isCompact: bool): void {
  sumTerms = isCompact ? compactSumTerms : treeSumTerms;
  squareTerms = isCompact ? compactSquareTerms : treeSquareTerms;
}

/** Gives a sample of the tree a new number. */
export function renumberTerms(id: i32, newId: i32): void {
  compactSumTerms[newId] = treeSumTerms[id];
  compactSquareTerms[newId] = treeSquareTerms[id];
}

export function fillTerms(): void {
  poll(nSamples);
  useTerms(false);
  for (let id = 0; id < nSamples; id++) {
    const row = rowOf[id];
    const y = targets[row];
    const weight = <f64>sampleCounts[row];
    const weighted = weight * y;
    sumTerms[id] = f64x2(weighted, weight);
    squareTerms[id] = f64x2(weighted, weighted * y);
  }
}
