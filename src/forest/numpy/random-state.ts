const STATE_WORDS = 624;
const MIDDLE_WORD = 397;

/**
 * numpy's legacy `RandomState(seed)`: MT19937 (Matsumoto and Nishimura 1998), seeded with `init_genrand` as
 * numpy does for an integer, 0 to 2^32 - 1, and its bounded integers by masking and rejection.
 */
export class RandomState {
  private readonly words = new Uint32Array(STATE_WORDS);
  private next = STATE_WORDS;

  constructor(seed: number) {
    let word = seed >>> 0;
    for (let i = 0; i < STATE_WORDS; i++) {
      this.words[i] = word;
      word = Math.imul(1812433253, word ^ (word >>> 30)) + i + 1;
    }
  }

  /** The next 32 random bits, as an unsigned integer. */
  uint32(): number {
    if (this.next === STATE_WORDS) this.twist();
    let y = this.words[this.next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** `randint(low, high)`: uniform in [low, high); at most 2^32 values. A single possible value costs no draw. */
  randint(low: number, high: number): number {
    const max = high - 1 - low;
    if (max === 0) return low;
    const mask = 0xffffffff >>> Math.clz32(max);
    let draw: number;
    do draw = (this.uint32() & mask) >>> 0;
    while (draw > max);
    return low + draw;
  }

  /** `permutation(n)`: 0 to n - 1 in random order. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.randint(0, i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  private twist(): void {
    const { words } = this;
    for (let i = 0; i < STATE_WORDS; i++) {
      const y = (words[i]! & 0x80000000) | (words[(i + 1) % STATE_WORDS]! & 0x7fffffff);
      words[i] = words[(i + MIDDLE_WORD) % STATE_WORDS]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }
}

/** A seed that was given, or for null (Python's None) another one every time. */
export function seedOrRandom(randomState: number | null): number {
  return randomState ?? Math.floor(Math.random() * 2 ** 32);
}
