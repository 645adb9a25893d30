import { randomState } from '../../../../src/lesson/settings';
import { interleave } from '../../common/rounds';
import { figure } from '../../common/text';
import type { Bench } from '../bench';
import { contenders, type Contender } from '../page/engine';
import { predictFigures, type ContenderFigures, type PredictFigures } from '../report';

/** The lesson's largest forest has 84 trees; one of 20 tells as much about speed. */
export function forestTrees({ quick }: Bench): number {
  return quick ? 20 : 84;
}

/** Engines predict so often in a round, because once takes them only about 12 ms. */
const REPEATS = 10;

/** Nanoseconds a row and tree on California's test rows. */
export async function measurePredict(bench: Bench): Promise<PredictFigures> {
  const { browser, sklearn, engines } = bench;
  const trees = forestTrees(bench);
  const { train, test } = await bench.tables.california();
  const nanoseconds = (seconds: number) => (seconds * 1e9) / (trees * test.rows);
  const forest = { table: train, kind: 'regression', trees, seed: randomState } as const;
  bench.say(`Prediction: training forests of ${trees} trees`);
  await sklearn?.fit(forest);
  for (const engine of contenders) if (engines[engine] !== null) await browser.fit({ ...forest, engine });
  const runner = (engine: Contender) =>
    engines[engine] === null
      ? undefined
      : async () => nanoseconds((await browser.predict({ table: test, engine, repeats: REPEATS })).seconds);
  const runners = {
    sklearn:
      sklearn && (async () => nanoseconds((await sklearn.predict({ table: test, repeats: 1 })).seconds)),
    exact: runner('exact'),
    turbo: runner('turbo'),
  };
  // The first round warms everybody up.
  await interleave(1, runners);
  const medians = await interleave(bench.rounds, runners, (figures, round) => {
    bench.say(`Prediction, round ${round} of ${bench.rounds}: ${inWords(figures)}`);
  });
  return predictFigures(medians);
}

function inWords({ sklearn, exact, turbo }: ContenderFigures): string {
  const [a, b, c] = [sklearn, exact, turbo].map(figure);
  return `scikit-learn ${a}, exact ${b}, turbo ${c} ns a row and tree`;
}
