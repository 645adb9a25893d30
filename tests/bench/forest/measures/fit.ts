import { interleave } from '../../common/rounds';
import { figure } from '../../common/text';
import type { Bench } from '../bench';
import { contenders, type Contender, type ForestKind } from '../page/engine';
import type { TableFile } from '../page/table';
import { fitFigures, type ContenderFigures, type FitFigures } from '../report';

export interface FitSpec {
  readonly title: string;
  readonly table: TableFile;
  readonly kind: ForestKind;
  readonly seed: number;
  /** Trees of the engines' forests. */
  readonly trees: number;
  /** Trees of scikit-learn's forests; it prepares nothing, so fewer give the same time per tree. */
  readonly sklearnTrees: number;
}

/**
 * Milliseconds a tree, after a first forest that is not counted: it warms everybody up, and the engines prepare the table
 * in it, which they keep for the next fit.
 */
export async function measureFit(bench: Bench, spec: FitSpec): Promise<FitFigures> {
  const { browser, sklearn, engines, say } = bench;
  const { title, table, kind, seed, trees, sklearnTrees } = spec;
  const perTree = async (seconds: Promise<number>, count: number) => ((await seconds) * 1000) / count;
  const runner = (engine: Contender) =>
    engines[engine] === null
      ? undefined
      : () => perTree(browser.fit({ table, kind, engine, trees, seed }), trees);

  await sklearn?.fit({ table, kind, trees: 1, seed });
  for (const engine of contenders) {
    if (engines[engine] !== null) await browser.fit({ table, kind, engine, trees: 2, seed });
  }
  const medians = await interleave(
    bench.rounds,
    {
      sklearn:
        sklearn && (() => perTree(sklearn.fit({ table, kind, trees: sklearnTrees, seed }), sklearnTrees)),
      exact: runner('exact'),
      turbo: runner('turbo'),
    },
    (figures, round) => {
      say(`${title}, round ${round} of ${bench.rounds}: ${inWords(figures)}`);
    },
  );
  return fitFigures(medians);
}

function inWords({ sklearn, exact, turbo }: ContenderFigures): string {
  return `scikit-learn ${figure(sklearn)}, exact ${figure(exact)}, turbo ${figure(turbo)} ms a tree`;
}
