/**
 * Even random indices by mulberry32 (Tommy Ettinger's 32-bit generator), enough to draw a victim.
 *
 * @param seed a whole number from 0 to 2³² − 1; the same seed gives the same indices.
 * @returns a function that draws from 0 to `below - 1`.
 */
export function randomIndex(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
