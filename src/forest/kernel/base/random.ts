import { Modulo } from './modulo';

/** Of scikit-learn's `our_rand_r`: Marsaglia's xorshift of 32 bits. */
export let randomState: u32 = 1;

export function seedRandom(seed: u32): void {
  randomState = seed ? seed : 1;
}

/** Where a loop draws many numbers, it keeps the state in a local and puts it back here. */
export function setRandomState(state: u32): void {
  randomState = state;
}

export abstract class Xorshift {
  @inline static next(state: u32): u32 {
    state ^= state << 13;
    state ^= state >> 17;
    return state ^ (state << 5);
  }

  /** The integer in [0, limit) that a state stands for: slightly uneven, as scikit-learn draws it, of 31 bits. */
  @inline static below(state: u32, limit: i32): i32 {
    return <i32>Modulo.of(state & 0x7fffffff, limit);
  }
}

export function randomBelow(limit: i32): i32 {
  randomState = Xorshift.next(randomState);
  return Xorshift.below(randomState, limit);
}

/** A double in [low, high]. */
export function randomBetween(low: f64, high: f64): f64 {
  randomState = Xorshift.next(randomState);
  return ((high - low) * <f64>(randomState & 0x7fffffff)) / 2147483647 + low;
}
