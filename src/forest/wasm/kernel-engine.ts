import type { Engine, TrainingData, TreeBuilder, TreeOptions } from '../engine';
import type { KernelModules } from './kernel';
import { KernelTable } from './kernel-table';
import { KernelTreeBuilder } from './kernel-tree-builder';
import { checkMemory, withMemory } from './memory-need';
import { type KernelEngineName, planTrees } from './tree-plan';

/** Both engines that run in WebAssembly. They share the table they were last given, for the next fit on it. */
export function kernelEngines(modules: KernelModules): Record<KernelEngineName, Engine> {
  let table: KernelTable | undefined;
  const engine = (name: KernelEngineName): Engine => ({
    name,
    prepare(data: TrainingData, options: TreeOptions, poll: () => void): TreeBuilder {
      const plan = planTrees(name, data, options);
      checkMemory(plan);
      const prepared = withMemory(plan, () => {
        if (!table?.canServe(data.columns)) table = new KernelTable(modules, data.columns, poll);
        // Extra-trees sort nothing.
        if (options.splitter === 'best') table.presort(poll);
        return table;
      });
      return new KernelTreeBuilder(plan, prepared, data.target, options);
    },
  });
  return { exact: engine('exact'), turbo: engine('turbo') };
}
