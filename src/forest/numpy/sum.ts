/** Elements that numpy's reductions take at a time (its default buffer size). */
const BUFFER = 8192;
const BLOCK = 128;
const LANES = 8;

/**
 * `numpy.sum` of a vector. The order of additions decides the last bits, so it is numpy's: buffers of 8192 one after
 * another, each pairwise in halves (`pairwise_sum` in loops_utils.h.src). Seen in numpy 1.24.
 */
export function sum(values: Float64Array): number {
  let total = 0;
  for (let start = 0; start < values.length; start += BUFFER) {
    total += pairwiseSum(values.subarray(start, start + BUFFER));
  }
  return total;
}

/** In halves down to blocks of 128, each with eight running sums. */
function pairwiseSum(values: Float64Array): number {
  const { length } = values;
  if (length > BLOCK) {
    const half = Math.floor(length / 2);
    const cut = half - (half % LANES);
    return pairwiseSum(values.subarray(0, cut)) + pairwiseSum(values.subarray(cut));
  }
  const inLanes = length < LANES ? 0 : length - (length % LANES);
  let total = 0;
  if (inLanes > 0) {
    const r = values.slice(0, LANES);
    for (let i = LANES; i < inLanes; i++) r[i % LANES]! += values[i]!;
    total = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  }
  for (let i = inLanes; i < length; i++) total += values[i]!;
  return total;
}
