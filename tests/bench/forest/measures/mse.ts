import { randomState } from '../../../../src/lesson/settings';
import type { Bench } from '../bench';
import { contenders } from '../page/engine';
import type { MseFigures } from '../report';
import { forestTrees } from './predict';

/** Mean squared errors on California's test rows: speed must not come from worse forests. */
export async function measureMse(bench: Bench): Promise<MseFigures> {
  const { browser, sklearn, engines } = bench;
  const trees = forestTrees(bench);
  const { train, test } = await bench.tables.california();
  const figures: MseFigures = {
    seeds: [randomState, randomState + 1, randomState + 2],
    sklearn: [],
    exact: [],
    turbo: [],
  };
  for (const seed of figures.seeds) {
    const forest = { table: train, kind: 'regression', trees, seed } as const;
    await sklearn?.fit(forest);
    figures.sklearn.push((await sklearn?.predict({ table: test, repeats: 1 }))?.mse ?? null);
    for (const engine of contenders) {
      if (engines[engine] === null) {
        figures[engine].push(null);
        continue;
      }
      await browser.fit({ ...forest, engine });
      figures[engine].push((await browser.predict({ table: test, engine, repeats: 1 })).mse);
    }
    const last = (values: readonly (number | null)[]) => values.at(-1)?.toFixed(6) ?? '–';
    bench.say(
      `Test MSE, ${trees} trees, seed ${seed}: scikit-learn ${last(figures.sklearn)}, exact ${last(figures.exact)}, turbo ${last(figures.turbo)}`,
    );
  }
  return figures;
}
