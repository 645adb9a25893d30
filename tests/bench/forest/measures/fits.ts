import { randomState } from '../../../../src/lesson/settings';
import type { Bench } from '../bench';
import type { BenchReport, FitFigures } from '../report';
import { measureFit } from './fit';

/** Seed of the forests on made tables. */
const seed = 0;

/** The lesson's train rows, the lesson's seed, scikit-learn's defaults. */
export async function measureCalifornia(bench: Bench): Promise<FitFigures> {
  const { train } = await bench.tables.california();
  return measureFit(bench, {
    title: 'California',
    table: train,
    kind: 'regression',
    seed: randomState,
    trees: 20,
    sklearnTrees: bench.quick ? 8 : 20,
  });
}

/** Friedman's first problem with ten features. */
export async function measureGrowth(bench: Bench): Promise<BenchReport['growth']> {
  const sizes = [
    { rows: 5_000, trees: 40, sklearnTrees: 20 },
    { rows: 20_000, trees: 20, sklearnTrees: 6 },
    { rows: 80_000, trees: 20, sklearnTrees: 2 },
  ];
  const growth: BenchReport['growth'] = [];
  for (const { rows, trees, sklearnTrees } of sizes) {
    const name = `friedman1-${rows}`;
    const table = await bench.tables.get({ name, generator: 'friedman1', rows, features: 10 });
    if (!table) continue;
    const title = `Friedman 1, ${rows.toLocaleString('en')} rows`;
    const figures = await measureFit(bench, { title, table, kind: 'regression', seed, trees, sklearnTrees });
    growth.push({ rows, ...figures });
  }
  return growth;
}

/** Ten kinds of handwritten digits from 64 grey values. */
export async function measureClasses(bench: Bench): Promise<BenchReport['classes']> {
  const table = await bench.tables.get({ name: 'digits', generator: 'digits', rows: 1_797, features: 64 });
  if (!table) {
    bench.say('Digits are left out: they come with scikit-learn.');
    return null;
  }
  const forest = { kind: 'classification', seed, trees: 100, sklearnTrees: 100 } as const;
  const figures = await measureFit(bench, { title: 'Digits', table, ...forest });
  return { dataset: 'digits', classes: 10, ...figures };
}

/** Regression with few and with many features. */
export async function measureFeatures(bench: Bench): Promise<BenchReport['features']> {
  const widths = [
    { features: 4, trees: 20, sklearnTrees: 20 },
    { features: 60, trees: 20, sklearnTrees: 2 },
  ];
  const all: BenchReport['features'] = [];
  for (const { features, trees, sklearnTrees } of widths) {
    const name = `regression-${features}`;
    const table = await bench.tables.get({ name, generator: 'regression', rows: 10_000, features });
    if (!table) continue;
    const title = `${features} features, 10,000 rows`;
    const figures = await measureFit(bench, { title, table, kind: 'regression', seed, trees, sklearnTrees });
    all.push({ features, ...figures });
  }
  return all;
}
