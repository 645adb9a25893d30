import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutMse } from '../../../src/plots/mse';

describe('the error plot', () => {
  test('puts every point and every tick inside its frame, at any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }),
        fc.array(fc.double({ min: 0, max: 10, noNaN: true })),
        fc.integer({ min: 120, max: 2000 }),
        fc.integer({ min: 80, max: 1000 }),
        (sizes, scores, width, height) => {
          const { frame, x, y, xTicks, yTicks } = layoutMse(sizes, scores, width, height);
          const within = (value: number, low: number, high: number) =>
            value >= low - 1e-6 && value <= high + 1e-6;
          expect([...sizes, ...xTicks].every((size) => within(x(size), frame.left, frame.right))).toBe(true);
          expect([...scores, ...yTicks].every((mse) => within(y(mse), frame.top, frame.bottom))).toBe(true);
        },
      ),
    );
  });

  test('draws a smaller error lower and a larger forest further right', () => {
    const { x, y } = layoutMse([8, 84], [0.26, 0.3], 400, 150);
    expect(y(0.26)).toBeGreaterThan(y(0.3));
    expect(x(84)).toBeGreaterThan(x(8));
  });

  test('labels its ticks apart, however close the scores are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 0.4, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (low, span) => {
          const { yTicks, yTickText } = layoutMse([8], [low, low + span], 400, 150);
          expect(new Set(yTicks.map(yTickText)).size).toBe(yTicks.length);
        },
      ),
    );
  });

  test('has ticks before anything was trained', () => {
    const { xTicks, yTicks } = layoutMse([], [], 400, 150);
    expect(xTicks.length).toBeGreaterThan(1);
    expect(yTicks.length).toBeGreaterThan(1);
  });
});
