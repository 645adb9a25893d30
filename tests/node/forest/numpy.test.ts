import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanSquaredError, r2Score, trainTestSplit } from '../../../src/forest';
import { bootstrapCounts, splitterSeed, treeSeeds } from '../../../src/forest/bootstrap';
import { sum } from '../../../src/forest/numpy/sum';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { Xorshift } from '../../../src/forest/reference/xorshift';
import { digest, readOracle } from './oracles';

const oracle = readOracle('numbers.json.gz');

describe('RandomState draws what numpy draws', () => {
  test.each(oracle.words)('32-bit words of seed $seed', ({ seed, first }) => {
    const random = new RandomState(seed);
    const words = Array.from({ length: 1300 }, () => random.uint32());
    expect(words.filter((_, i) => i % 100 === 0)).toEqual(first);
  });

  test.each(oracle.randints)('randint below $high', ({ high, draws }) => {
    const random = new RandomState(201);
    expect(draws.map(() => random.randint(0, high))).toEqual(draws);
  });

  test('a permutation', () => {
    expect(Array.from(new RandomState(201).permutation(10))).toEqual(oracle.permutation10);
  });

  test('randint stays in its range', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
        fc.integer({ min: 1, max: 2 ** 32 }),
        (seed, low, size) => {
          const random = new RandomState(seed);
          for (let draw = 0; draw < 20; draw++) {
            const value = random.randint(low, low + size);
            expect(value).toBeGreaterThanOrEqual(low);
            expect(value).toBeLessThan(low + size);
          }
        },
      ),
    );
  });

  test('counts of draws are those of the draws one by one', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 5 }),
        (seed, size, nDraws, nBefore) => {
          const [atOnce, oneByOne] = [new RandomState(seed), new RandomState(seed)];
          const counts = new Uint32Array(size);
          for (let draw = 0; draw < nBefore; draw++) expect(atOnce.uint32()).toBe(oneByOne.uint32());
          for (let draw = 0; draw < nDraws; draw++) counts[oneByOne.randint(0, size)]!++;
          expect(atOnce.randintCounts(size, nDraws)).toEqual(counts);
          if (size > 1) expect(atOnce.uint32()).toBe(oneByOne.uint32());
        },
      ),
    );
  });

  test('a permutation holds each number once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, n) => {
        expect(Array.from(new RandomState(seed).permutation(n).sort())).toEqual(
          Array.from({ length: n }, (_, i) => i),
        );
      }),
    );
  });
});

describe('the first tree of the lesson (seed 489216512)', () => {
  const seed = treeSeeds(201, 1)[0]!;

  test('is trained on as many draws as there are rows', () => {
    const counts = bootstrapCounts({ seed, nDraws: 16512 }, 16512);
    expect(counts.reduce((sum, count) => sum + count)).toBe(16512);
    expect(counts.filter((count) => count > 0).length).toBe(10404);
    for (const row of [11490, 7140, 5632, 3087, 12017, 8956, 4379, 3284, 1716, 9721]) {
      expect(counts[row]).toBeGreaterThan(0);
    }
  });

  test('draws features with the seed and the outputs of the specification', () => {
    expect(splitterSeed(seed)).toBe(748091684);
    const random = new Xorshift(748091684);
    const outputs = Array.from({ length: 5 }, () => random.integer(0, 2 ** 31));
    expect(outputs).toEqual([99753821, 86136433, 845570407, 924677634, 578447212]);
  });
});

test('the splitter starts its generator at 1 when the seed is 0, which would never leave 0', () => {
  expect(new Xorshift(0).integer(0, 2 ** 31)).toBe(new Xorshift(1).integer(0, 2 ** 31));
});

describe('trainTestSplit splits as scikit-learn', () => {
  test.each(oracle.splits)('$n rows, testSize $testSize', ({ n, testSize, train, test: rowsOfTest }) => {
    const rows = trainTestSplit(n, { testSize, randomState: 201 });
    expect(digest(rows.train)).toBe(train);
    expect(digest(rows.test)).toBe(rowsOfTest);
  });

  test('takes a number of rows as testSize', () => {
    expect(trainTestSplit(10, { testSize: 3, randomState: 201 })).toEqual(
      trainTestSplit(10, { testSize: 0.3, randomState: 201 }),
    );
  });
});

describe('sums and scores are those of numpy and scikit-learn', () => {
  test.each(oracle.sums)('the sum of $length reciprocals', ({ length, sum: expected }) => {
    expect(sum(Float64Array.from({ length }, (_, i) => 1 / (i + 1)))).toBe(expected);
  });

  test('mean squared error and R²', () => {
    const yTrue = Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i));
    const predicted = Float64Array.from({ length: 1000 }, (_, i) => Math.log1p(i) * 4);
    expect(meanSquaredError(yTrue, predicted)).toBeCloseTo(oracle.scores.mse, 12);
    expect(r2Score(yTrue, predicted)).toBeCloseTo(oracle.scores.r2, 12);
  });
});
