import { Pointer } from './memory';

/** MT19937 (Matsumoto and Nishimura 1998) as numpy seeds it, four words at a time; see src/forest/numpy/random-state.ts. */
export const STATE_WORDS: i32 = 624;
const MIDDLE_WORD: i32 = 397;
const state = changetype<Pointer<u32>>(memory.data(STATE_WORDS * 4, 16));

/** Fills the state as `init_genrand` does; it is to be twisted before the first draw. */
export function seedTwister(seed: u32): void {
  let word = seed;
  for (let i = 0; i < STATE_WORDS; i++) {
    state[i] = word;
    word = 1812433253 * (word ^ (word >> 30)) + i + 1;
  }
}

/** The next 624 words of the state. */
export function twist(): void {
  const wrap = STATE_WORDS - MIDDLE_WORD;
  let i = 0;
  for (; i + 4 <= wrap; i += 4) Words.twistFour(i, i + MIDDLE_WORD);
  for (; i < wrap; i++) twistOne(i, i + 1, i + MIDDLE_WORD);
  for (; i + 4 < STATE_WORDS; i += 4) Words.twistFour(i, i - wrap);
  for (; i < STATE_WORDS - 1; i++) twistOne(i, i + 1, i - wrap);
  twistOne(STATE_WORDS - 1, 0, MIDDLE_WORD - 1);
}

function twistOne(word: i32, following: i32, middle: i32): void {
  const y = (state[word] & 0x80000000) | (state[following] & 0x7fffffff);
  state[word] = state[middle] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
}

/** The random bits that four words of the state give, from word `i` on. */
export abstract class Words {
  @inline static drawFour(i: i32): v128 {
    let y = v128.load(state.from(i).address);
    y = v128.xor(y, i32x4.shr_u(y, 11));
    y = v128.xor(y, v128.and(i32x4.shl(y, 7), i32x4.splat(0x9d2c5680)));
    y = v128.xor(y, v128.and(i32x4.shl(y, 15), i32x4.splat(0xefc60000)));
    return v128.xor(y, i32x4.shr_u(y, 18));
  }

  @inline static twistFour(i: i32, middle: i32): void {
    const words = v128.load(state.from(i).address);
    const following = v128.load(state.from(i + 1).address);
    const y = v128.bitselect(words, following, i32x4.splat(0x80000000));
    const odd = i32x4.shr_s(i32x4.shl(following, 31), 31);
    const mixed = v128.xor(i32x4.shr_u(y, 1), v128.and(odd, i32x4.splat(0x9908b0df)));
    v128.store(state.from(i).address, v128.xor(v128.load(state.from(middle).address), mixed));
  }
}
