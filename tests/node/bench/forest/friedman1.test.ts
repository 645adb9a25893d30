import { describe, expect, test } from 'vitest';
import { friedman1 } from '../../../bench/forest/friedman1';

describe('the table that stands in for make_friedman1', () => {
  test('is the same every time', () => {
    expect(friedman1(50, 6)).toEqual(friedman1(50, 6));
  });

  test('has features in [0, 1) and noise of variance 1 on the signal', () => {
    const { X, y } = friedman1(20_000, 7);
    expect(X.length).toBe(7);
    for (const column of X) expect(column.every((x) => x >= 0 && x < 1)).toBe(true);
    const noise = y.map((value, row) => {
      const [a, b, c, d, e] = X.map((column) => column[row]!);
      return value - (10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 10 * d! + 5 * e!);
    });
    const mean = noise.reduce((sum, n) => sum + n) / noise.length;
    const variance = noise.reduce((sum, n) => sum + (n - mean) ** 2, 0) / noise.length;
    // Five standard errors of 20,000 normal draws.
    expect(Math.abs(mean)).toBeLessThan(0.036);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
