import { describe, expect, test } from 'vitest';
import { reportLines } from '../../../bench/forest/print';
import {
  emptyReport,
  fitFigures,
  jobFigures,
  predictFigures,
  type BenchReport,
} from '../../../bench/forest/report';

const machine: BenchReport['machine'] = {
  browser: 'Chromium 156',
  cores: 2,
  cpu: 'A processor',
  platform: 'Linux x64',
  versions: { node: '20.20.0', python: null, scikitLearn: null, numpy: null },
  engines: { exact: 'exact', turbo: 'turbo' },
  quick: true,
  rounds: 3,
};

describe('the report of the forest benchmark', () => {
  test('has a place for every part, null until it is measured', () => {
    expect(emptyReport(machine)).toEqual({
      california: null,
      growth: null,
      classes: null,
      features: null,
      predict: null,
      mse: null,
      memory: null,
      job: null,
      peers: null,
      machine,
    });
  });

  test('says how many times faster than scikit-learn each engine trains', () => {
    expect(fitFigures({ sklearn: 100, exact: 20, turbo: 4 })).toEqual({
      sklearnMs: 100,
      exactMs: 20,
      turboMs: 4,
      exactRatio: 5,
      turboRatio: 25,
    });
  });

  test('keeps the figures of the engines without scikit-learn, and no ratio', () => {
    expect(fitFigures({ sklearn: null, exact: 20, turbo: 4 })).toEqual({
      sklearnMs: null,
      exactMs: 20,
      turboMs: 4,
      exactRatio: null,
      turboRatio: null,
    });
  });

  test('compares scikit-learn’s prediction with that of the slower engine', () => {
    expect(predictFigures({ sklearn: 345, exact: 34.5, turbo: 30 })).toEqual({
      sklearnNs: 345,
      exactNs: 34.5,
      turboNs: 30,
      ratio: 10,
    });
  });

  test('takes the best schedule of the job, at one worker’s time over twice that of two', () => {
    const together = new Map([
      ['in-order', 12],
      ['longest-first', 10],
      ['4-tree-tasks', 11],
    ] as const);
    expect(jobFigures(19, together)).toEqual({
      oneWorkerSeconds: 19,
      twoWorkersSeconds: 10,
      efficiency: 0.95,
      schedule: 'longest-first',
    });
  });

  test('has no job figures when no schedule was run', () => {
    expect(jobFigures(19, new Map())).toBeNull();
  });
});

describe('the printed report', () => {
  test('of nothing names the machine and what is missing', () => {
    const lines = reportLines(emptyReport({ ...machine, engines: { exact: 'reference', turbo: null } }));
    expect(lines).toEqual([
      'Chromium 156, no scikit-learn, Node 20.20.0, 2 cores (A processor, Linux x64), medians of 3 rounds; ' +
        'exact is the reference; turbo is missing',
    ]);
  });

  test('has a line for everything that was measured', () => {
    const fit = fitFigures({ sklearn: 100, exact: 20, turbo: 4 });
    const job = {
      oneWorkerSeconds: 4,
      twoWorkersSeconds: 2.05,
      efficiency: 4 / 4.1,
      schedule: 'in-order',
    } as const;
    const lines = reportLines({
      california: fit,
      growth: [{ rows: 80_000, ...fit }],
      classes: { dataset: 'digits', classes: 10, ...fit },
      features: [{ features: 60, ...fit }],
      predict: predictFigures({ sklearn: 345, exact: 34.5, turbo: 30 }),
      mse: { seeds: [201], sklearn: [0.26], exact: [0.26], turbo: [null] },
      memory: {
        california: { exactBytes: 4 * 2 ** 20, turboBytes: null },
        millionRows: { bytes: null, seconds: null, refusal: 'Error: too large' },
      },
      job: { exact: null, turbo: job },
      peers: {
        ranger: { version: '0.14', msPerTree: 97, ratio: 1.03, note: 'a note' },
        mlRandomForest: null,
      },
      machine,
    });
    expect(lines).toEqual([
      'ms a tree                scikit-learn  exact  turbo  exact faster  turbo faster',
      'California, 16,512 × 8            100   20.0   4.00        5.00 ×        25.0 ×',
      'Friedman 1, 80,000 × 10           100   20.0   4.00        5.00 ×        25.0 ×',
      'Digits, 10 classes                100   20.0   4.00        5.00 ×        25.0 ×',
      '10,000 × 60                       100   20.0   4.00        5.00 ×        25.0 ×',
      'Prediction: scikit-learn 345, exact 34.5, turbo 30.0 ns a row and tree, 10.0 × faster',
      'Test MSE, seed 201: scikit-learn 0.260000, exact 0.260000, turbo –',
      'WebAssembly memory: California exact 4.0 MiB, turbo –; a turbo tree on 1,000,000 × 10 Error: too large',
      'Job, turbo: one worker 4.00 s, two workers 2.05 s (in-order), efficiency 97.6 %',
      "ranger 0.14: 97.0 ms a tree, 1.03 × scikit-learn's speed, a note",
      lines.at(-1),
    ]);
  });
});
