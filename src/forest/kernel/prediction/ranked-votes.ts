import { Pointer, reserve } from '../base/memory';
import { leaves, nRows, order } from './ranked-rows';

/** Row by row, as the host gave them: the votes added up. */
let sums: Pointer<f64> = changetype<Pointer<f64>>(0);

/** Reserves sums; the host writes what they are so far, and reads them again. */
export function reserveRankedSums(count: i32): usize {
  sums = reserve<f64>(count);
  return sums.address;
}

/** Reserves the votes of a tree's leaves, leaf by leaf, which the host writes. */
export function reserveVotes(count: i32): usize {
  return reserve<f64>(count).address;
}

/** Adds the vote of each row's leaf, `size` numbers, to the row's sums. */
export function addRankedVotes(votesAddress: usize, size: i32): void {
  const votes = changetype<Pointer<f64>>(votesAddress);
  const total = sums;
  const row = order;
  const leaf = leaves;
  if (size == 1) {
    for (let i = 0; i < nRows; i++) total[row[i]] += votes[leaf[i]];
    return;
  }
  for (let i = 0; i < nRows; i++) {
    const vote = votes.from(leaf[i] * size);
    const to = total.from(row[i] * size);
    for (let c = 0; c < size; c++) to[c] += vote[c];
  }
}
