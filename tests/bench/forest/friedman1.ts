/** A table of the first regression problem of Friedman 1991: columns of X, and y. */
interface Friedman1 {
  readonly X: readonly Float64Array<ArrayBuffer>[];
  readonly y: Float64Array<ArrayBuffer>;
}

/**
 * y = 10 sin(π x₁ x₂) + 20 (x₃ - ½)² + 10 x₄ + 5 x₅ + N(0, 1) with x uniform in [0, 1), as scikit-learn's
 * `make_friedman1(noise=1)` but with other random numbers. Columns beyond the fifth do not matter to y; with fewer, the
 * missing ones are 0.
 */
export function friedman1(rows: number, features: number): Friedman1 {
  const random = mulberry32(1991);
  const X = Array.from({ length: features }, () => Float64Array.from({ length: rows }, random));
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const x = (feature: number) => X[feature]?.[row] ?? 0;
    const signal = 10 * Math.sin(Math.PI * x(0) * x(1)) + 20 * (x(2) - 0.5) ** 2 + 10 * x(3) + 5 * x(4);
    return signal + normal(random);
  });
  return { X, y };
}

/** Box and Muller 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Tommy Ettinger's generator of 32 random bits, as numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
