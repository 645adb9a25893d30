import type { Bag } from './bag';
import type { Criterion } from './criterion';
import type { RankedColumn } from './ranked-column';
import type { Xorshift } from './xorshift';

/** A way to cut a node in two. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  /** Where the right child begins in the samples. */
  readonly position: number;
  readonly improvement: number;
  readonly leftImpurity: number;
  readonly rightImpurity: number;
  /** Features known to be constant in this node, hence in its children. */
  readonly nConstantFeatures: number;
}

/** What a splitter works with. */
export interface SplitterContext {
  readonly columns: readonly RankedColumn[];
  readonly bag: Bag;
  readonly criterion: Criterion;
  readonly random: Xorshift;
  readonly maxFeatures: number;
  readonly minSamplesLeaf: number;
}

/**
 * Finds the best split of a node among features drawn without repetition. Subclasses say how one feature is tried.
 *
 * `features` persists over the tree. While a node is split it is kept in five parts, so that constants cost no second
 * look: [known constants drawn | known constants | constants found here | not drawn yet | tried].
 */
export abstract class Splitter {
  protected readonly samples: Int32Array;
  protected readonly context: SplitterContext;
  private readonly features: Int32Array;
  private readonly constantFeatures: Int32Array;
  protected bestProxy = 0;
  protected bestFeature = 0;
  private bestThreshold = 0;
  private bestPosition = 0;

  constructor(context: SplitterContext) {
    this.context = context;
    this.samples = context.bag.samples;
    this.features = Int32Array.from(context.columns, (_, feature) => feature);
    this.constantFeatures = new Int32Array(context.columns.length);
  }

  /**
   * Looks at the cuts of one feature in samples[start, end), calling `keep` for an allowed one that beats `bestProxy`.
   * Returns false if the feature is constant there.
   */
  protected abstract tryFeature(feature: number, start: number, end: number): boolean;

  /** True if trying `lastTried` has left the samples on the sides of the best cut already. */
  protected abstract leavesPartitioned(lastTried: number): boolean;

  /**
   * Splits the node that the criterion has just started, samples[start, end), and reorders the samples so that
   * the left child's come first. Returns undefined if no cut is allowed.
   *
   * @param nKnownConstants how many features, first in `features`, are known to be constant
   */
  split(start: number, end: number, impurity: number, nKnownConstants: number): Split | undefined {
    const { random, maxFeatures } = this.context;
    const { features } = this;
    this.bestProxy = -Infinity;
    this.bestPosition = end;
    let lastTried = -1;
    let nUndrawn = features.length;
    let nVisited = 0;
    let nDrawnConstants = 0;
    let nFoundConstants = 0;
    let nConstants = nKnownConstants;

    // Constants count towards maxFeatures, but the draw goes on until one feature was not constant.
    while (
      nUndrawn > nConstants &&
      (nVisited < maxFeatures || nVisited <= nFoundConstants + nDrawnConstants)
    ) {
      nVisited++;
      let drawn = random.integer(nDrawnConstants, nUndrawn - nFoundConstants);
      if (drawn < nKnownConstants) {
        swap(features, drawn, nDrawnConstants++);
        continue;
      }
      drawn += nFoundConstants;
      lastTried = features[drawn]!;
      if (this.tryFeature(lastTried, start, end)) {
        swap(features, drawn, --nUndrawn);
      } else {
        swap(features, drawn, nConstants++);
        nFoundConstants++;
      }
    }

    const found = this.bestPosition < end;
    if (found && !this.leavesPartitioned(lastTried)) {
      this.partition(this.bestFeature, this.bestThreshold, start, end);
    }
    this.restoreConstants(nKnownConstants, nFoundConstants);
    return found ? this.bestSplit(impurity, nConstants) : undefined;
  }

  /** Keeps a cut as the best so far. Of equal ones the first stays: callers ask for strictly more than `bestProxy`. */
  protected keep(proxy: number, feature: number, threshold: number, position: number): void {
    this.bestProxy = proxy;
    this.bestFeature = feature;
    this.bestThreshold = threshold;
    this.bestPosition = position;
  }

  /** Reorders the samples so that those up to the threshold come first; returns where the others begin. */
  protected partition(feature: number, threshold: number, start: number, end: number): number {
    const { samples } = this;
    const { values } = this.context.columns[feature]!;
    let p = start;
    while (p < end) {
      if (values[samples[p]!]! <= threshold) p++;
      else swap(samples, p, --end);
    }
    return p;
  }

  /** Puts the known constants back in their old order and appends those found here, for the children to know. */
  private restoreConstants(nKnown: number, nFound: number): void {
    const { features, constantFeatures } = this;
    for (let i = 0; i < nKnown; i++) features[i] = constantFeatures[i]!;
    for (let i = nKnown; i < nKnown + nFound; i++) constantFeatures[i] = features[i]!;
  }

  private bestSplit(impurity: number, nConstantFeatures: number): Split {
    const { criterion } = this.context;
    criterion.reset();
    criterion.moveTo(this.bestPosition);
    const leftImpurity = criterion.leftImpurity();
    const rightImpurity = criterion.rightImpurity();
    return {
      feature: this.bestFeature,
      threshold: this.bestThreshold,
      position: this.bestPosition,
      improvement: criterion.improvement(impurity, leftImpurity, rightImpurity),
      leftImpurity,
      rightImpurity,
      nConstantFeatures,
    };
  }
}

function swap(array: Int32Array, i: number, j: number): void {
  const swapped = array[i]!;
  array[i] = array[j]!;
  array[j] = swapped;
}
