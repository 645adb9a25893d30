import { NO_CHILD, NO_SPLIT, type Tree } from '../tree';
import type { Criterion } from './criterion';
import type { Split } from './splitter';

/** Where a node hangs. The root has no parent. */
export type Parent = { readonly node: number; readonly side: 'left' | 'right' } | undefined;

const FIRST_CAPACITY = 1024;

/** Collects the nodes of one tree in arrays that double when full. */
export class TreeWriter {
  private readonly criterion: Criterion;
  private nodeCount = 0;
  private arrays: Omit<Tree, 'nodeCount'>;

  constructor(criterion: Criterion) {
    this.criterion = criterion;
    this.arrays = allocate(FIRST_CAPACITY, criterion.valueSize);
  }

  /** Appends the node that the criterion has just started; without a split it is a leaf. Returns its id. */
  addNode(parent: Parent, nSamples: number, impurity: number, split: Split | undefined): number {
    const node = this.nodeCount++;
    if (node === this.arrays.feature.length) this.grow();
    const { arrays, criterion } = this;
    if (parent) (parent.side === 'left' ? arrays.childrenLeft : arrays.childrenRight)[parent.node] = node;
    arrays.childrenLeft[node] = NO_CHILD;
    arrays.childrenRight[node] = NO_CHILD;
    arrays.feature[node] = split ? split.feature : NO_SPLIT;
    arrays.threshold[node] = split ? split.threshold : NO_SPLIT;
    arrays.impurity[node] = impurity;
    arrays.nNodeSamples[node] = nSamples;
    arrays.weightedNNodeSamples[node] = criterion.weight;
    criterion.writeValue(arrays.value, node * criterion.valueSize);
    return node;
  }

  /** Takes the split of a node back that has no children yet. */
  makeLeaf(node: number): void {
    this.arrays.feature[node] = NO_SPLIT;
    this.arrays.threshold[node] = NO_SPLIT;
  }

  finish(): Tree {
    const { arrays, nodeCount, criterion } = this;
    return {
      nodeCount,
      childrenLeft: arrays.childrenLeft.slice(0, nodeCount),
      childrenRight: arrays.childrenRight.slice(0, nodeCount),
      feature: arrays.feature.slice(0, nodeCount),
      threshold: arrays.threshold.slice(0, nodeCount),
      impurity: arrays.impurity.slice(0, nodeCount),
      nNodeSamples: arrays.nNodeSamples.slice(0, nodeCount),
      weightedNNodeSamples: arrays.weightedNNodeSamples.slice(0, nodeCount),
      value: arrays.value.slice(0, nodeCount * criterion.valueSize),
    };
  }

  private grow(): void {
    const old = this.arrays;
    this.arrays = allocate(old.feature.length * 2, this.criterion.valueSize);
    this.arrays.childrenLeft.set(old.childrenLeft);
    this.arrays.childrenRight.set(old.childrenRight);
    this.arrays.feature.set(old.feature);
    this.arrays.threshold.set(old.threshold);
    this.arrays.impurity.set(old.impurity);
    this.arrays.nNodeSamples.set(old.nNodeSamples);
    this.arrays.weightedNNodeSamples.set(old.weightedNNodeSamples);
    this.arrays.value.set(old.value);
  }
}

function allocate(capacity: number, valueSize: number): Omit<Tree, 'nodeCount'> {
  return {
    childrenLeft: new Int32Array(capacity),
    childrenRight: new Int32Array(capacity),
    feature: new Int32Array(capacity),
    threshold: new Float64Array(capacity),
    impurity: new Float64Array(capacity),
    nNodeSamples: new Int32Array(capacity),
    weightedNNodeSamples: new Float64Array(capacity),
    value: new Float64Array(capacity * valueSize),
  };
}
