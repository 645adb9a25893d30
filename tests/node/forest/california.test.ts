import { beforeAll, describe, expect, test } from 'vitest';
import { RandomForestRegressor } from '../../../src/forest';
import { treeSeeds } from '../../../src/forest/bootstrap';
import { lessonSizes, loadLesson } from './california';
import { digest, readOracle, treeDigest } from './oracles';
import { prefixErrors } from './prefix-scores';

describe("the lesson's forest of 84 trees on California housing", () => {
  const oracle = readOracle('california.json.gz');
  const { rows, xTrain, xTest, yTrain, yTest } = loadLesson();
  const forest = new RandomForestRegressor({ nEstimators: 84, randomState: 201, oobScore: true });

  beforeAll(() => {
    forest.fit(xTrain, yTrain);
  }, 180_000); // 15 s when little else runs

  test('trains on the rows that scikit-learn trains on', () => {
    expect(Array.from(rows.train.subarray(0, 10))).toEqual(oracle.rows.train);
    expect(Array.from(rows.test.subarray(0, 10))).toEqual(oracle.rows.test);
    expect(digest(...xTrain)).toBe(oracle.data.train);
    expect(digest(...xTest)).toBe(oracle.data.test);
    expect(digest(yTrain)).toBe(oracle.data.target);
  });

  test('gives the trees the seeds of the specification', () => {
    expect(treeSeeds(201, 5)).toEqual([489216512, 126862889, 1064640000, 1460893025, 476996452]);
  });

  test('begins with the nodes of the specification', () => {
    const tree = forest.estimators[0]!;
    oracle.firstNodes.forEach((expected, node) => {
      const actual = Object.keys(expected).map((name) => [name, tree[name as keyof typeof expected][node]]);
      expect(Object.fromEntries(actual)).toEqual(expected);
    });
  });

  test('has every array of every tree equal to scikit-learn, bit for bit', () => {
    const identical = forest.estimators.filter((tree, t) => treeDigest(tree) === oracle.trees[t]!.digest);
    const nodes = forest.estimators.reduce((sum, tree) => sum + tree.nodeCount, 0);
    console.log(`California: ${identical.length} of ${oracle.trees.length} trees identical, ${nodes} nodes`);
    expect(identical.length).toBe(84);
    expect(nodes).toBe(1_691_000);
  });

  test('has the 20 mean squared errors of the lesson, to the last bit', () => {
    const errors = prefixErrors(forest.estimators, lessonSizes, xTest, yTest);
    const expected = oracle.mse.map(({ mse }) => mse);
    const identical = errors.filter((mse, i) => mse === expected[i]);
    console.log(`California: ${identical.length} of ${expected.length} mean squared errors identical`);
    expect(errors).toEqual(expected);
    expect(expected[0]).toBe(0.29829161439085017);
  });

  test('predicts and scores as scikit-learn', () => {
    const predicted = forest.predict(xTest);
    expect(Array.from(predicted.subarray(0, 5))).toEqual(oracle.prediction.first);
    expect(digest(predicted)).toBe(oracle.prediction.digest);
    expect(forest.score(xTest, yTest)).toBe(oracle.score);
  });

  test('has the importances and the out-of-bag estimate of scikit-learn', () => {
    expect(Array.from(forest.featureImportances)).toEqual(oracle.importances);
    expect(digest(forest.oobPrediction)).toBe(oracle.oob.digest);
    expect(forest.oobScore).toBe(oracle.oob.score);
  });
});
