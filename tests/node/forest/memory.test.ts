import { describe, expect, test } from 'vitest';
import { InvalidDataError } from '../../../src/forest';
import type { TrainingData, TreeOptions } from '../../../src/forest/engine';
import { RandomState } from '../../../src/forest/numpy/random-state';
import { kernelEngines } from '../../../src/forest/wasm/kernel-engine';
import { KernelTable } from '../../../src/forest/wasm/kernel-table';
import { KernelTreeBuilder } from '../../../src/forest/wasm/kernel-tree-builder';
import { bytesNeeded, checkMemory } from '../../../src/forest/wasm/memory-need';
import { type KernelEngineName, planTrees, type TreePlan } from '../../../src/forest/wasm/tree-plan';
import { splitterSeed, treeSeeds } from '../../../src/forest/bootstrap';
import { loadLesson } from './california';
import { kernelModules } from './kernel';

const poll = () => undefined;
const modules = kernelModules();

const full: TreeOptions = {
  splitter: 'best',
  maxFeatures: 2,
  maxDepth: Infinity,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxLeafNodes: Infinity,
  minImpurityDecrease: 0,
  square: 'exact',
};

/** A table of random numbers, to be told into `nClasses` classes, or with 0 to predict a number. */
function randomData(nRows: number, nFeatures: number, nClasses: number): TrainingData {
  const random = new RandomState(1);
  const draw = () => random.uint32() / 2 ** 32;
  const columns = Array.from({ length: nFeatures }, () => Float32Array.from({ length: nRows }, draw));
  const target = Float64Array.from({ length: nRows }, draw);
  if (nClasses === 0) return { columns, target: { kind: 'regression', values: target } };
  const codes = Int32Array.from(target, (share) => Math.floor(share * nClasses));
  return { columns, target: { kind: 'classification', codes, nClasses } };
}

/** Trains a tree and returns how many bytes the kernel has reserved for it. */
function reservedFor(plan: TreePlan, data: TrainingData, options: TreeOptions) {
  const table = new KernelTable(modules, data.columns, poll);
  if (options.splitter === 'best') table.presort(poll);
  new KernelTreeBuilder(plan, table, data.target, options).build({ seed: 1, poll });
  const { exports } = table.kernel;
  // Behind it are the values of classes, which take room as nodes come.
  const values = 7;
  return (plan.nClasses === 0 ? exports.reserved() : exports.treeArray(values)) >>> 0;
}

describe('the estimate of the memory that a fit takes is what the kernel reserves, within 4 %', () => {
  const shapes = [
    [20_000, 8, 0],
    [20_000, 60, 0],
    [70_000, 4, 0],
    [20_000, 8, 7],
    [70_000, 20, 3],
  ] as const;
  const options: Partial<TreeOptions>[] = [
    {},
    { splitter: 'random' },
    { maxLeafNodes: 5000 },
    { minSamplesLeaf: 4, maxDepth: 6 },
  ];
  const engines: KernelEngineName[] = ['exact', 'turbo'];
  const cases = engines.flatMap((engine) =>
    shapes.flatMap(([nRows, nFeatures, nClasses]) =>
      options.map((chosen) => ({ engine, nRows, nFeatures, nClasses, chosen })),
    ),
  );

  test.each(cases)('%j', ({ engine, nRows, nFeatures, nClasses, chosen }) => {
    const data = randomData(nRows, nFeatures, nClasses);
    const plan = planTrees(engine, data, { ...full, ...chosen });
    const reserved = reservedFor(plan, data, { ...full, ...chosen });
    expect(bytesNeeded(plan) / reserved).toBeGreaterThan(0.96);
    expect(bytesNeeded(plan) / reserved).toBeLessThan(1.04);
  });
});

test.each(['exact', 'turbo'] as const)(
  'a worker with California housing has less than 8 MB of WebAssembly memory with the engine %s',
  (engine) => {
    const { xTrain, yTrain } = loadLesson();
    const columns = xTrain.map((column) => Float32Array.from(column));
    const data: TrainingData = { columns, target: { kind: 'regression', values: yTrain } };
    const options = { ...full, maxFeatures: 8 };
    const table = new KernelTable(modules, columns, poll);
    table.presort(poll);
    const builder = new KernelTreeBuilder(planTrees(engine, data, options), table, data.target, options);
    for (const seed of treeSeeds(201, 8)) {
      builder.build({ seed: splitterSeed(seed), bootstrap: { seed, nDraws: yTrain.length }, poll });
    }
    const held = table.kernel.exports.memory.buffer.byteLength;
    console.log(`California housing, ${engine}: ${(held / 1e6).toFixed(2)} MB of WebAssembly memory`);
    expect(held).toBeLessThan(8e6);
  },
);

describe('a table too large for WebAssembly', () => {
  const plan: TreePlan = {
    nRows: 30_000_000,
    nFeatures: 10,
    splitter: 'best',
    nClasses: 0,
    hasExactSums: false,
    keepsOrder: true,
    isBestFirst: false,
    maxLeaves: 30_000_000,
  };

  test('is refused before anything is reserved, with the size of the table and of the memory', () => {
    expect(() => {
      checkMemory(plan);
    }).toThrow(InvalidDataError);
    expect(() => {
      checkMemory(plan);
    }).toThrow(
      /^Training on 30,000,000 rows × 10 features would take \d+\.\d GB; WebAssembly has at most 4\.3 GB\. Use/,
    );
  });

  test('is refused by fit', () => {
    // One column, a thousand times: the table is refused before it is copied.
    const column = new Float32Array(4_000_000);
    const columns = Array.from({ length: 1000 }, () => column);
    const { exact } = kernelEngines(modules);
    const target = { kind: 'regression', values: new Float64Array(column.length) } as const;
    expect(() => exact.prepare({ columns, target }, full, poll)).toThrow('4,000,000 rows × 1,000 features');
  });
});
