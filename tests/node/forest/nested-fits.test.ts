import { beforeAll, expect, test } from 'vitest';
import {
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  type Tree,
} from '../../../src/forest';
import type { FitOptions } from '../../../src/forest/forest';
import { loadKernel } from './kernel';
import { makeTable } from './random-tables';

const table = makeTable({ seed: 1, rows: 8000, columns: [[5, 'uniform', 1]], target: 'real', size: 1 });
const other = makeTable({ seed: 2, rows: 150, columns: [[3, 'levels', 9]], target: 'tied', size: 1 });
const labels = table.y.map(Math.floor);

const fits = {
  'a regressor': (options?: FitOptions) =>
    new RandomForestRegressor({ nEstimators: 2, randomState: 1 }).fit(table.X, table.y, options),
  'extra-trees': (options?: FitOptions) =>
    new ExtraTreesRegressor({ nEstimators: 2, randomState: 2 }).fit(table.X, table.y, options),
  'a classifier': (options?: FitOptions) =>
    new RandomForestClassifier({ nEstimators: 2, randomState: 3 }).fit(table.X, labels, options),
  'a regressor on another table': (options?: FitOptions) =>
    new RandomForestRegressor({ nEstimators: 2, randomState: 4 }).fit(other.X, other.y, options),
};

beforeAll(() => {
  loadKernel();
});

const names = Object.keys(fits) as (keyof typeof fits)[];
const pairs = names.flatMap((outer) => names.map((inner) => ({ outer, inner })));

test.each(pairs)('$inner fitted between the trees of $outer: both forests are right', ({ outer, inner }) => {
  const nested: (readonly Tree[])[] = [];
  const onTree = () => nested.push(fits[inner]().estimators);
  const trees = fits[outer]({ onTree }).estimators;
  expect(trees).toEqual(fits[outer]().estimators);
  expect(nested).toEqual(Array.from({ length: 2 }, () => fits[inner]().estimators));
});

// The small table's trees are done before they ask.
const whileGrowing = pairs.filter(({ outer }) => outer !== 'a regressor on another table');

test.each(whileGrowing)(
  '$inner fitted while a tree of $outer grows: both forests are right',
  ({ outer, inner }) => {
    let nested: readonly Tree[] | undefined;
    let nAsked = 0;
    const isAborted = () => {
      if (++nAsked === 2) nested = fits[inner]().estimators;
      return false;
    };
    const trees = fits[outer]({ isAborted }).estimators;
    expect(trees).toEqual(fits[outer]().estimators);
    expect(nested).toEqual(fits[inner]().estimators);
  },
);
