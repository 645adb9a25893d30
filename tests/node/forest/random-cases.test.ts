import { describe, expect, test } from 'vitest';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  type ForestParameters,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import { digest, digestLength, readOracle, treeDigest } from './oracles';
import { makeTable } from './random-tables';

/** How each engine is chosen, and whether only sums that no order can round make it equal to scikit-learn. */
const engines: readonly { name: string; choice: ForestParameters; onlyExactSums: boolean }[] = [
  { name: 'reference', choice: {}, onlyExactSums: false },
];

const estimators = {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
};

const runs = readOracle('random-cases.json.gz').runs.map((run) => ({
  ...run,
  recipeShown: JSON.stringify(run.recipe),
  parametersShown: JSON.stringify(run.parameters),
}));

describe.each(engines)(
  'forests of random parameters on random tables equal scikit-learn with the engine $name',
  ({ choice, onlyExactSums }) => {
    test.each(runs.filter(({ exactSums }) => exactSums || !onlyExactSums))(
      '$estimator on $recipeShown with $parametersShown',
      ({ recipe, estimator, parameters, table, trees, prediction, importances, oob }) => {
        const { X, y } = makeTable(recipe);
        expect(digest(...X.map((column) => Float32Array.from(column)), y)).toBe(table);
        const Estimator = estimators[estimator as keyof typeof estimators];
        const forest = new Estimator({ ...parameters, ...choice, oobScore: oob !== undefined }).fit(X, y);

        expect(forest.estimators.map(treeDigest)).toEqual(trees.match(new RegExp(`.{${digestLength}}`, 'g')));
        const classifies = 'predictProba' in forest;
        expect(digest(classifies ? forest.predictProba(X) : forest.predict(X))).toBe(prediction);
        expect(digest(forest.featureImportances)).toBe(importances);
        if (oob) {
          expect(digest(classifies ? forest.oobDecisionFunction : forest.oobPrediction)).toBe(oob.votes);
          expect(forest.oobScore).toBe(oob.score);
        }
      },
    );
  },
);
