import { bootstrapCounts, splitterSeed, treeSeeds } from './bootstrap';
import { isWhole, notAllowed } from './check-parameters';
import { completeParameters } from './complete-parameters';
import { type Column, toSingleColumns } from './data';
import type { Target } from './engine';
import { engineFor } from './engines';
import { FitAbortedError, InvalidDataError, NotFittedError } from './errors';
import { forestImportances } from './importances';
import { seedOrRandom } from './numpy/random-state';
import { type CompleteParameters, type ForestDefaults, type RegressorParameters } from './parameters';
import { resolveMaxSamples, resolveTreeOptions } from './resolve-options';
import { leafOf, type Tree } from './tree';

export interface FitOptions {
  /** Called after each tree with it and its number in the forest. */
  readonly onTree?: (tree: Tree, index: number) => void;
  /** Asked every few milliseconds at most; the reference asks before every node, so keep it cheap. */
  readonly isAborted?: () => boolean;
  /**
   * Trains only the trees from <= index < to of the forest; they are the same trees as in the whole forest, so that
   * workers can train parts of one. Default 0 and nEstimators.
   */
  readonly from?: number;
  readonly to?: number;
}

/** A tree and the rows that its bootstrap left out, marked by a count of 0. */
export interface BaggedTree {
  readonly tree: Tree;
  readonly sampleCounts: Uint32Array;
}

interface Fitted {
  readonly trees: readonly Tree[];
  readonly nFeatures: number;
}

/** What all forests share: training the trees, walking them, importances. */
export abstract class Forest {
  readonly parameters: CompleteParameters;
  private readonly splitter: ForestDefaults['splitter'];
  private fitted: Fitted | undefined;

  constructor(parameters: RegressorParameters, defaults: ForestDefaults) {
    this.parameters = completeParameters(parameters, defaults);
    this.splitter = defaults.splitter;
  }

  /** The trees of the last `fit`, in the order of the forest. */
  get estimators(): readonly Tree[] {
    return this.requireFitted().trees;
  }

  /** Mean decrease in impurity of each feature, scaled to sum 1. */
  get featureImportances(): Float64Array {
    const { trees, nFeatures } = this.requireFitted();
    return forestImportances(trees, nFeatures);
  }

  /** The leaf of each row in each tree, row by row: nRows × estimators.length node numbers. */
  apply(X: readonly Column[]): Int32Array {
    const columns = this.checkedColumns(X);
    const { trees } = this.requireFitted();
    const nRows = columns[0]!.length;
    const leaves = new Int32Array(nRows * trees.length);
    trees.forEach((tree, t) => {
      for (let row = 0; row < nRows; row++) leaves[row * trees.length + t] = leafOf(tree, columns, row);
    });
    return leaves;
  }

  /** Trains the trees; `onBagged` sees each bootstrapped one with its bag, which is not kept. */
  protected train(
    columns: readonly Float32Array[],
    target: Target,
    { onTree, isAborted, from = 0, to = this.parameters.nEstimators }: FitOptions,
    onBagged: (bagged: BaggedTree) => void,
  ): void {
    const { nEstimators, bootstrap, maxSamples, randomState } = this.parameters;
    if (!isWhole(from, 0, nEstimators - 1))
      throw notAllowed('from', from, `a whole number from 0 to ${nEstimators - 1}`);
    if (!isWhole(to, from + 1, nEstimators)) {
      throw notAllowed('to', to, `a whole number from ${from + 1} to ${nEstimators}`);
    }
    const nRows = columns[0]!.length;
    const nFeatures = columns.length;
    const options = resolveTreeOptions(this.parameters, this.splitter, nRows, nFeatures);
    const nDraws = resolveMaxSamples(maxSamples, nRows);
    const poll = (): void => {
      if (isAborted?.()) throw new FitAbortedError();
    };
    poll();
    const builder = engineFor(this.parameters.engine).prepare({ columns, target }, options, poll);
    const seeds = treeSeeds(seedOrRandom(randomState), to).slice(from);
    const trees = seeds.map((seed, t) => {
      const sampleCounts = bootstrap ? bootstrapCounts(seed, nRows, nDraws) : undefined;
      const task = { seed: splitterSeed(seed), poll };
      const tree = builder.build(sampleCounts ? { ...task, sampleCounts } : task);
      if (sampleCounts) onBagged({ tree, sampleCounts });
      onTree?.(tree, from + t);
      return tree;
    });
    this.fitted = { trees, nFeatures };
  }

  /** Checks X against the table of the fit and rounds it to single precision. */
  protected checkedColumns(X: readonly Column[]): Float32Array[] {
    const { nFeatures } = this.requireFitted();
    const columns = toSingleColumns(X);
    if (columns.length !== nFeatures) {
      throw new InvalidDataError(
        `X must have the ${nFeatures} columns of the fit; it has ${columns.length}.`,
      );
    }
    return columns;
  }

  private requireFitted(): Fitted {
    if (!this.fitted) throw new NotFittedError('The forest is not fitted yet; call fit first.');
    return this.fitted;
  }
}
