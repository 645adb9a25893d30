import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobTasks, schedules } from '../../../bench/forest/page/schedule';

describe('a schedule of the job', () => {
  test('in order submits whole forests as the lesson does', () => {
    expect(jobTasks('in-order', [8, 12])).toEqual([
      { forest: 0, nEstimators: 8, from: 0, to: 8 },
      { forest: 1, nEstimators: 12, from: 0, to: 12 },
    ]);
  });

  test('longest first submits the largest forest first', () => {
    expect(jobTasks('longest-first', [8, 16, 12]).map(({ forest }) => forest)).toEqual([1, 2, 0]);
  });

  test('of 4-tree tasks cuts forests into ranges of four trees, the last one shorter if need be', () => {
    expect(jobTasks('4-tree-tasks', [4, 6])).toEqual([
      { forest: 0, nEstimators: 4, from: 0, to: 4 },
      { forest: 1, nEstimators: 6, from: 0, to: 4 },
      { forest: 1, nEstimators: 6, from: 4, to: 6 },
    ]);
  });

  test('trains every tree of every forest exactly once', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...schedules), sizes, (schedule, nEstimators) => {
        const trained = jobTasks(schedule, nEstimators).flatMap(({ forest, from, to }) =>
          Array.from({ length: to - from }, (_, i) => `${forest}:${from + i}`),
        );
        const wanted = nEstimators.flatMap((trees, forest) =>
          Array.from({ length: trees }, (_, tree) => `${forest}:${tree}`),
        );
        expect(trained.toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });
});
