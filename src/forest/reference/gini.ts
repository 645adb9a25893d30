import type { Bag } from './bag';
import { Criterion } from './criterion';

/** Gini impurity of the classes: scikit-learn's criterion `gini`. Its sums are whole numbers, so exact. */
export class Gini extends Criterion {
  readonly valueSize: number;
  private readonly codes: Int32Array;
  private readonly counts: Float64Array;
  private readonly leftCounts: Float64Array;
  private readonly rightCounts: Float64Array;

  constructor(bag: Bag, codes: Int32Array, nClasses: number) {
    super(bag);
    this.codes = codes;
    this.valueSize = nClasses;
    this.counts = new Float64Array(nClasses);
    this.leftCounts = new Float64Array(nClasses);
    this.rightCounts = new Float64Array(nClasses);
  }

  startNode(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.counts.fill(0);
    this.weight = this.count(start, end, this.counts, 1);
    this.reset();
  }

  reset(): void {
    this.cut = this.start;
    this.leftWeight = 0;
    this.leftCounts.fill(0);
    this.rightCounts.set(this.counts);
  }

  moveTo(position: number): void {
    const { counts, leftCounts, rightCounts, cut, end } = this;
    if (position - cut <= end - position) {
      this.leftWeight += this.count(cut, position, leftCounts, 1);
    } else {
      leftCounts.set(counts);
      this.leftWeight = this.weight - this.count(position, end, leftCounts, -1);
    }
    for (let c = 0; c < counts.length; c++) rightCounts[c] = counts[c]! - leftCounts[c]!;
    this.cut = position;
  }

  proxyImprovement(): number {
    return -(this.weight - this.leftWeight) * this.rightImpurity() - this.leftWeight * this.leftImpurity();
  }

  nodeImpurity(): number {
    return giniOf(this.counts, this.weight);
  }

  leftImpurity(): number {
    return giniOf(this.leftCounts, this.leftWeight);
  }

  rightImpurity(): number {
    return giniOf(this.rightCounts, this.weight - this.leftWeight);
  }

  writeValue(values: Float64Array, offset: number): void {
    values.set(this.counts, offset);
  }

  /** Adds samples[from, to) to the class counts with the given sign and returns their weight. */
  private count(from: number, to: number, counts: Float64Array, sign: 1 | -1): number {
    let weight = 0;
    for (let p = from; p < to; p++) {
      const row = this.samples[p]!;
      counts[this.codes[row]!]! += sign * this.weights[row]!;
      weight += this.weights[row]!;
    }
    return weight;
  }
}

function giniOf(counts: Float64Array, weight: number): number {
  let sumOfSquares = 0;
  for (const count of counts) sumOfSquares += count * count;
  return 1 - sumOfSquares / (weight * weight);
}
