import { describe, expect, test } from 'vitest';
import {
  accuracyScore,
  type ForestParameters,
  InvalidDataError,
  InvalidParameterError,
  meanSquaredError,
  NotFittedError,
  r2Score,
  RandomForestClassifier,
  RandomForestRegressor,
  type RegressorParameters,
  trainTestSplit,
} from '../../../src/forest';

const X = [Float64Array.of(1, 2, 3), Float64Array.of(3, 1, 2)];
const y = Float64Array.of(1, 2, 3);
const small: ForestParameters = { nEstimators: 2, randomState: 0 };

describe('a parameter that is not allowed is named with its value and what is allowed', () => {
  test.each<[RegressorParameters, string]>([
    [{ nEstimators: 0 }, 'nEstimators must be a whole number from 1; it is 0.'],
    [{ nEstimators: 2.5 }, 'nEstimators must be a whole number from 1; it is 2.5.'],
    [{ randomState: -1 }, 'randomState must be a whole number from 0 to 4294967295, or null; it is -1.'],
    [
      { maxFeatures: 0 },
      "maxFeatures must be a whole number from 1, a share between 0 and 1, 'sqrt' or null; it is 0.",
    ],
    [{ maxDepth: 0 }, 'maxDepth must be a whole number from 1, or null; it is 0.'],
    [
      { minSamplesSplit: 1 },
      'minSamplesSplit must be a whole number from 2, or a share between 0 and 1; it is 1.',
    ],
    [
      { minSamplesLeaf: NaN },
      'minSamplesLeaf must be a whole number from 1, or a share between 0 and 1; it is NaN.',
    ],
    [{ maxLeafNodes: 1 }, 'maxLeafNodes must be a whole number from 2, or null; it is 1.'],
    [{ minImpurityDecrease: -0.1 }, 'minImpurityDecrease must be a number from 0; it is -0.1.'],
    [
      { maxSamples: 0.5, bootstrap: false },
      'maxSamples must be a whole number from 1, a share between 0 and 1, or null; without bootstrap only null; it is 0.5.',
    ],
    [
      { oobScore: true, bootstrap: false },
      'oobScore must be true or false; without bootstrap only false; it is true.',
    ],
    [{ square: 'mac' as 'windows' }, "square must be 'exact' or 'windows'; it is 'mac'."],
    [{ maxFeatures: 'log' as 'sqrt' }, "a share between 0 and 1, 'sqrt' or null; it is 'log'."],
    [{ maxFeatures: '0.5' as 'sqrt' }, "a share between 0 and 1, 'sqrt' or null; it is '0.5'."],
    [{ bootstrap: 1 as unknown as boolean }, 'bootstrap must be true or false; it is 1.'],
    [
      { n_estimators: 3 } as RegressorParameters,
      'There is no parameter n_estimators; there are nEstimators,',
    ],
  ])('%j', (parameters, message) => {
    expect(() => new RandomForestRegressor(parameters)).toThrow(InvalidParameterError);
    expect(() => new RandomForestRegressor(parameters)).toThrow(message);
  });

  test('limits that the data set are checked by fit', () => {
    const fit = (parameters: RegressorParameters) => () => new RandomForestRegressor(parameters).fit(X, y);
    expect(fit({ maxFeatures: 3 })).toThrow(
      'maxFeatures must be at most the number of features, 2; it is 3.',
    );
    expect(fit({ maxSamples: 4 })).toThrow('maxSamples must be at most the number of rows, 3; it is 4.');
  });

  test('the part of a forest must lie in it', () => {
    const forest = new RandomForestRegressor({ nEstimators: 4 });
    expect(() => forest.fit(X, y, { from: 4 })).toThrow('from must be a whole number from 0 to 3; it is 4.');
    expect(() => forest.fit(X, y, { from: 2, to: 2 })).toThrow(
      'to must be a whole number from 3 to 4; it is 2.',
    );
  });

  test('a split must leave rows on both sides', () => {
    expect(() => trainTestSplit(10, { testSize: 10 })).toThrow(InvalidParameterError);
    expect(() => trainTestSplit(10, { testSize: -0.2 })).toThrow('or 1 to 9 rows; it is -0.2.');
    expect(() => trainTestSplit(10, { testSize: 0.99 })).toThrow('testSize must be');
    expect(() => trainTestSplit(1)).toThrow('n must be a number of rows from 2 to 2147483647; it is 1.');
    expect(() => trainTestSplit(1e15)).toThrow('it is 1000000000000000.');
    expect(() => trainTestSplit(10, { testSize: NaN })).toThrow('it is NaN.');
    expect(() => trainTestSplit(10, { randomState: 2 ** 32 })).toThrow('randomState must be');
  });
});

describe('data that cannot be used are described in one sentence', () => {
  const forest = new RandomForestRegressor(small);

  test.each<[string, readonly (Float64Array | Float32Array)[], Float64Array, string]>([
    ['no columns', [], y, 'X must be an array of one or more columns; it has none.'],
    [
      'no rows',
      [new Float64Array()],
      new Float64Array(),
      'X must have at least one row; its columns are empty.',
    ],
    [
      'columns of unequal lengths',
      [y, Float64Array.of(1)],
      y,
      'All columns of X must have one length; column 0 has 3 rows and column 1 has 1.',
    ],
    [
      'a missing value',
      [y, Float64Array.of(1, NaN, 3)],
      y,
      'X must hold finite numbers up to 3.4e38; column 1 has NaN in row 1.',
    ],
    [
      'a number too large for single precision',
      [Float64Array.of(1, 2, 1e39)],
      y,
      'X must hold finite numbers up to 3.4e38; column 0 has 1e+39 in row 2.',
    ],
    [
      'a plain array',
      [[1, 2, 3] as unknown as Float64Array],
      y,
      'Column 0 of X must be a Float64Array or Float32Array; it is of type Array.',
    ],
    ['too few targets', X, Float64Array.of(1), 'y must have a value for each of the 3 rows of X; it has 1.'],
    [
      'an infinite target',
      X,
      Float64Array.of(1, Infinity, 2),
      'y must hold finite numbers; it has Infinity in row 1.',
    ],
    [
      'no table',
      undefined as unknown as Float64Array[],
      y,
      'X must be an array of columns; it is undefined.',
    ],
    [
      'a missing column',
      [y, undefined as unknown as Float64Array],
      y,
      'Column 1 of X must be a Float64Array or Float32Array; it is undefined.',
    ],
    [
      'an infinite single',
      [Float32Array.of(1, 2, -Infinity)],
      y,
      'X must hold finite numbers up to 3.4e38; column 0 has -Infinity in row 2.',
    ],
    [
      'a single row',
      [Float64Array.of(1)],
      Float64Array.of(1),
      'X must have at least two rows to learn from; it has one. Add rows to X and y.',
    ],
    ['no target', X, undefined as unknown as Float64Array, 'y must be a Float64Array; it is undefined.'],
  ])('%s', (_, columns, target, message) => {
    expect(() => forest.fit(columns, target)).toThrow(InvalidDataError);
    expect(() => forest.fit(columns, target)).toThrow(message);
    expect(() => new RandomForestClassifier(small).fit(columns, target)).toThrow(message);
  });

  test('a number that is the same in all rows', () => {
    expect(() => new RandomForestRegressor(small).fit(X, Float64Array.of(2.5, 2.5, 2.5))).toThrow(
      'y must hold at least two different values to learn from; it is 2.5 in all 3 rows.',
    );
  });

  test('a single class', () => {
    const fit = () => new RandomForestClassifier(small).fit(X, Float64Array.of(7, 7, 7));
    expect(fit).toThrow(InvalidDataError);
    expect(fit).toThrow(
      'y must hold at least two different values to learn from; it is 7 in all 3 rows. Choose another target',
    );
  });

  test('another number of columns than in the fit', () => {
    const fitted = new RandomForestRegressor(small).fit(X, y);
    expect(() => fitted.predict([y])).toThrow('X must have the 2 columns of the fit; it has 1.');
    expect(() => fitted.apply([y, y, y])).toThrow(InvalidDataError);
  });

  test('scores of nothing and of vectors that differ in length', () => {
    for (const score of [meanSquaredError, r2Score, accuracyScore]) {
      expect(() => score(new Float64Array(), new Float64Array())).toThrow('yTrue is empty.');
      expect(() => score(y, Float64Array.of(1))).toThrow('yTrue has 3 values and yPredicted 1.');
    }
  });

  test('scores of numbers that are not finite', () => {
    for (const score of [meanSquaredError, r2Score, accuracyScore]) {
      expect(() => score(Float64Array.of(1, NaN), Float64Array.of(1, 2))).toThrow('yTrue has NaN in row 1.');
      expect(() => score(Float64Array.of(1, 2), Float64Array.of(Infinity, 2))).toThrow(
        'yPredicted has Infinity in row 0.',
      );
    }
  });
});

describe('data at the edge are used', () => {
  const huge = Float64Array.of(1e300, -1e308, 1e39);

  test('targets beyond single precision', () => {
    const forest = new RandomForestRegressor({ ...small, bootstrap: false, maxFeatures: 1 });
    expect(forest.fit(X, huge).estimators).toHaveLength(2);
    const classifier = new RandomForestClassifier({ ...small, bootstrap: false }).fit(X, huge);
    expect(classifier.predict(X)).toEqual(huge);
  });

  test('features up to the largest single', () => {
    const largest = Math.fround(3.4028234663852886e38);
    const forest = new RandomForestClassifier({ ...small, bootstrap: false });
    const column = Float64Array.of(-largest, 0, largest);
    expect(forest.fit([column], y).predict([column])).toEqual(y);
  });

  test('a single row to predict', () => {
    const forest = new RandomForestRegressor(small).fit(X, y);
    const row = X.map((column) => column.slice(2));
    expect(forest.predict(row)).toEqual(forest.predict(X).slice(2));
  });
});

describe('results before a fit are refused', () => {
  test('of a regressor', () => {
    const forest = new RandomForestRegressor(small);
    expect(() => forest.estimators).toThrow(NotFittedError);
    expect(() => forest.predict(X)).toThrow('The forest is not fitted yet; call fit first.');
    expect(() => forest.featureImportances).toThrow(NotFittedError);
    expect(() => forest.fit(X, y).oobScore).toThrow('set oobScore to true and call fit.');
    expect(() => forest.oobPrediction).toThrow(NotFittedError);
  });

  test('of a classifier', () => {
    const forest = new RandomForestClassifier(small);
    expect(() => forest.classes).toThrow(NotFittedError);
    expect(() => forest.predictProba(X)).toThrow(NotFittedError);
    expect(() => forest.fit(X, y).oobDecisionFunction).toThrow('set oobScore to true and call fit.');
  });
});

describe('R² where it has no scale', () => {
  test('is 1 or 0 for a constant target and not a number for a single value', () => {
    const constant = Float64Array.of(2, 2);
    expect(r2Score(constant, constant)).toBe(1);
    expect(r2Score(constant, Float64Array.of(2, 3))).toBe(0);
    expect(r2Score(Float64Array.of(1), Float64Array.of(1))).toBeNaN();
  });
});
