import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import type { EngineName } from '../../../src/forest/engine';
import { type KernelBuild, loadKernel } from './kernel';
import { digest, digestLength, readOracle, treeDigest } from './oracles';
import { makeTable } from './random-tables';

/**
 * The engines, the builds of the kernel, and whether only sums that no order of the rows can round make one equal to
 * scikit-learn.
 */
const engines: readonly { engine: EngineName; build: KernelBuild; onlyExactSums: boolean }[] = [
  { engine: 'reference', build: 'either', onlyExactSums: false },
  { engine: 'exact', build: 'either', onlyExactSums: false },
  { engine: 'turbo', build: 'either', onlyExactSums: true },
  { engine: 'exact', build: 'wide', onlyExactSums: false },
  { engine: 'turbo', build: 'wide', onlyExactSums: true },
];

const estimators = {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
};

const { runs } = readOracle('random-cases.json.gz');

describe.each(engines)(
  'forests of random parameters on random tables equal scikit-learn with the engine $engine, build $build',
  ({ engine, build, onlyExactSums }) => {
    beforeAll(() => {
      loadKernel(build);
    });

    const held = runs.filter(({ exactSums }) => exactSums || !onlyExactSums);
    let identical = 0;

    for (const { recipe, estimator, parameters, table, trees, prediction, importances, oob } of held) {
      // Not test.each, which cuts long values off: the name shall tell all that repeats the case.
      test(`${estimator} ${JSON.stringify(parameters)} on ${JSON.stringify(recipe)}`, () => {
        const { X, y } = makeTable(recipe);
        expect(digest(...X.map((column) => Float32Array.from(column)), y)).toBe(table);
        const Estimator = estimators[estimator as keyof typeof estimators];
        const forest = new Estimator({ ...parameters, engine, oobScore: oob !== undefined }).fit(X, y);

        expect(forest.estimators.map(treeDigest)).toEqual(trees.match(new RegExp(`.{${digestLength}}`, 'g')));
        const classifies = 'predictProba' in forest;
        expect(digest(classifies ? forest.predictProba(X) : forest.predict(X))).toBe(prediction);
        expect(digest(forest.featureImportances)).toBe(importances);
        if (oob) {
          expect(digest(classifies ? forest.oobDecisionFunction : forest.oobPrediction)).toBe(oob.votes);
          expect(forest.oobScore).toBe(oob.score);
        }
        identical++;
      });
    }

    afterAll(() => {
      console.log(`Random cases, ${engine}, build ${build}: ${identical} of ${held.length} identical`);
    });
  },
);
