import { describe, expect, test } from 'vitest';
import {
  identicalPredictions,
  report,
  speedup,
  trainedWith,
  type Outcome,
  type Run,
} from '../../../src/lesson/report';
import type { ScoredModel } from '../../../src/lesson/tasks';

const machine = { browser: 'Chromium 156', cores: 8, workers: 2, isolated: true };

function done(
  nEstimators: number,
  predictions: number[],
  seconds = 1,
  worker = 1,
  engine: ScoredModel['trainedWith'][number] = 'exact',
): Outcome {
  return {
    status: 'done',
    model: {
      nEstimators,
      mse: nEstimators / 100,
      seconds,
      predictions: Float64Array.from(predictions),
      workers: [worker],
      trainedWith: [engine],
    },
  };
}

function run(
  mode: Run['mode'],
  outcomes: (Outcome | undefined)[],
  wallSeconds: number | undefined,
  engine: Run['engine'] = 'exact',
): Run {
  return {
    mode,
    engine,
    schedule: 'in-order',
    workers: 2,
    sizes: outcomes.map((_, j) => 8 + 4 * j),
    outcomes,
    wallSeconds,
  };
}

const sequential = run('sequential', [done(8, [1, 2]), done(12, [3, 4], 2)], 3);
const parallel = run('parallel', [done(8, [1, 2], 1.1, 1), done(12, [3, 4], 2.1, 2)], 2);

describe('the comparison of two runs', () => {
  test('finds them identical when every prediction has the same bits', () => {
    expect(identicalPredictions(sequential, parallel)).toBe(true);
  });

  test('finds a difference in the last bit of one prediction', () => {
    const other = run('parallel', [done(8, [1, 2]), done(12, [3, 4 + 2 ** -50])], 2);
    expect(identicalPredictions(sequential, other)).toBe(false);
  });

  test('tells 0 from -0, and takes a view into a larger buffer as it is', () => {
    const zero = run('sequential', [done(8, [0])], 1);
    expect(identicalPredictions(zero, run('parallel', [done(8, [-0])], 1))).toBe(false);
    const view: Outcome = {
      status: 'done',
      model: {
        nEstimators: 8,
        mse: 0,
        seconds: 1,
        workers: [1],
        trainedWith: ['exact'],
        predictions: Float64Array.of(7, 0, 7).subarray(1, 2),
      },
    };
    expect(identicalPredictions(zero, run('parallel', [view], 1))).toBe(true);
  });

  test('finds a difference in the number of predictions', () => {
    expect(identicalPredictions(sequential, run('parallel', [done(8, [1, 2]), done(12, [3])], 2))).toBe(
      false,
    );
  });

  test('says nothing of runs that are unfinished, failed or of other forests', () => {
    expect(identicalPredictions(sequential, undefined)).toBeUndefined();
    expect(speedup(sequential, run('parallel', [done(8, [1, 2]), undefined], undefined))).toBeUndefined();
    expect(
      speedup(sequential, run('parallel', [done(8, [1, 2]), { status: 'failed', error: 'x' }], 2)),
    ).toBeUndefined();
    expect(speedup(sequential, run('parallel', [done(8, [1, 2])], 1))).toBeUndefined();
  });

  test('says nothing of runs with different engines', () => {
    const turbo = run('parallel', [done(8, [1, 2]), done(12, [3, 4])], 1, 'turbo');
    expect(speedup(sequential, turbo)).toBeUndefined();
    expect(identicalPredictions(sequential, turbo)).toBeUndefined();
  });

  test('divides the wall clocks', () => {
    expect(speedup(sequential, parallel)).toBe(1.5);
  });
});

describe('the report', () => {
  test('holds both runs with full precision', () => {
    expect(report(machine, sequential, parallel)).toEqual({
      ...machine,
      engine: 'exact',
      trainedWith: ['exact'],
      schedule: 'in-order',
      models: [
        { nEstimators: 8, mse: 0.08, sequentialSeconds: 1, parallelSeconds: 1.1, worker: 1, workers: [1] },
        { nEstimators: 12, mse: 0.12, sequentialSeconds: 2, parallelSeconds: 2.1, worker: 2, workers: [2] },
      ],
      sequentialWallSeconds: 3,
      parallelWallSeconds: 2,
      speedup: 1.5,
      identical: true,
    });
  });

  test('tells the engine asked for from those that trained', () => {
    const mixed = run(
      'parallel',
      [done(8, [1], 1, 1, 'turbo'), done(12, [2], 1, 2, 'reference'), done(16, [3], 1, 1, 'turbo')],
      1,
      'turbo',
    );
    expect(trainedWith(mixed, undefined)).toEqual(['turbo', 'reference']);
    expect(report(machine, undefined, mixed)).toMatchObject({
      engine: 'turbo',
      trainedWith: ['turbo', 'reference'],
    });
  });

  test('has null for what was not measured', () => {
    const { models, parallelWallSeconds, speedup: ratio, identical } = report(machine, sequential, undefined);
    expect(models[0]).toMatchObject({
      mse: 0.08,
      sequentialSeconds: 1,
      parallelSeconds: null,
      worker: null,
      workers: null,
    });
    expect([parallelWallSeconds, ratio, identical]).toEqual([null, null, null]);
  });
});
