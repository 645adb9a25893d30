import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fold, InvalidParameterError, KFold } from '../../../src/forest';
import { digest } from './oracles';

/** Written by tests/oracles/make_kfold.py. */
interface KFoldOracle {
  readonly cases: { rows: number; nSplits: number; seed: number | null; folds: string[] }[];
}

const oracle = JSON.parse(
  readFileSync(new URL('../../oracles/kfold.json', import.meta.url), 'utf8'),
) as KFoldOracle;

function foldsOf(kFold: KFold, nRows: number): Fold[] {
  return [...kFold.split(nRows)];
}

describe('KFold makes the folds of scikit-learn', () => {
  test.each(oracle.cases)('$nSplits folds of $rows rows, seed $seed', ({ rows, nSplits, seed, folds }) => {
    const kFold = new KFold({ nSplits, shuffle: seed !== null, randomState: seed });
    expect(foldsOf(kFold, rows).map(({ train, test }) => digest(train, test))).toEqual(folds);
  });

  test('with the rows of each side ascending', () => {
    const kFold = new KFold({ nSplits: 3, shuffle: true, randomState: 201 });
    expect(foldsOf(kFold, 7)).toEqual([
      { train: Int32Array.of(0, 1, 5, 6), test: Int32Array.of(2, 3, 4) },
      { train: Int32Array.of(0, 1, 2, 3, 4), test: Int32Array.of(5, 6) },
      { train: Int32Array.of(2, 3, 4, 5, 6), test: Int32Array.of(0, 1) },
    ]);
  });

  test('in order and five without parameters', () => {
    expect(foldsOf(new KFold(), 6).map(({ test }) => Array.from(test))).toEqual([[0, 1], [2], [3], [4], [5]]);
  });
});

test('every row is tested on once, and trained on in all other folds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(100), fc.boolean(), (nSplits, more, shuffle) => {
      const nRows = nSplits + more;
      const folds = foldsOf(new KFold({ nSplits, shuffle }), nRows);
      const everyRow = Int32Array.from({ length: nRows }, (_, row) => row);
      expect(Int32Array.from(folds.flatMap(({ test }) => Array.from(test))).sort()).toEqual(everyRow);
      for (const { train, test } of folds) expect(Int32Array.of(...train, ...test).sort()).toEqual(everyRow);
    }),
  );
});

test('a seed gives the same folds again, and null others', () => {
  const seeded = new KFold({ shuffle: true, randomState: 3 });
  expect(foldsOf(seeded, 100)).toEqual(foldsOf(seeded, 100));
  const unseeded = new KFold({ shuffle: true });
  expect(foldsOf(unseeded, 100)).not.toEqual(foldsOf(unseeded, 100));
});

test('what is not allowed is named', () => {
  expect(() => new KFold({ nSplits: 1 })).toThrow('nSplits must be a whole number from 2; it is 1.');
  expect(() => new KFold({ randomState: 3 })).toThrow(
    'randomState must be null unless shuffle is true; it is 3.',
  );
  expect(() => new KFold({ shuffle: true, randomState: -1 })).toThrow(InvalidParameterError);
  expect(() => new KFold({ shuffle: 1 as unknown as boolean })).toThrow(
    'shuffle must be true or false; it is 1.',
  );
  expect(() => new KFold({ n_splits: 3 } as object)).toThrow('There is no parameter n_splits; there are');
  expect(() => new KFold().split(4)).toThrow(
    'nRows must be a whole number from 5, one row a fold, to 2147483647; it is 4.',
  );
});
