import { afterAll, describe, expect, test } from 'vitest';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import type { EngineName } from '../../../src/forest/engine';
import { loadCalifornia } from './california';
import { loadKernel } from './kernel';
import { digest, digestLength, readOracle, type Task, treeDigest } from './oracles';

/** The engines, and whether only counts make one equal to scikit-learn, which are exact in any order. */
const engines: readonly { engine: EngineName; onlyClassification: boolean }[] = [
  { engine: 'reference', onlyClassification: false },
  { engine: 'exact', onlyClassification: false },
  { engine: 'turbo', onlyClassification: true },
];

loadKernel();

const estimators = {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
};

const { tables, runs } = readOracle('parameter-sets.json.gz');
const california = loadCalifornia();

function loadTable(name: string, task: Task): { X: readonly Float64Array[]; y: Float64Array } {
  if (name === 'california5000') {
    return { X: california.X.map((column) => column.slice(0, 5000)), y: california.y.slice(0, 5000) };
  }
  const { columns, targets } = tables[name]!;
  return { X: columns.map((column) => Float64Array.from(column)), y: Float64Array.from(targets[task]!) };
}

describe.each(engines)(
  'forests of 10 trees equal scikit-learn in trees, predictions, importances and out-of-bag estimates with the engine $engine',
  ({ engine, onlyClassification }) => {
    const held = runs.filter(({ task }) => task === 'classification' || !onlyClassification);
    let identicalSets = 0;
    let identicalTrees = 0;

    test.each(held.map((run) => ({ ...run, shown: JSON.stringify(run.parameters) })))(
      '$estimator on $table, $shown',
      ({ table, task, estimator, parameters, trees, prediction, importances, oob }) => {
        const { X, y } = loadTable(table, task);
        const Estimator = estimators[estimator as keyof typeof estimators];
        const forest = new Estimator({ ...parameters, engine, oobScore: oob !== undefined }).fit(X, y);

        const expectedTrees = trees.match(new RegExp(`.{${digestLength}}`, 'g'));
        const actualTrees = forest.estimators.map(treeDigest);
        identicalTrees += actualTrees.filter((tree, t) => tree === expectedTrees?.[t]).length;
        expect(actualTrees).toEqual(expectedTrees);
        const classifies = 'predictProba' in forest;
        expect(digest(classifies ? forest.predictProba(X) : forest.predict(X))).toBe(prediction);
        expect(digest(forest.featureImportances)).toBe(importances);
        if (oob) {
          expect(digest(classifies ? forest.oobDecisionFunction : forest.oobPrediction)).toBe(oob.votes);
          expect(forest.oobScore).toBe(oob.score);
        }
        identicalSets++;
      },
    );

    afterAll(() => {
      console.log(
        `Parameter sets, ${engine}: ${identicalSets} of ${held.length} identical, ${identicalTrees} of ${held.length * 10} trees`,
      );
    });
  },
);
