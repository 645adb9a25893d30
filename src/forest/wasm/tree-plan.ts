import type { TrainingData, TreeOptions } from '../engine';
import { hasExactSums } from './exact-sums';

/** `exact` has scikit-learn's last bits; `turbo` does not reproduce the order in which it sums. */
export type KernelEngineName = 'exact' | 'turbo';

/** What decides how the kernel grows the trees of a fit and how much memory that takes. */
export interface TreePlan {
  readonly nRows: number;
  readonly nFeatures: number;
  readonly splitter: TreeOptions['splitter'];
  /** 0 if the trees predict a number. */
  readonly nClasses: number;
  /** Whether all sums are exact, hence the same in any order. */
  readonly hasExactSums: boolean;
  /** Whether sums run in scikit-learn's order. */
  readonly keepsOrder: boolean;
  readonly isBestFirst: boolean;
  /** The most leaves that a tree with these parameters can have. */
  readonly maxLeaves: number;
}

export function planTrees(
  engine: KernelEngineName,
  { columns, target }: TrainingData,
  { splitter, maxDepth, minSamplesLeaf, maxLeafNodes }: TreeOptions,
): TreePlan {
  const nRows = columns[0]!.length;
  const isBestFirst = maxLeafNodes !== Infinity;
  const maxLeaves = Math.min(Math.ceil(nRows / minSamplesLeaf), maxLeafNodes, 2 ** maxDepth);
  const exactSums = target.kind === 'classification' || hasExactSums(target.values, nRows);
  return {
    nRows,
    nFeatures: columns.length,
    splitter,
    nClasses: target.kind === 'classification' ? target.nClasses : 0,
    hasExactSums: exactSums,
    // Extra-trees come in scikit-learn's order at no cost that were worth a second way.
    keepsOrder: (engine === 'exact' || splitter === 'random') && !exactSums,
    isBestFirst,
    maxLeaves,
  };
}
