/** scikit-learn's `our_rand_r`: Marsaglia's xorshift of 32 bits, of which 31 are used. */
export class Xorshift {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** An integer in [low, high), slightly uneven, as scikit-learn draws it. */
  integer(low: number, high: number): number {
    return low + (this.next() % (high - low));
  }

  /** A double in [low, high]. */
  uniform(low: number, high: number): number {
    return ((high - low) * this.next()) / 0x7fffffff + low;
  }

  private next(): number {
    let state = this.state === 0 ? 1 : this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return state & 0x7fffffff;
  }
}
