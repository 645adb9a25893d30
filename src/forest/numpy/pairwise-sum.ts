const UNROLL = 8;
const BLOCK = 128;

/**
 * `numpy.sum` of a contiguous vector: pairwise in halves down to blocks of 128, each with eight accumulators.
 * The order of additions decides the last bits, so it is numpy's (`pairwise_sum` in loops_utils.h.src).
 */
export function pairwiseSum(values: Float64Array, start = 0, length = values.length): number {
  if (length < UNROLL) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += values[i]!;
    return sum;
  }
  if (length > BLOCK) {
    const half = Math.floor(length / 2);
    const left = half - (half % UNROLL);
    return pairwiseSum(values, start, left) + pairwiseSum(values, start + left, length - left);
  }
  const r = values.slice(start, start + UNROLL);
  const unrolled = length - (length % UNROLL);
  for (let i = UNROLL; i < unrolled; i += UNROLL) {
    for (let lane = 0; lane < UNROLL; lane++) r[lane]! += values[start + i + lane]!;
  }
  let sum = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  for (let i = unrolled; i < length; i++) sum += values[start + i]!;
  return sum;
}
