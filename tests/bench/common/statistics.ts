/** The middle value, of an even number of values the mean of the two in the middle. Null when there are none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

/** `numerator / denominator`; null when one of them was not measured. */
export function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null ? null : numerator / denominator;
}

/** The smallest of the values that were measured; null when none was. */
export function smallest(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : Math.min(...measured);
}

/** A time measured at some size. */
export interface TimedSize {
  readonly size: number;
  readonly time: number;
}

/** The time at another size, if it grows as a power of the size, as it did from `a` to `b`. */
export function extrapolate(a: TimedSize, b: TimedSize, size: number): number {
  const exponent = Math.log(b.time / a.time) / Math.log(b.size / a.size);
  return b.time * (size / b.size) ** exponent;
}
