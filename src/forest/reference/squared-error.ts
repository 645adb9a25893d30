import type { Bag } from './bag';
import { Criterion } from './criterion';

/** Variance of the target: scikit-learn's criterion `squared_error`. */
export class SquaredError extends Criterion {
  readonly valueSize = 1;
  /** Per row: w·y and (w·y)·y. Multiplied once per tree, not at each of the 1.5 million visits. */
  private readonly weightedTarget: Float64Array;
  private readonly weightedSquare: Float64Array;
  private readonly square: (x: number) => number;
  private sum = 0;
  private sumOfSquares = 0;
  private leftSum = 0;

  constructor(bag: Bag, target: Float64Array, square: (x: number) => number) {
    super(bag);
    this.weightedTarget = target.map((y, row) => bag.weights[row]! * y);
    this.weightedSquare = target.map((y, row) => this.weightedTarget[row]! * y);
    this.square = square;
  }

  startNode(start: number, end: number): void {
    const { samples, weights, weightedTarget, weightedSquare } = this;
    let weight = 0;
    let sum = 0;
    let sumOfSquares = 0;
    for (let p = start; p < end; p++) {
      const row = samples[p]!;
      weight += weights[row]!;
      sum += weightedTarget[row]!;
      sumOfSquares += weightedSquare[row]!;
    }
    this.start = start;
    this.end = end;
    this.weight = weight;
    this.sum = sum;
    this.sumOfSquares = sumOfSquares;
    this.reset();
  }

  reset(): void {
    this.cut = this.start;
    this.leftWeight = 0;
    this.leftSum = 0;
  }

  moveTo(position: number): void {
    const { samples, weights, weightedTarget, end, cut } = this;
    let leftWeight = this.leftWeight;
    let leftSum = this.leftSum;
    if (position - cut <= end - position) {
      for (let p = cut; p < position; p++) {
        const row = samples[p]!;
        leftWeight += weights[row]!;
        leftSum += weightedTarget[row]!;
      }
    } else {
      leftWeight = this.weight;
      leftSum = this.sum;
      for (let p = end - 1; p >= position; p--) {
        const row = samples[p]!;
        leftWeight -= weights[row]!;
        leftSum -= weightedTarget[row]!;
      }
    }
    this.leftWeight = leftWeight;
    this.leftSum = leftSum;
    this.cut = position;
  }

  /** The sum over both sides of sum² / weight, which orders cuts as the loss of variance does. */
  proxyImprovement(): number {
    const { leftSum, leftWeight } = this;
    const rightSum = this.sum - leftSum;
    return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (this.weight - leftWeight);
  }

  nodeImpurity(): number {
    return this.sumOfSquares / this.weight - this.square(this.sum / this.weight);
  }

  leftImpurity(): number {
    return this.leftSumOfSquares() / this.leftWeight - this.square(this.leftSum / this.leftWeight);
  }

  rightImpurity(): number {
    const rightWeight = this.weight - this.leftWeight;
    const rightSumOfSquares = this.sumOfSquares - this.leftSumOfSquares();
    return rightSumOfSquares / rightWeight - this.square((this.sum - this.leftSum) / rightWeight);
  }

  writeValue(values: Float64Array, offset: number): void {
    values[offset] = this.sum / this.weight;
  }

  private leftSumOfSquares(): number {
    let sumOfSquares = 0;
    for (let p = this.start; p < this.cut; p++) sumOfSquares += this.weightedSquare[this.samples[p]!]!;
    return sumOfSquares;
  }
}
