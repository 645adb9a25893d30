import { Pointer, reserve } from '../base/memory';

/**
 * scikit-learn on Windows squared some means wrongly by one unit in the last place; see src/forest/reference/square.ts.
 * The host writes those means, ascending, and their squares; by default there are none.
 */
let count: i32 = 0;
let means: Pointer<f64> = changetype<Pointer<f64>>(0);
let squares: Pointer<f64> = changetype<Pointer<f64>>(0);

/** Reserves `exceptions` means and, right behind them, as many squares. */
export function reserveSquares(exceptions: i32): usize {
  count = exceptions;
  means = reserve<f64>(2 * exceptions);
  squares = means.from(exceptions);
  return means.address;
}

/** The square of a mean, as scikit-learn takes it. */
export function squareOf(mean: f64): f64 {
  if (count == 0) return mean * mean;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (means[middle] < mean) low = middle + 1;
    else high = middle;
  }
  return low < count && means[low] == mean ? squares[low] : mean * mean;
}
