/** A double holds whole numbers up to 2^53 exactly. */
const MAX_WHOLE = 2 ** 53;
const MAX_SHIFT = 20;

/**
 * Whether all sums of w·y and w·y² are exact, hence the same in any order: if every y is a multiple of 2^-k and the sums
 * stay below 2^53 in units of 2^-k and 2^-2k.
 * @param totalWeight at most how much the samples of a tree weigh
 */
export function hasExactSums(targets: Float64Array, totalWeight: number): boolean {
  let largest = 1;
  let scale = 1;
  for (const y of targets) {
    while (!Number.isInteger(y * scale)) {
      scale *= 2;
      if (scale > 2 ** MAX_SHIFT) return false;
    }
    largest = Math.max(largest, Math.abs(y));
  }
  return largest * largest * scale * scale * totalWeight < MAX_WHOLE;
}
