import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  type Tree,
} from '../../../src/forest';
import { allRows, type LeafSearch, plainLeafSearch } from '../../../src/forest/leaves';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { kernelLeafSearch } from '../../../src/forest/wasm/kernel-leaf-search';
import { loadKernel } from './kernel';
import { makeTable } from './random-tables';
import { chain, growByLeaves, inDepthFirstOrder, singles, thresholds } from './trees';

const wasm = new URL('../../../src/forest/wasm/predict.wasm', import.meta.url);
const kernelSearch = kernelLeafSearch(new WebAssembly.Module(readFileSync(wasm)));

/** Of each tree the leaf of each row; -1 for rows that were not asked for. */
function leavesBy(
  search: LeafSearch,
  trees: readonly Tree[],
  columns: readonly Float32Array[],
  rows = allRows(columns),
): Int32Array[] {
  const found = trees.map(() => new Int32Array(columns[0]!.length).fill(-1));
  search.visitLeaves(trees, columns, rows, (tree, index, someRows, leaves) => {
    expect(tree).toBe(trees[index]);
    someRows.forEach((row, i) => (found[index]![row] = leaves[i]!));
  });
  return found;
}

const asBytes = ({ buffer }: Int32Array) => new Uint8Array(buffer);

function expectSameLeaves(trees: readonly Tree[], columns: readonly Float32Array[], rows?: Int32Array): void {
  const expected = leavesBy(plainLeafSearch, trees, columns, rows);
  // The second time packed trees are kept, and the third time they are used.
  for (let time = 0; time < 3; time++) {
    const leaves = leavesBy(kernelSearch, trees, columns, rows);
    leaves.forEach((found, t) => {
      // Compared as bytes first: a million numbers take `toEqual` ten seconds.
      if (Buffer.compare(asBytes(found), asBytes(expected[t]!)) !== 0) expect(found).toEqual(expected[t]);
    });
  }
}

function randomColumns(nFeatures: number, nRows: number): Float32Array[] {
  const random = new RandomState(nFeatures + nRows);
  return Array.from({ length: nFeatures }, () =>
    Float32Array.from({ length: nRows }, () => random.uint32() / 2 ** 32),
  );
}

/** A tree of random splits between the values of `randomColumns`. */
function randomTree(nSplits: number, nFeatures: number): Tree {
  const random = new RandomState(nSplits);
  const draw = () => random.uint32() / 2 ** 32;
  return growByLeaves(
    Array.from({ length: nSplits }, () => [
      random.uint32(),
      { feature: Math.floor(draw() * nFeatures), threshold: draw() },
    ]),
  );
}

describe('the search for leaves in WebAssembly finds those of the readable search', () => {
  test('in any tree, for any numbers, whatever the order of the nodes', () => {
    const tables = fc.integer({ min: 1, max: 5 }).chain((nFeatures) =>
      fc.record({
        rows: fc.array(fc.array(singles, { minLength: nFeatures, maxLength: nFeatures }), {
          minLength: 1,
          maxLength: 20,
        }),
        splits: fc.array(
          fc.tuple(fc.nat(30), fc.record({ feature: fc.nat(nFeatures - 1), threshold: thresholds })),
          { maxLength: 30 },
        ),
      }),
    );
    fc.assert(
      fc.property(tables, ({ rows, splits }) => {
        const columns = rows[0]!.map((_, feature) => Float32Array.from(rows, (row) => row[feature]!));
        const tree = growByLeaves(splits);
        expectSameLeaves([tree, inDepthFirstOrder(tree)], columns);
      }),
      { numRuns: 500 },
    );
  });

  test.each([1, 7, 8, 9, 1000])('for %i rows', (nRows) => {
    const tree = randomTree(Math.min(30 * nRows, 3000), 3);
    expectSameLeaves([tree, inDepthFirstOrder(tree)], randomColumns(3, nRows));
  });

  test('for some rows of a table, in any order', () => {
    const columns = randomColumns(3, 500);
    const rows = new RandomState(1).permutation(500).subarray(0, 123);
    expectSameLeaves([inDepthFirstOrder(randomTree(200, 3))], columns, rows);
  });

  test('for no row at all', () => {
    expectSameLeaves([randomTree(3, 2)], randomColumns(2, 10), new Int32Array(0));
  });

  test('for more rows than it takes at a time', () => {
    expectSameLeaves([randomTree(20, 1), randomTree(21, 1)], randomColumns(1, 2 ** 20 + 9));
  });

  test('in trees of a single leaf', () => {
    expectSameLeaves([growByLeaves([]), randomTree(1, 2), growByLeaves([])], randomColumns(2, 10));
  });

  test.each([300, 2048, 2049])('in trees of %i features', (nFeatures) => {
    expectSameLeaves([inDepthFirstOrder(randomTree(500, nFeatures))], randomColumns(nFeatures, 40));
  });

  test('in trees of more than 65,535 nodes', () => {
    const tree = randomTree(50_000, 4);
    expectSameLeaves([tree, inDepthFirstOrder(tree)], randomColumns(4, 2000));
  });

  test.each(['left', 'right'] as const)('in a chain of 40,000 splits to the %s', (side) => {
    const length = 40_000;
    const tree = chain(length, side, (depth) => {
      const threshold = (depth + 1) / (length + 1);
      return { feature: 0, threshold: side === 'left' ? 1 - threshold : threshold };
    });
    expectSameLeaves([tree], randomColumns(1, 1300));
  });

  test('in trees too large for so few rows to be worth packing', () => {
    const large = inDepthFirstOrder(randomTree(2000, 3));
    expectSameLeaves([large, randomTree(10, 3), large], randomColumns(3, 5));
  });

  test('when a visitor searches on its own', () => {
    const columns = randomColumns(2, 100);
    const trees = [randomTree(10, 2), randomTree(20, 2)];
    const found: number[][] = [];
    kernelSearch.visitLeaves(trees, columns, allRows(columns), (_, __, ___, leaves) => {
      leavesBy(kernelSearch, [randomTree(5, 1)], randomColumns(1, 50));
      found.push(Array.from(leaves));
    });
    expect(found).toEqual(leavesBy(plainLeafSearch, trees, columns).map((leaves) => Array.from(leaves)));
  });
});

describe('forests predict with WebAssembly what they predict without, to the last bit', () => {
  beforeAll(() => {
    loadKernel();
  });

  const regression = makeTable({
    seed: 5,
    rows: 300,
    columns: [
      [4, 'uniform', 1],
      [2, 'levels', 7],
    ],
    target: 'real',
    size: 1,
  });
  const unseen = makeTable({
    seed: 6,
    rows: 1001,
    columns: [
      [4, 'uniform', 1],
      [2, 'levels', 7],
    ],
    target: 'real',
    size: 1,
  });

  test.each([
    { name: 'grown depth-first', parameters: {} },
    { name: 'grown best-first', parameters: { maxLeafNodes: 40 } },
    { name: 'of stumps', parameters: { maxDepth: 1 } },
    { name: 'with an out-of-bag estimate', parameters: { bootstrap: true, oobScore: true } },
  ])('regression, $name', ({ parameters }) => {
    for (const Estimator of [RandomForestRegressor, ExtraTreesRegressor]) {
      const fit = (engine: 'exact' | 'reference') =>
        new Estimator({ nEstimators: 7, randomState: 3, ...parameters, engine }).fit(
          regression.X,
          regression.y,
        );
      const [kernel, reference] = [fit('exact'), fit('reference')];
      expect(kernel.predict(unseen.X)).toEqual(reference.predict(unseen.X));
      expect(kernel.apply(unseen.X)).toEqual(reference.apply(unseen.X));
      expect(kernel.score(unseen.X, unseen.y)).toBe(reference.score(unseen.X, unseen.y));
      if (kernel.parameters.oobScore) expect(kernel.oobPrediction).toEqual(reference.oobPrediction);
    }
  });

  test.each([2, 5, 120])('classification into %i classes', (nClasses) => {
    const labels = regression.y.map((value, row) =>
      row < nClasses ? row : Math.floor(value * 1e4) % nClasses,
    );
    for (const Estimator of [RandomForestClassifier, ExtraTreesClassifier]) {
      const fit = (engine: 'exact' | 'reference') =>
        new Estimator({
          nEstimators: 7,
          randomState: 3,
          minSamplesLeaf: 3,
          bootstrap: true,
          oobScore: true,
          engine,
        }).fit(regression.X, labels);
      const [kernel, reference] = [fit('exact'), fit('reference')];
      expect(kernel.predictProba(unseen.X)).toEqual(reference.predictProba(unseen.X));
      expect(kernel.predict(unseen.X)).toEqual(reference.predict(unseen.X));
      expect(kernel.oobDecisionFunction).toEqual(reference.oobDecisionFunction);
    }
  });
});
