import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrainingData, TreeOptions } from '../../../src/forest/engine';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { referenceEngine } from '../../../src/forest/reference/reference-engine';
import { kernelEngines } from '../../../src/forest/wasm/kernel-engine';
import { kernelModules } from './kernel';
import { treeDigest } from './oracles';

/** Kinds of columns that the kernel counts, sorts and lists in different ways; `levels` is how many values there are. */
const columnKinds = {
  levels: (random: RandomState, levels: number) => random.randint(0, levels),
  mostlyZero: (random: RandomState, levels: number) =>
    random.randint(0, 10) > 0 ? 0 : random.randint(0, levels),
  distinct: (random: RandomState) => random.uint32(),
  constant: () => 7,
  /** Neighbours in single precision, of which those next to each other count as equal. */
  close: (random: RandomState) => 1 + random.randint(0, 40) / 2 ** 23,
};

const kinds = Object.keys(columnKinds) as (keyof typeof columnKinds)[];

const column = fc.record({ kind: fc.constantFrom(...kinds), levels: fc.integer({ min: 2, max: 70 }) });
/** All of few values, so that their features are drawn at once in small nodes. */
const codedColumn = fc.record({
  kind: fc.constantFrom('levels', 'mostlyZero', 'constant'),
  levels: fc.integer({ min: 2, max: 64 }),
} as const);

/** All of so few values that their cuts are counted at once. */
const fewColumn = fc.record({
  kind: fc.constantFrom('levels', 'mostlyZero', 'constant'),
  levels: fc.integer({ min: 2, max: 17 }),
} as const);

interface Recipe {
  readonly seed: number;
  readonly nRows: number;
  readonly nClasses: number;
  readonly columns: readonly { readonly kind: keyof typeof columnKinds; readonly levels: number }[];
}

const tables: fc.Arbitrary<Recipe> = fc.record({
  seed: fc.nat(),
  nRows: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 600 })),
  nClasses: fc.constantFrom(2, 3, 7, 8, 9, 16, 17, 40, 130),
  columns: fc.oneof(
    fc.array(column, { minLength: 1, maxLength: 8 }),
    fc.array(codedColumn, { minLength: 1, maxLength: 66 }),
    fc.array(fewColumn, { minLength: 1, maxLength: 66 }),
  ),
});

const treeOptions = fc.record({
  maxFeatures: fc.integer({ min: 1, max: 66 }),
  maxDepth: fc.constantFrom(Infinity, Infinity, 1, 5),
  minSamplesLeaf: fc.constantFrom(1, 1, 1, 2, 5),
  maxLeafNodes: fc.constantFrom(Infinity, Infinity, 2, 12),
  minImpurityDecrease: fc.constantFrom(0, 0, 0.01),
});

/** A table whose classes follow its first column, with noise. */
function makeData({ seed, nRows, nClasses, columns }: Recipe): TrainingData {
  const random = new RandomState(seed);
  const X = columns.map(({ kind, levels }) =>
    Float32Array.from({ length: nRows }, () => columnKinds[kind](random, levels)),
  );
  const codes = Int32Array.from({ length: nRows }, (_, row) =>
    random.randint(0, 3) === 0 ? random.randint(0, nClasses) : Math.floor(X[0]![row]!) % nClasses,
  );
  return { columns: X, target: { kind: 'classification', codes, nClasses } };
}

describe.each(['either', 'wide'] as const)('the kernel, build %s', (build) => {
  const { exact } = kernelEngines(kernelModules(build));

  test('grows the classification trees of the reference on tables of many ties', () => {
    fc.assert(
      fc.property(tables, treeOptions, fc.boolean(), (recipe, chosen, bootstrap) => {
        const data = makeData(recipe);
        const options: TreeOptions = {
          ...chosen,
          splitter: 'best',
          maxFeatures: Math.min(chosen.maxFeatures, data.columns.length),
          minSamplesSplit: Math.max(2, 2 * chosen.minSamplesLeaf),
          square: 'exact',
        };
        const poll = () => undefined;
        const draws = bootstrap ? { bootstrap: { seed: recipe.seed, nDraws: recipe.nRows } } : {};
        const [actual, expected] = [exact, referenceEngine].map((engine) =>
          treeDigest(engine.prepare(data, options, poll).build({ seed: recipe.seed, poll, ...draws })),
        );
        expect(actual).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
