import { remainder } from './modulo';

let state: u32 = 1;

export function seedRandom(seed: u32): void {
  state = seed ? seed : 1;
}

/** scikit-learn's `our_rand_r`: Marsaglia's xorshift of 32 bits, of which 31 are used. */
function next(): u32 {
  let word = state;
  word ^= word << 13;
  word ^= word >> 17;
  word ^= word << 5;
  state = word;
  return word & 0x7fffffff;
}

/** An integer in [0, limit), slightly uneven, as scikit-learn draws it. */
export function randomBelow(limit: i32): i32 {
  return <i32>remainder(next(), limit);
}

/** A double in [low, high]. */
export function randomBetween(low: f64, high: f64): f64 {
  return ((high - low) * <f64>next()) / 2147483647 + low;
}
