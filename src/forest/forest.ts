import { splitterSeed, treeSeeds } from './bootstrap';
import { isWhole, notAllowed } from './check-parameters';
import { completeParameters } from './complete-parameters';
import { checkTarget, type Column, toSingleColumns } from './data';
import type { EngineName, Target } from './engine';
import { engineFor, leafSearchFor } from './engines';
import { FitAbortedError, InvalidDataError, NotFittedError } from './errors';
import type { Fitted, ForestRecord, OutOfBag } from './fitted';
import { readForest, writeForest } from './forest-buffer';
import { forestImportances } from './importances';
import { allRows, type LeafSearch } from './leaves';
import { mergeParts } from './merge';
import { seedOrRandom } from './numpy/random-state';
import type { CompleteParameters, ForestDefaults, ForestKind, RegressorParameters } from './parameters';
import { resolveMaxSamples, resolveTreeOptions } from './resolve-options';
import type { Tree } from './tree';
import type { BaggedTree, Votes } from './votes';

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

/** What a forest was fitted to. */
export interface TrainingTable {
  readonly X: readonly Column[];
  readonly y: Float64Array;
}

/** What all forests share: training the trees, walking them, importances, buffers. */
export abstract class Forest {
  readonly parameters: CompleteParameters;
  private readonly kind: ForestKind;
  private readonly splitter: ForestDefaults['splitter'];
  private fitted: Fitted | undefined;

  constructor(parameters: RegressorParameters, defaults: ForestDefaults) {
    this.parameters = completeParameters(parameters, defaults);
    this.kind = defaults.kind;
    this.splitter = defaults.splitter;
  }

  /**
   * Reads a forest that `toBuffer` wrote, from plain or shared memory. Nothing is copied: the arrays of the trees are
   * views on the buffer, which must not change.
   * @throws InvalidDataError if the buffer is damaged or holds something else
   */
  static fromBuffer<Kind extends Forest>(
    this: new (parameters: CompleteParameters) => Kind,
    buffer: ArrayBufferLike | Uint8Array,
  ): Kind {
    const { kind, parameters, ...fitted } = readForest(buffer);
    const forest = new this(parameters);
    if (kind !== forest.kind) {
      throw new InvalidDataError(
        `The buffer holds another kind of forest, ${kind}; read it with ${kind}.fromBuffer.`,
      );
    }
    forest.keep(fitted);
    return forest;
  }

  /**
   * One forest from the parts that `fit` trained with `from` and `to`, in any order: the same to the last bit as if it
   * had been fitted at once. All trees must be there; a smaller forest is fitted with a smaller nEstimators, which gives
   * the first trees of the bigger one.
   *
   * With oobScore the training set is needed once more, because the last bits of the out-of-bag estimate depend on
   * the order in which trees vote, and parts keep their sums only.
   * @throws InvalidDataError if the parts are not those of one forest
   */
  static merge<Kind extends Forest>(
    this: new (parameters?: CompleteParameters) => Kind,
    parts: readonly Kind[],
    training?: TrainingTable,
  ): Kind {
    const records = parts.map((part) => part.record());
    const forest = new this(records[0]?.parameters);
    const merged = mergeParts(records, forest.kind);
    forest.keep(merged);
    if (forest.parameters.oobScore) {
      forest.keep({ ...merged, outOfBag: forest.recountOutOfBag(merged, training) });
    }
    return forest;
  }

  /** The fitted forest, whole or a part, in one buffer to send or keep; see forest-buffer.ts for its format. */
  toBuffer(): ArrayBuffer {
    return writeForest(this.record());
  }

  /** The trees of the last `fit`, in the order of the forest. */
  get estimators(): readonly Tree[] {
    return this.requireFitted().trees;
  }

  /** The engine that really grew the trees: `reference` where the kernel of the one asked for was not loaded. */
  get trainedWith(): EngineName {
    return this.requireFitted().trainedWith;
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
    const rows = allRows(columns);
    const applied = new Int32Array(rows.length * trees.length);
    this.leafSearch.visitLeaves(trees, columns, rows, (_, index, someRows, leaves) => {
      someRows.forEach((row, i) => (applied[row * trees.length + index] = leaves[i]!));
    });
    return applied;
  }

  /** Trains the trees, without keeping them yet; `onBagged` sees each bootstrapped one with its bag, which is not kept. */
  protected train(
    columns: readonly Float32Array[],
    target: Target,
    { onTree, isAborted, from = 0, to = this.parameters.nEstimators }: FitOptions,
    onBagged: (bagged: BaggedTree) => void,
  ): Pick<Fitted, 'trees' | 'trainedWith' | 'from' | 'nRows' | 'nFeatures'> {
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
    const engine = engineFor(this.parameters.engine);
    const builder = engine.prepare({ columns, target }, options, poll);
    const seeds = treeSeeds(seedOrRandom(randomState), to).slice(from);
    const trees = seeds.map((seed, t) => {
      const task = { seed: splitterSeed(seed), poll };
      const bag = { seed, nDraws };
      const tree = builder.build(bootstrap ? { ...task, bootstrap: bag } : task);
      if (bootstrap) onBagged({ tree, bootstrap: bag });
      onTree?.(tree, from + t);
      return tree;
    });
    return { trees, trainedWith: engine.name, from, nRows, nFeatures };
  }

  protected get leafSearch(): LeafSearch {
    return leafSearchFor(this.parameters.engine);
  }

  protected keep(fitted: Fitted): void {
    this.fitted = fitted;
  }

  /** No votes yet on the rows of the columns; classes are undefined for regression. */
  protected abstract emptyVotes(columns: readonly Float32Array[], classes: Float64Array | undefined): Votes;

  /** The out-of-bag estimate that the votes make. */
  protected abstract countVotes(votes: Votes, y: Float64Array, classes: Float64Array | undefined): OutOfBag;

  /** Lets all trees vote in order, each on the rows that its bootstrap, drawn again, leaves out. */
  private recountOutOfBag({ trees, nRows, classes }: Fitted, training: TrainingTable | undefined): OutOfBag {
    if (!training) {
      throw new InvalidDataError(
        'To merge parts with oobScore, pass the training set as well: merge(parts, { X, y }).',
      );
    }
    const columns = this.checkedColumns(training.X);
    checkTarget(training.y, columns[0]!.length);
    if (training.y.length !== nRows) {
      throw new InvalidDataError(`The parts were fitted to ${nRows} rows; X has ${training.y.length}.`);
    }
    const { randomState, maxSamples } = this.parameters;
    const nDraws = resolveMaxSamples(maxSamples, nRows);
    const seeds = treeSeeds(seedOrRandom(randomState), trees.length);
    const votes = this.emptyVotes(columns, classes);
    trees.forEach((tree, t) => {
      votes.addOutOfBag({ tree, bootstrap: { seed: seeds[t]!, nDraws } });
    });
    return this.countVotes(votes, training.y, classes);
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

  protected requireFitted(): Fitted {
    if (!this.fitted) throw new NotFittedError('The forest is not fitted yet; call fit first.');
    return this.fitted;
  }

  protected requireOutOfBag(): OutOfBag {
    const outOfBag = this.fitted?.outOfBag;
    if (!outOfBag)
      throw new NotFittedError('There is no out-of-bag estimate; set oobScore to true and call fit.');
    return outOfBag;
  }

  private record(): ForestRecord {
    return { kind: this.kind, parameters: this.parameters, ...this.requireFitted() };
  }
}
