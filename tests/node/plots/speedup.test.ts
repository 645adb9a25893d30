import { expect, test } from 'vitest';
import { simulatedWorkers } from '../../../src/lesson/more-cores';
import { layoutSpeedup } from '../../../src/plots/speedup';

const layout = (speedups: number[], width = 400, height = 220) =>
  layoutSpeedup(simulatedWorkers, speedups, width, height);

test('twice the workers are one step, wherever they are', () => {
  const { x, frame } = layout([1, 5]);
  expect(x(4) - x(2)).toBeCloseTo(x(512) - x(256));
  expect(x(1)).toBeCloseTo(frame.left);
  expect(x(1000)).toBeCloseTo(frame.right);
});

test('the ideal begins at one worker and ends within the frame', () => {
  const { x, y, idealEnd, frame } = layout([1, 5]);
  expect(y(1)).toBeCloseTo(frame.bottom);
  expect(y(idealEnd)).toBeGreaterThanOrEqual(frame.top - 1e-9);
  expect(x(idealEnd)).toBeLessThanOrEqual(frame.right);
  expect(layout([1000]).idealEnd).toBe(1000);
});

test('a measured run that was slower than one simulated worker is still in the frame', () => {
  const { y, frame } = layout([1, 0.5]);
  expect(y(0.5)).toBeLessThanOrEqual(frame.bottom + 1e-9);
});

test('labels have room: fewer on a phone, and 1000 always has one', () => {
  const wide = layout([1, 900], 700);
  const narrow = layout([1, 900], 320, 120);
  expect(wide.xTicks).toEqual([...simulatedWorkers]);
  expect(narrow.xTicks.length).toBeLessThan(wide.xTicks.length);
  expect(narrow.xTicks.at(-1)).toBe(1000);
  for (const { yTicks, y } of [wide, narrow])
    yTicks.slice(1).forEach((tick, i) => {
      expect(y(yTicks[i]!) - y(tick)).toBeGreaterThan(16);
    });
});
