import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { meanSquaredError, RandomForestRegressor } from '../../../src/forest';
import { cut, planTasks, treesPerTask, type TreeRange } from '../../../src/lesson/plan';
import { engines, forestSizes, schedules } from '../../../src/lesson/settings';
import { averageOfTrees, predictionsByTree } from '../../../src/lesson/tree-predictions';
import { loadKernel } from '../forest/kernel';

beforeAll(() => {
  loadKernel();
});

/** A table with ties in every feature and a target whose sums are rounded, so that the order of sums decides last bits. */
const nRows = 60;
const X = [7, 11, 5].map((step) => Float64Array.from({ length: nRows }, (_, row) => ((row * step) % 13) / 3));
const y = Float64Array.from({ length: nRows }, (_, row) => Math.sqrt(row) + ((row * 17) % 7) / 3);
const newRows = X.map((column) => column.map((value) => value + 0.1));

describe('the tasks of a run', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  test.each(schedules)('%s: are every tree of every forest, once', (schedule) => {
    fc.assert(
      fc.property(sizes, (sizes) => {
        const trained = sizes.map((nEstimators) => new Array<number>(nEstimators).fill(0));
        for (const { forest, from, to } of planTasks(schedule, sizes))
          for (let tree = from; tree < to; tree++) trained[forest]![tree]!++;
        expect(trained.flat().every((times) => times === 1)).toBe(true);
      }),
    );
  });

  test('in order are the forests as they are', () => {
    expect(planTasks('in-order', [8, 12]).map(({ to }) => to)).toEqual([8, 12]);
  });

  test('longest first never have a longer one after a shorter one', () => {
    const lengths = planTasks('longest-first', forestSizes(20)).map(({ to }) => to);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  });

  test('of a few trees are 230 for the lesson, none longer than that', () => {
    const tasks = planTasks('chunks', forestSizes(20));
    expect(tasks).toHaveLength(230);
    expect(tasks.every(({ from, to }) => to - from === treesPerTask)).toBe(true);
  });
});

/** What a worker does with a task. */
function train(engine: (typeof engines)[number], nEstimators: number, range: TreeRange): Float64Array {
  const part = new RandomForestRegressor({ nEstimators, randomState: 201, engine }).fit(X, y, range);
  return predictionsByTree(part, newRows);
}

const bitsOf = (values: Float64Array) => new BigUint64Array(values.buffer, values.byteOffset, values.length);

describe('the results of a run', () => {
  const runs = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    treesPerTask: fc.integer({ min: 1, max: 12 }),
    engine: fc.constantFrom(...engines),
    /** Ranks the tasks: in this order workers, however many, take them up. */
    ranks: fc.array(fc.double({ noNaN: true }), { minLength: 48, maxLength: 48 }),
  });

  test('do not depend on workers, tasks, their size or their order, to the last bit', () => {
    fc.assert(
      fc.property(runs, ({ sizes, treesPerTask, engine, ranks }) => {
        const tasks = sizes.flatMap((nEstimators, forest) =>
          cut(nEstimators, treesPerTask).map((range, part) => ({ forest, nEstimators, range, part })),
        );
        const parts = sizes.map((): Float64Array[] => []);
        const order = tasks.map((_, task) => task).sort((a, b) => ranks[a]! - ranks[b]!);
        for (const task of order) {
          const { forest, nEstimators, range, part } = tasks[task]!;
          parts[forest]![part] = train(engine, nEstimators, range);
        }
        sizes.forEach((nEstimators, forest) => {
          const whole = new RandomForestRegressor({ nEstimators, randomState: 201, engine }).fit(X, y);
          const atOnce = whole.predict(newRows);
          const merged = averageOfTrees(parts[forest]!, nRows);
          expect(bitsOf(merged)).toEqual(bitsOf(atOnce));
          expect(meanSquaredError(y, merged)).toBe(meanSquaredError(y, atOnce));
        });
      }),
      { numRuns: 60 },
    );
  });

  test('would depend on the size of tasks if sums were added to sums', () => {
    const nEstimators = 12;
    const whole = new RandomForestRegressor({ nEstimators, randomState: 201 }).fit(X, y).predict(newRows);
    const means = cut(nEstimators, 4).map((range) =>
      new RandomForestRegressor({ nEstimators, randomState: 201 }).fit(X, y, range).predict(newRows),
    );
    const ofMeans = whole.map((_, row) => means.reduce((sum, mean) => sum + mean[row]! / means.length, 0));
    expect(bitsOf(ofMeans)).not.toEqual(bitsOf(whole));
  });
});
