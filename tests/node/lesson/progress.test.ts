import { describe, expect, test } from 'vitest';
import { runProgress, secondsPerTree } from '../../../src/lesson/progress';

describe('the progress of a run', () => {
  test('knows no remaining time before the first forest is done', () => {
    const progress = runProgress([{ nEstimators: 8, running: 1 }, { nEstimators: 12 }], 1);
    expect(progress).toEqual({ done: 0, total: 2, fraction: 0 });
  });

  test('measures the pace in seconds per tree', () => {
    expect(
      secondsPerTree([{ nEstimators: 8, took: 4 }, { nEstimators: 12, took: 6 }, { nEstimators: 16 }]),
    ).toBe(0.5);
  });

  test('extrapolates from the trees that are left', () => {
    const progress = runProgress(
      [{ nEstimators: 10, took: 5 }, { nEstimators: 10, running: 2.5 }, { nEstimators: 10 }],
      1,
    );
    expect(progress.done).toBe(1);
    expect(progress.fraction).toBeCloseTo(0.5, 10);
    expect(progress.remaining).toBeCloseTo(7.5, 10);
  });

  test('shares the rest among the workers, but never below the largest forest', () => {
    const forests = [{ nEstimators: 8, took: 4 }, { nEstimators: 40 }, { nEstimators: 8 }];
    expect(runProgress(forests, 1).remaining).toBeCloseTo(24, 10);
    expect(runProgress(forests, 8).remaining).toBeCloseTo(20, 10);
  });

  test('counts the trained trees of forests that are cut into tasks, which workers share to the end', () => {
    const forests = [
      { nEstimators: 8, took: 4 },
      { nEstimators: 40, trained: 30 },
      { nEstimators: 8, trained: 0 },
    ];
    const progress = runProgress(forests, 3, undefined, 4);
    expect(progress.fraction).toBeCloseTo(38 / 56, 10);
    expect(progress.remaining).toBeCloseTo((18 / 3) * 0.5, 10);
    expect(runProgress(forests, 18, undefined, 4).remaining).toBeCloseTo(4 * 0.5, 10);
  });

  test("takes an earlier run's pace until it has its own", () => {
    expect(runProgress([{ nEstimators: 10 }], 1, 0.2).remaining).toBeCloseTo(2, 10);
    expect(runProgress([{ nEstimators: 10, took: 10 }, { nEstimators: 10 }], 1, 0.2).remaining).toBeCloseTo(
      10,
      10,
    );
  });

  test('never counts a slow running forest as done', () => {
    const { fraction, remaining } = runProgress([{ nEstimators: 10, running: 100 }], 1, 0.1);
    expect(fraction).toBeLessThan(1);
    expect(remaining).toBeGreaterThan(0);
  });

  test('expects nothing of forests that failed or were cancelled', () => {
    const progress = runProgress(
      [
        { nEstimators: 8, took: 1 },
        { nEstimators: 80, ended: true },
      ],
      2,
    );
    expect(progress).toEqual({ done: 2, total: 2, fraction: 1, remaining: 0 });
  });
});
