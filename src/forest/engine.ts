import type { Tree } from './tree';

/**
 * How trees are grown: `exact` as scikit-learn grows them, to the last bit; `turbo` as good trees in a third of the time;
 * `reference` as `exact`, in plain TypeScript written to be read.
 */
export type EngineName = 'exact' | 'turbo' | 'reference';

/** What the trees shall predict. */
export type Target =
  | { readonly kind: 'regression'; readonly values: Float64Array }
  /** `codes` are 0 to nClasses - 1. */
  | { readonly kind: 'classification'; readonly codes: Int32Array; readonly nClasses: number };

/** A training set, checked: at least one feature and one row, equal lengths, all numbers finite. */
export interface TrainingData {
  /** One column per feature in single precision, which is what scikit-learn trains on. May be shared memory. */
  readonly columns: readonly Float32Array[];
  readonly target: Target;
}

/** How a mean is squared: as x * x, or as the C runtime of Windows did (see reference/square.ts). */
export type SquareKind = 'exact' | 'windows';

/** The parameters of a tree, checked and resolved to numbers for one training set. `Infinity` means no limit. */
export interface TreeOptions {
  /** `best` tries every threshold of a feature, `random` (extra-trees) draws one. */
  readonly splitter: 'best' | 'random';
  readonly maxFeatures: number;
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  /** Finite: the tree grows best-first until it has so many leaves. */
  readonly maxLeafNodes: number;
  readonly minImpurityDecrease: number;
  readonly square: SquareKind;
}

/** The rows of a tree: so many draws with replacement by the tree's seed, see `bootstrapCounts`. */
export interface Bootstrap {
  readonly seed: number;
  readonly nDraws: number;
}

/** One tree to build. */
export interface TreeTask {
  /** Seed of the tree's own random numbers (the splitter's xorshift). */
  readonly seed: number;
  /** Without it every row counts once. */
  readonly bootstrap?: Bootstrap;
  /** Called every few milliseconds; may throw to give the tree up. */
  readonly poll: () => void;
}

/** Builds any number of trees from one prepared training set. */
export interface TreeBuilder {
  build(task: TreeTask): Tree;
}

/**
 * An implementation of tree building. The estimators draw the seeds and bootstraps, and compute predictions,
 * out-of-bag estimates and importances themselves, so engines differ in nothing but how a tree is grown.
 */
export interface Engine {
  readonly name: EngineName;
  /** What can be done once per training set: ranking, sorting, copying into WebAssembly memory. Polls as a task does. */
  prepare(data: TrainingData, options: TreeOptions, poll: () => void): TreeBuilder;
}
