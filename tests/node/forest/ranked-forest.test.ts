import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { RandomForestClassifier, RandomForestRegressor, type Tree } from '../../../src/forest';
import { allRows, plainLeafSearch, type Vote } from '../../../src/forest/leaves';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { RankedForest } from '../../../src/forest/wasm/ranked-forest';
import { RankedForests } from '../../../src/forest/wasm/ranked-forests';
import { loadKernel } from './kernel';
import { makeTable } from './random-tables';
import { chain, growByLeaves, inDepthFirstOrder, singles, thresholds } from './trees';

const wasm = new URL('../../../src/forest/wasm/predict.wasm', import.meta.url);
const module = new WebAssembly.Module(readFileSync(wasm));

const mean: Vote = { kind: 'mean', size: 1 };

function draws(seed: number): () => number {
  const random = new RandomState(seed);
  return () => random.uint32() / 2 ** 32;
}

function randomColumns(nFeatures: number, nRows: number): Float32Array[] {
  return Array.from({ length: nFeatures }, (_, f) => Float32Array.from({ length: nRows }, draws(f + nRows)));
}

/** A tree of random splits, with values for any vote of up to three numbers. */
function randomTree(nSplits: number, nFeatures: number): Tree {
  const draw = draws(nSplits);
  const tree = growByLeaves(
    Array.from({ length: nSplits }, () => [
      Math.floor(draw() * 2 ** 32),
      { feature: Math.floor(draw() * nFeatures), threshold: draw() },
    ]),
  );
  return withValues(tree);
}

function withValues(tree: Tree): Tree {
  return { ...tree, value: Float64Array.from({ length: 3 * tree.nodeCount }, draws(tree.nodeCount)) };
}

/** Sums that have had votes before, to be added to. */
const earlierSums = (nRows: number, { size }: Vote) => Float64Array.from({ length: nRows * size }, draws(9));

function sumsByReading(trees: readonly Tree[], columns: readonly Float32Array[], vote: Vote): Float64Array {
  const sums = earlierSums(columns[0]!.length, vote);
  plainLeafSearch.addVotes(trees, columns, allRows(columns), vote, sums);
  return sums;
}

function expectSameVotes(trees: readonly Tree[], columns: readonly Float32Array[], vote = mean): void {
  const forest = new RankedForest(module, trees, columns.length, vote);
  const expected = sumsByReading(trees, columns, vote);
  // Whatever it did before.
  for (let time = 0; time < 2; time++) {
    const sums = earlierSums(columns[0]!.length, vote);
    forest.addVotes(columns, sums);
    expect(sums).toEqual(expected);
  }
}

describe('a ranked forest votes as its trees do when they are read, to the last bit', () => {
  test('in any forest, for any numbers, whatever the order of the nodes', () => {
    const tables = fc.integer({ min: 1, max: 8 }).chain((nFeatures) =>
      fc.record({
        rows: fc.array(fc.array(singles, { minLength: nFeatures, maxLength: nFeatures }), {
          minLength: 1,
          maxLength: 20,
        }),
        forest: fc.array(
          fc.array(
            fc.tuple(fc.nat(30), fc.record({ feature: fc.nat(nFeatures - 1), threshold: thresholds })),
            { maxLength: 40 },
          ),
          { minLength: 1, maxLength: 3 },
        ),
      }),
    );
    fc.assert(
      fc.property(tables, ({ rows, forest }) => {
        const columns = rows[0]!.map((_, feature) => Float32Array.from(rows, (row) => row[feature]!));
        const trees = forest.map((splits) => withValues(growByLeaves(splits)));
        expectSameVotes([...trees, ...trees.map(inDepthFirstOrder)], columns);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    { kind: 'mean', size: 1 },
    { kind: 'shares', size: 2 },
    { kind: 'shares', size: 3 },
  ] as const)('by $kind of $size', (vote) => {
    expectSameVotes([randomTree(500, 4), randomTree(400, 4)], randomColumns(4, 300), vote);
  });

  test.each([1, 7, 8, 9, 1000])('for %i rows, which many trees sort', (nRows) => {
    const trees = Array.from({ length: 20 }, (_, i) => randomTree(100 * i, 8));
    expectSameVotes(trees, randomColumns(8, nRows), { kind: 'shares', size: 3 });
  });

  test('in trees of every shape and size', () => {
    const trees = Array.from({ length: 300 }, (_, i) => randomTree(i, 3));
    expectSameVotes(trees, randomColumns(3, 500));
  });

  test('in trees that split by samples: those with more are nearer to the root of a septet', () => {
    const tree = randomTree(3000, 5);
    const nNodeSamples = Int32Array.from({ length: tree.nodeCount }, () => 1);
    for (let node = tree.nodeCount - 1; node >= 0; node--) {
      const [left, right] = [tree.childrenLeft[node]!, tree.childrenRight[node]!];
      if (left >= 0) nNodeSamples[node] = nNodeSamples[left]! + nNodeSamples[right]!;
    }
    expectSameVotes([{ ...tree, nNodeSamples }], randomColumns(5, 2000));
  });

  test.each(['left', 'right'] as const)('in a chain of 5,000 splits to the %s', (side) => {
    const tree = chain(5000, side, (depth) => {
      const threshold = (depth + 1) / 5001;
      return { feature: 0, threshold: side === 'left' ? 1 - threshold : threshold };
    });
    expectSameVotes([tree], randomColumns(1, 700));
  });

  test('in trees with more thresholds together than a rank can tell apart', () => {
    const trees = [30_000, 30_001, 30_002, 65_535].map((nSplits) => randomTree(nSplits, 1));
    expectSameVotes(trees, randomColumns(1, 1000));
  });

  test('a tree that has too many by itself is refused', () => {
    expect(() => new RankedForest(module, [randomTree(65_536, 1)], 1, mean)).toThrow(RangeError);
  });
});

describe('a forest is ranked', () => {
  const trees = () => [randomTree(100, 3), randomTree(50, 3)];
  const enough = 10_000;

  test('when it has predicted more rows than 1.5 for each node of a tree', () => {
    const forests = new RankedForests(module);
    const forest = trees();
    // 101 + 201 nodes, two trees: 226.5 rows.
    expect(forests.find(forest, 150, 3, mean)).toBeUndefined();
    expect(forests.find(forest, 76, 3, mean)).toBeUndefined();
    const ranked = forests.find(forest, 1, 3, mean);
    expect(ranked).toBeInstanceOf(RankedForest);
    expect(forests.find(forest, 1, 3, mean)).toBe(ranked);
  });

  test('and stays so as one of the two used last', () => {
    const forests = new RankedForests(module);
    const [a, b, c] = [trees(), trees(), trees()];
    const ranked = [a, b, a].map((forest) => forests.find(forest, enough, 3, mean));
    expect(ranked[2]).toBe(ranked[0]);
    const ofC = forests.find(c, enough, 3, mean);
    expect(forests.find(a, 1, 3, mean)).toBe(ranked[0]);
    expect(forests.find(c, 1, 3, mean)).toBe(ofC);
    const again = forests.find(b, 1, 3, mean);
    expect(again).toBeInstanceOf(RankedForest);
    expect(again).not.toBe(ranked[1]);
  });

  test('for tables and votes of one kind', () => {
    const forests = new RankedForests(module);
    const forest = trees();
    forests.find(forest, enough, 3, mean);
    expect(forests.find(forest, 1, 4, mean)).toBeUndefined();
    expect(forests.find(forest, 1, 3, { kind: 'shares', size: 2 })).toBeUndefined();
  });

  test('unless there is no memory for it: it goes on unranked, and that is not tried again', () => {
    const instances = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function () {
      throw new RangeError('could not allocate memory');
    });
    try {
      const forests = new RankedForests(module);
      const trees = [randomTree(10, 4)];
      for (let time = 0; time < 3; time++) expect(forests.find(trees, 1000, 4, mean)).toBeUndefined();
      expect(instances).toHaveBeenCalledOnce();
    } finally {
      instances.mockRestore();
    }
  });

  test('unless it has nine features, trees of more than 131,071 nodes, or too many votes', () => {
    const forests = new RankedForests(module);
    expect(forests.find(trees(), enough, 9, mean)).toBeUndefined();
    expect(forests.find([randomTree(65_536, 1)], 1e6, 1, mean)).toBeUndefined();
    expect(forests.find(trees(), enough, 3, { kind: 'shares', size: 100_000 })).toBeUndefined();
  });
});

describe('forests go on predicting what they predicted first, to the last bit', () => {
  const table = (seed: number) =>
    makeTable({ seed, rows: 500, columns: [[4, 'uniform', 1]], target: 'real', size: 1 });
  const { X, y } = table(5);
  const unseen = table(6);

  test('regression', () => {
    loadKernel();
    const forest = new RandomForestRegressor({ nEstimators: 20, randomState: 1 }).fit(X, y);
    const first = forest.predict(unseen.X);
    for (let time = 0; time < 5; time++) expect(forest.predict(unseen.X)).toEqual(first);
  });

  test('classification', () => {
    loadKernel();
    const labels = y.map((value) => Math.floor(value * 1e4) % 3);
    const forest = new RandomForestClassifier({ nEstimators: 20, randomState: 1 }).fit(X, labels);
    const first = forest.predictProba(unseen.X);
    for (let time = 0; time < 5; time++) expect(forest.predictProba(unseen.X)).toEqual(first);
  });
});
