import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  FitAbortedError,
  RandomForestClassifier,
  RandomForestRegressor,
  type Tree,
} from '../../../src/forest';
import { type SmallTable, smallTables } from './tables';

const table: SmallTable = {
  X: [Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), Float64Array.of(5, 5, 1, 1, 8, 8, 2, 2)],
  y: Float64Array.of(10, 11, 30, 31, 10, 12, 33, 30),
};

describe('a regressor', () => {
  test('predicts the mean of the leaves that apply finds', () => {
    fc.assert(
      fc.property(smallTables, ({ X, y }) => {
        const forest = new RandomForestRegressor({ nEstimators: 3, randomState: 1 }).fit(X, y);
        const leaves = forest.apply(X);
        const predicted = forest.predict(X);
        predicted.forEach((prediction, row) => {
          let votes = 0;
          forest.estimators.forEach((tree, t) => (votes += tree.value[leaves[3 * row + t]!]!));
          expect(prediction).toBe(votes / 3);
        });
      }),
    );
  });

  test('with one full tree and no bootstrap knows rows that differ by heart', () => {
    for (const Regressor of [RandomForestRegressor, ExtraTreesRegressor]) {
      const forest = new Regressor({ nEstimators: 1, bootstrap: false, randomState: 3 }).fit(
        table.X,
        table.y,
      );
      expect(forest.predict(table.X)).toEqual(table.y);
      expect(forest.score(table.X, table.y)).toBe(1);
    }
  });

  test('splits every inner node into children that hold its samples', () => {
    fc.assert(
      fc.property(smallTables, fc.integer({ min: 1, max: 5 }), ({ X, y }, minSamplesLeaf) => {
        const forest = new ExtraTreesRegressor({
          nEstimators: 2,
          randomState: 5,
          minSamplesLeaf,
          bootstrap: true,
        });
        for (const tree of forest.fit(X, y).estimators) {
          for (let node = 0; node < tree.nodeCount; node++) {
            const left = tree.childrenLeft[node]!;
            const right = tree.childrenRight[node]!;
            if (left === -1) {
              expect(right).toBe(-1);
              continue;
            }
            expect(tree.nNodeSamples[left]! + tree.nNodeSamples[right]!).toBe(tree.nNodeSamples[node]);
            expect(Math.min(tree.nNodeSamples[left]!, tree.nNodeSamples[right]!)).toBeGreaterThanOrEqual(
              minSamplesLeaf,
            );
          }
        }
      }),
    );
  });

  test('keeps to maxDepth, maxLeafNodes and maxSamples', () => {
    const { X, y } = table;
    const stump = new RandomForestRegressor({ nEstimators: 1, maxDepth: 1, randomState: 0 }).fit(X, y);
    expect(stump.estimators[0]!.nodeCount).toBe(3);
    const threeLeaves = new RandomForestRegressor({ nEstimators: 1, maxLeafNodes: 3, randomState: 0 }).fit(
      X,
      y,
    );
    expect(threeLeaves.estimators[0]!.nodeCount).toBe(5);
    const half = new RandomForestRegressor({ nEstimators: 1, maxSamples: 0.5, randomState: 0 }).fit(X, y);
    expect(half.estimators[0]!.weightedNNodeSamples[0]).toBe(4);
    const three = new RandomForestRegressor({ nEstimators: 1, maxSamples: 3, randomState: 0 }).fit(X, y);
    expect(three.estimators[0]!.weightedNNodeSamples[0]).toBe(3);
  });

  test('has importances of 0 when nothing can be split', () => {
    const flat = new RandomForestRegressor({ nEstimators: 2, randomState: 0 }).fit(
      [Float64Array.of(1, 1)],
      Float64Array.of(1, 2),
    );
    expect(flat.featureImportances).toEqual(Float64Array.of(0));
  });
});

describe('a classifier', () => {
  const labels = Float64Array.of(-1, -1, 7.5, 7.5, -1, -1, 100, 7.5);

  test('takes any finite numbers as labels and predicts them', () => {
    for (const Classifier of [RandomForestClassifier, ExtraTreesClassifier]) {
      const forest = new Classifier({ nEstimators: 1, bootstrap: false, randomState: 3 }).fit(
        table.X,
        labels,
      );
      expect(forest.classes).toEqual(Float64Array.of(-1, 7.5, 100));
      expect(forest.predict(table.X)).toEqual(labels);
      expect(forest.score(table.X, labels)).toBe(1);
    }
  });

  test('gives each row shares of the classes that sum to 1, and predicts the largest', () => {
    fc.assert(
      fc.property(smallTables, ({ X, y }) => {
        const forest = new RandomForestClassifier({ nEstimators: 5, randomState: 1 }).fit(X, y);
        const shares = forest.predictProba(X);
        const nClasses = forest.classes.length;
        forest.predict(X).forEach((label, row) => {
          const ofRow = Array.from(shares.subarray(row * nClasses, (row + 1) * nClasses));
          expect(ofRow.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
          expect(label).toBe(forest.classes[ofRow.indexOf(Math.max(...ofRow))]);
        });
      }),
    );
  });
});

describe('fit', () => {
  test('gives the same forest from columns in single precision and in shared memory', () => {
    const { X, y } = table;
    const shared = X.map((column) => {
      const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
      copy.set(column);
      return copy;
    });
    const singles = X.map((column) => Float32Array.from(column));
    const treesOf = (columns: readonly (Float64Array | Float32Array)[]) =>
      new RandomForestRegressor({ nEstimators: 2, randomState: 9 }).fit(columns, y).estimators;
    expect(treesOf(shared)).toEqual(treesOf(X));
    expect(treesOf(singles)).toEqual(treesOf(X));
  });

  test('does not change its data', () => {
    const before = structuredClone(table);
    new RandomForestRegressor({ nEstimators: 2, randomState: 9 }).fit(table.X, table.y);
    expect(table).toEqual(before);
  });

  test('of the parts of a forest gives the trees of the whole', () => {
    fc.assert(
      fc.property(smallTables, fc.integer({ min: 1, max: 5 }), ({ X, y }, cut) => {
        const forest = new RandomForestRegressor({ nEstimators: 6, randomState: 4 });
        const whole = forest.fit(X, y).estimators;
        const parts = [
          ...forest.fit(X, y, { to: cut }).estimators,
          ...forest.fit(X, y, { from: cut }).estimators,
        ];
        expect(parts).toEqual(whole);
        const smaller = new RandomForestRegressor({ nEstimators: cut, randomState: 4 }).fit(X, y).estimators;
        expect(smaller).toEqual(whole.slice(0, cut));
      }),
      { numRuns: 30 },
    );
  });

  test('tells of each tree with its number in the forest', () => {
    const seen: [number, Tree][] = [];
    const forest = new RandomForestRegressor({ nEstimators: 5, randomState: 4 });
    forest.fit(table.X, table.y, { from: 3, onTree: (tree, index) => seen.push([index, tree]) });
    expect(seen).toEqual([
      [3, forest.estimators[0]],
      [4, forest.estimators[1]],
    ]);
  });

  test('stops at once when aborted, and keeps the forest of the fit before', () => {
    const forest = new RandomForestRegressor({ nEstimators: 3, randomState: 4 }).fit(table.X, table.y);
    const before = forest.estimators;
    let nAsked = 0;
    const isAborted = () => ++nAsked > 5;
    expect(() => forest.fit(table.X, table.y, { isAborted })).toThrow(FitAbortedError);
    expect(nAsked).toBe(6);
    expect(forest.estimators).toBe(before);
  });

  test('asks whether it is aborted before every node', () => {
    let nAsked = 0;
    const isAborted = () => ++nAsked < 0;
    const forest = new RandomForestRegressor({ nEstimators: 3, randomState: 4 }).fit(table.X, table.y, {
      isAborted,
    });
    const nNodes = forest.estimators.reduce((sum, tree) => sum + tree.nodeCount, 0);
    expect(nAsked).toBeGreaterThanOrEqual(nNodes);
  });

  test('without a randomState draws another forest every time', () => {
    const forest = new RandomForestRegressor({ nEstimators: 5 });
    const first = forest.fit(table.X, table.y).estimators;
    expect(forest.fit(table.X, table.y).estimators).not.toEqual(first);
  });
});
