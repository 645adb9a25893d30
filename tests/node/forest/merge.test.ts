import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ExtraTreesRegressor,
  type ForestParameters,
  InvalidDataError,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import { type AnyEstimator, type AnyForest, recipes, resultsOf } from './forests';
import { smallTables } from './tables';

/** Where a forest is cut, and the order in which its parts arrive, as numbers that rank them. */
const partitions = fc.record({
  cuts: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
  ranks: fc.array(fc.double({ noNaN: true }), { minLength: 8, maxLength: 8 }),
});

describe('a forest merged from its parts', () => {
  test('is the forest fitted at once, to the last bit, however it is cut and in any order', () => {
    fc.assert(
      fc.property(smallTables, recipes, partitions, (table, { Estimator, parameters }, { cuts, ranks }) => {
        const { X, y } = table;
        const inside = cuts.filter((cut) => cut < parameters.nEstimators).sort((a, b) => a - b);
        const starts = [0, ...inside];
        const parts = starts
          .map((from, i) =>
            new Estimator(parameters).fit(X, y, { from, to: starts[i + 1] ?? parameters.nEstimators }),
          )
          .map((part, i) => ({ part, rank: ranks[i]! }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ part }) => part);
        const whole = new Estimator(parameters).fit(X, y);
        const merged = Estimator.merge(parts, parameters.oobScore ? table : undefined);
        expect(resultsOf(merged, X)).toEqual(resultsOf(whole, X));
      }),
    );
  });

  test('may have parts that were sent in buffers', () => {
    const forest = new RandomForestRegressor({ nEstimators: 4, randomState: 1 });
    const buffers = [{ from: 3 }, { to: 3 }].map((range) => forest.fit(X, y, range).toBuffer());
    const merged = RandomForestRegressor.merge(
      buffers.map((buffer) => RandomForestRegressor.fromBuffer(buffer)),
    );
    expect(resultsOf(merged, X)).toEqual(resultsOf(forest.fit(X, y), X));
  });

  test('votes out of the bag only with samples of maxSamples', () => {
    const parameters = { nEstimators: 6, randomState: 1, oobScore: true, maxSamples: 0.5 };
    const parts = [0, 2, 4].map((from) =>
      new RandomForestClassifier(parameters).fit(X, y, { from, to: from + 2 }),
    );
    const merged = RandomForestClassifier.merge(parts, { X, y });
    expect(resultsOf(merged, X)).toEqual(resultsOf(new RandomForestClassifier(parameters).fit(X, y), X));
  });
});

const X = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(3, 1, 2, 3, 1, 2)];
const y = Float64Array.of(1, 2, 3, 1, 2, 3);
const parameters: ForestParameters = { nEstimators: 6, randomState: 1 };
const part = (from: number, to: number, changed: ForestParameters = {}) =>
  new RandomForestRegressor({ ...parameters, ...changed }).fit(X, y, { from, to });

describe('parts that do not make one forest are refused', () => {
  test.each<[string, AnyForest[], string]>([
    ['none', [], 'There is nothing to merge: pass all parts of a forest.'],
    [
      'one missing at the start',
      [part(3, 6)],
      'Trees 0 to 2 are in no part; a forest is merged from all of its trees.',
    ],
    ['one missing in between', [part(0, 2), part(3, 6)], 'Tree 2 is in no part'],
    ['one missing at the end', [part(2, 4), part(0, 2)], 'Trees 4 to 5 are in no part'],
    ['parts that overlap', [part(0, 4), part(3, 6)], 'Tree 3 is in two parts; pass every tree once.'],
    ['the same part twice', [part(0, 6), part(0, 6)], 'Tree 0 is in two parts'],
    [
      'parts of forests with other parameters',
      [part(0, 3), part(3, 6, { maxDepth: 2 })],
      'All parts must have the same parameters; maxDepth is null in part 0 and 2 in part 1.',
    ],
    [
      'parts of forests of other sizes',
      [part(0, 6), part(6, 8, { nEstimators: 8 })],
      'nEstimators is 6 in part 0 and 8 in part 1.',
    ],
    [
      'parts without a seed',
      [part(0, 3, { randomState: null }), part(3, 6, { randomState: null })],
      'Parts fitted with randomState null do not belong together, for each fit draws its own seed.',
    ],
    [
      'parts fitted to other rows',
      [
        part(0, 3),
        new RandomForestRegressor(parameters).fit(
          [y, y].map((column) => column.slice(1)),
          y.slice(1),
          { from: 3 },
        ),
      ],
      'All parts must be fitted to the same data; part 0 saw 6 rows of 2 features, and part 1 saw 5 rows of 2 features.',
    ],
    [
      'a part of another kind of forest',
      [
        part(0, 3),
        new ExtraTreesRegressor({ ...parameters, bootstrap: true }).fit(X, y, {
          from: 3,
        }),
      ],
      'Part 1 is a part of another kind of forest, ExtraTreesRegressor.',
    ],
  ])('%s', (_, parts, message) => {
    const Regressor: AnyEstimator = RandomForestRegressor;
    expect(() => Regressor.merge(parts)).toThrow(InvalidDataError);
    expect(() => Regressor.merge(parts)).toThrow(message);
  });

  test('parts that know other classes', () => {
    const fit = (labels: Float64Array, from: number, to: number) =>
      new RandomForestClassifier(parameters).fit(X, labels, { from, to });
    const parts = [
      fit(y, 0, 3),
      fit(
        y.map((label) => label + 1),
        3,
        6,
      ),
    ];
    expect(() => RandomForestClassifier.merge(parts)).toThrow(
      'part 0 saw 6 rows of 2 features and the classes 1, 2, 3, and part 1 saw 6 rows of 2 features and the classes 2, 3, 4.',
    );
  });

  test('parts with oobScore without the training set, or with another', () => {
    const parts = [part(0, 3, { oobScore: true }), part(3, 6, { oobScore: true })];
    const merge = (training?: { X: Float64Array[]; y: Float64Array }) => () =>
      RandomForestRegressor.merge(parts, training);
    expect(merge()).toThrow('pass the training set as well: merge(parts, { X, y }).');
    expect(merge({ X: [y], y })).toThrow('X must have the 2 columns of the fit; it has 1.');
    const fewer = { X: X.map((column) => column.slice(1)), y: y.slice(1) };
    expect(merge(fewer)).toThrow('The parts were fitted to 6 rows; X has 5.');
  });
});
