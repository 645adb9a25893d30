import type { EngineName, SquareKind, TreeOptions } from './engine';

/**
 * The parameters of a forest, scikit-learn's in camelCase; `null` is its None. JavaScript does not tell 1 from 1.0:
 * where scikit-learn takes a count or a share, whole numbers are counts and numbers between 0 and 1 are shares.
 */
export interface ForestParameters {
  /** Number of trees. Default 100. */
  readonly nEstimators?: number;
  /** Seed, a whole number up to 2^32 - 1; null (the default) draws another one every fit. */
  readonly randomState?: number | null;
  /** Features tried at a split: a count, a share, 'sqrt', or null for all. Default null, of classifiers 'sqrt'. */
  readonly maxFeatures?: number | 'sqrt' | null;
  /** Levels below the root. Default null: no limit. */
  readonly maxDepth?: number | null;
  /** Rows a node needs to be split: a count from 2 or a share of the rows. Default 2. */
  readonly minSamplesSplit?: number;
  /** Rows each side of a split needs: a count or a share of the rows. Default 1. */
  readonly minSamplesLeaf?: number;
  /** Leaves of a tree, which then grows best-first. Default null: no limit. */
  readonly maxLeafNodes?: number | null;
  /** Impurity, as a part of the whole tree's, that a split must remove. Default 0. */
  readonly minImpurityDecrease?: number;
  /** Draw each tree's rows with repetition. Default true, of extra-trees false. */
  readonly bootstrap?: boolean;
  /** Rows drawn by the bootstrap: a count, a share, or null for as many as there are. */
  readonly maxSamples?: number | null;
  /** Estimate the score from the rows that each tree has not seen. Needs `bootstrap`. Default false. */
  readonly oobScore?: boolean;
  /** How trees are grown, see EngineName. Default 'exact'. */
  readonly engine?: EngineName;
}

export interface RegressorParameters extends ForestParameters {
  /** 'windows' squares means as scikit-learn on Windows did (see reference/square.ts). Default 'exact'. */
  readonly square?: SquareKind;
}

export const forestKinds = [
  'RandomForestRegressor',
  'RandomForestClassifier',
  'ExtraTreesRegressor',
  'ExtraTreesClassifier',
] as const;
export type ForestKind = (typeof forestKinds)[number];

/** What differs between the kinds of forests. */
export interface ForestDefaults {
  readonly kind: ForestKind;
  readonly splitter: TreeOptions['splitter'];
  readonly bootstrap: boolean;
  readonly maxFeatures: 'sqrt' | null;
}

/** The parameters with their defaults. */
export type CompleteParameters = Required<RegressorParameters>;
