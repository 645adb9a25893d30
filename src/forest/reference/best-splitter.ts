import { introsort } from './introsort';
import { Splitter, type SplitterContext } from './splitter';

/** Tries every threshold of a feature: sorts the node's samples by it and cuts between distinct values. */
export class BestSplitter extends Splitter {
  /** Ranks of the samples in the feature being tried, at the samples' positions. */
  private readonly keys: Int32Array;

  constructor(context: SplitterContext) {
    super(context);
    this.keys = new Int32Array(this.samples.length);
  }

  protected override tryFeature(feature: number, start: number, end: number): boolean {
    const { keys, samples } = this;
    const { criterion, minSamplesLeaf, columns } = this.context;
    const { ranks, valueOfRank, nextDistinct } = columns[feature]!;
    for (let p = start; p < end; p++) keys[p] = ranks[samples[p]!]!;
    introsort(keys, samples, start, end - start);
    if (keys[end - 1]! < nextDistinct[keys[start]!]!) return false;

    criterion.reset();
    const lastCut = end - minSamplesLeaf;
    for (let p = start + minSamplesLeaf; p <= lastCut; p++) {
      const below = keys[p - 1]!;
      const above = keys[p]!;
      if (above < nextDistinct[below]!) continue;
      criterion.moveTo(p);
      const proxy = criterion.proxyImprovement();
      if (proxy > this.bestProxy)
        this.keep(proxy, feature, midpoint(valueOfRank[below]!, valueOfRank[above]!), p);
    }
    return true;
  }

  /** The final partition runs over whatever order the last feature's sort has left. */
  protected override leavesPartitioned(): boolean {
    return false;
  }
}

/** A threshold between two values of a feature that separates them in double precision. */
function midpoint(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle === above || !Number.isFinite(middle) ? below : middle;
}
