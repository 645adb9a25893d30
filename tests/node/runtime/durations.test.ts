import { describe, expect, test } from 'vitest';
import { Durations } from '../../../src/runtime/durations';

function after(...runs: number[]): Durations {
  const durations = new Durations();
  for (const ms of runs) durations.record('f', ms);
  return durations;
}

describe('what a worker is given at once', () => {
  test.each([
    { runs: [], depth: 1 },
    { runs: [100], depth: 1 },
    { runs: [4.1], depth: 1 },
    { runs: [4], depth: 2 },
    { runs: [1], depth: 8 },
    { runs: [0.01], depth: 64 },
    { runs: [0], depth: 64 },
  ])('after runs of $runs ms: $depth', ({ runs, depth }) => {
    expect(after(...runs).depthOf('f')).toBe(depth);
  });

  test('is one again after one long run, and more only after several brief ones', () => {
    expect(after(0.01, 0.01, 100).depthOf('f')).toBe(1);
    expect(after(100, 0.01).depthOf('f')).toBe(1);
    expect(after(100, ...Array.from({ length: 20 }, () => 0.01)).depthOf('f')).toBeGreaterThan(8);
  });
});

test('only runs within a millisecond are brief, whose beginnings are not told', () => {
  expect(after().isBrief('f')).toBe(false);
  expect(after(1).isBrief('f')).toBe(true);
  expect(after(1.1).isBrief('f')).toBe(false);
});
