import { describe, expect, test } from 'vitest';
import type { TrainingData, TreeOptions } from '../../../src/forest/engine';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { KernelTable } from '../../../src/forest/wasm/kernel-table';
import { KernelTreeBuilder } from '../../../src/forest/wasm/kernel-tree-builder';
import { planTrees } from '../../../src/forest/wasm/tree-plan';
import { kernelModules } from './kernel';

const modules = kernelModules();
const nRows = 100_000;
const random = new RandomState(1);
const draw = () => random.uint32() / 2 ** 32;
const columns = Array.from({ length: 10 }, () => Float32Array.from({ length: nRows }, draw));
const regression = Float64Array.from({ length: nRows }, draw);
const targets = {
  regression: { kind: 'regression', values: regression },
  classification: { kind: 'classification', codes: Int32Array.from(regression, (y) => y * 5), nClasses: 5 },
} as const;
const options: TreeOptions = {
  splitter: 'best',
  maxFeatures: 10,
  maxDepth: 4,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxLeafNodes: Infinity,
  minImpurityDecrease: 0,
  square: 'exact',
};

/** The kernel asks after 2^18 values looked at, and may end a pass over the rows before. */
const longestAllowed = 2 ** 18 + 2 * nRows;

const cases = (['exact', 'turbo'] as const).flatMap((engine) =>
  (['regression', 'classification'] as const).flatMap((task) =>
    (['best', 'random'] as const).map((splitter) => ({ engine, task, splitter })),
  ),
);

describe('a fit is asked often whether it shall end, also while a large table is sorted and its root split', () => {
  test.each(cases)('$engine, $task, splitter $splitter', ({ engine, task, splitter }) => {
    const data: TrainingData = { columns, target: targets[task] };
    const chosen = { ...options, splitter };
    let asked = 0;
    const poll = () => {
      asked++;
    };
    const table = new KernelTable(modules, columns, poll);
    if (splitter === 'best') table.presort(poll);
    const plan = planTrees(engine, data, chosen);
    new KernelTreeBuilder(plan, table, data.target, chosen).build({ seed: 1, poll });
    expect(table.kernel.longestGap).toBeGreaterThan(0);
    expect(table.kernel.longestGap).toBeLessThanOrEqual(longestAllowed);

    // Whenever it is told to end it ends, and the next tree is as if nothing had been.
    const again = new KernelTable(modules, columns, () => undefined);
    const whenever = Math.floor(asked / 3);
    let left = whenever;
    const abort = () => {
      if (left-- === 0) throw new Error('aborted');
    };
    const grow = (onPoll: () => void) => {
      if (splitter === 'best') again.presort(onPoll);
      return new KernelTreeBuilder(plan, again, data.target, chosen).build({ seed: 1, poll: onPoll });
    };
    expect(() => grow(abort)).toThrow('aborted');
    expect(left).toBe(-1);
    const tree = new KernelTreeBuilder(plan, table, data.target, chosen).build({ seed: 1, poll });
    expect(grow(() => undefined)).toEqual(tree);
  });
});
