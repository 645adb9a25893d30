import { isClose } from './ranked-column';
import { Splitter } from './splitter';

/** Draws one threshold per feature between its extremes in the node: extra-trees (Geurts et al. 2006). */
export class RandomSplitter extends Splitter {
  protected override tryFeature(feature: number, start: number, end: number): boolean {
    const { samples } = this;
    const { criterion, random, minSamplesLeaf, columns } = this.context;
    const { values } = columns[feature]!;
    let lowest = Infinity;
    let highest = -Infinity;
    for (let p = start; p < end; p++) {
      const value = values[samples[p]!]!;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    if (isClose(lowest, highest)) return false;

    const drawn = random.uniform(lowest, highest);
    const threshold = drawn === highest ? lowest : drawn;
    const position = this.partition(feature, threshold, start, end);
    if (position - start >= minSamplesLeaf && end - position >= minSamplesLeaf) {
      criterion.reset();
      criterion.moveTo(position);
      const proxy = criterion.proxyImprovement();
      if (proxy > this.bestProxy) this.keep(proxy, feature, threshold, position);
    }
    return true;
  }

  protected override leavesPartitioned(lastTried: number): boolean {
    return lastTried === this.bestFeature;
  }
}
