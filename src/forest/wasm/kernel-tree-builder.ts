import type { Target, TreeBuilder, TreeOptions, TreeTask } from '../engine';
import { windowsSquares } from '../reference/windows-squares';
import type { Tree } from '../tree';
import type { KernelTable } from './kernel-table';
import { withMemory } from './memory-need';
import type { TreePlan } from './tree-plan';

const NO_LIMIT = 0x7fffffff;

/** Bootstraps draw a little more or less than the first one: of 16,512 rows 10,438 on average, with a deviation of 40. */
const MARGIN = 1.02;

/** Four integers and three doubles; values come on top. */
const BYTES_PER_NODE = 4 * Int32Array.BYTES_PER_ELEMENT + 3 * Float64Array.BYTES_PER_ELEMENT;

/** Which builder's parameters and target are in the memory of a table's kernel. */
const occupants = new WeakMap<KernelTable, KernelTreeBuilder>();

/** Builds trees on a table in a kernel's memory. */
export class KernelTreeBuilder implements TreeBuilder {
  private readonly plan: TreePlan;
  private readonly table: KernelTable;
  private readonly target: Target;
  private readonly options: TreeOptions;
  /** Distinct rows of a tree that there is room for. */
  private maxSamples = 0;

  constructor(plan: TreePlan, table: KernelTable, target: Target, options: TreeOptions) {
    this.plan = plan;
    this.table = table;
    this.target = target;
    this.options = options;
  }

  build({ seed, bootstrap, poll }: TreeTask): Tree {
    const { plan, table } = this;
    return table.run(poll, (kernel) =>
      withMemory(plan, () => {
        const { exports } = kernel;
        const draw = () =>
          bootstrap ? exports.drawRows(bootstrap.seed, bootstrap.nDraws) : exports.takeAllRows();
        // A fit that was started between two trees of another one, by its callback, uses the same memory.
        if (occupants.get(table) !== this || draw() > this.maxSamples) this.occupy(draw);
        return this.readTree(exports.growTree(seed));
      }),
    );
  }

  /** Lays out the memory behind the table for trees of about so many distinct rows as `draw` draws. */
  private occupy(draw: () => number): void {
    const { plan, table, target } = this;
    const { exports } = table.kernel;
    occupants.delete(table);
    table.release();
    this.setOptions();
    exports.reserveSampleCounts();
    this.maxSamples = Math.min(table.nRows, Math.ceil(draw() * MARGIN) + 64);
    exports.reserveBag(this.maxSamples);
    const maxLeaves = Math.min(plan.maxLeaves, this.maxSamples);
    exports.reserveWork(maxLeaves);
    if (target.kind === 'regression') this.writeRegression(target.values);
    else this.writeClassification(target.codes, target.nClasses);
    exports.reserveTree(2 * maxLeaves - 1, this.valueSize());
    occupants.set(table, this);
  }

  private writeRegression(targets: Float64Array): void {
    const { kernel, nRows } = this.table;
    const { exports } = kernel;
    exports.reserveRegressionWork();
    const { hasExactSums, keepsOrder, splitter } = this.plan;
    exports.setMode(keepsOrder, hasExactSums);
    kernel.doubles(exports.reserveTarget(), nRows).set(targets);
    if (keepsOrder && splitter === 'best') exports.reserveOrder();
    const squares = this.options.square === 'windows' ? [...windowsSquares()].sort(([a], [b]) => a - b) : [];
    const squaresAt = exports.reserveSquares(squares.length);
    kernel
      .doubles(squaresAt, 2 * squares.length)
      .set([...squares.map(([x]) => x), ...squares.map(([, x2]) => x2)]);
  }

  private writeClassification(codes: Int32Array, nClasses: number): void {
    const { kernel, nRows } = this.table;
    kernel.integers(kernel.exports.reserveClassification(nClasses), nRows).set(codes);
  }

  private setOptions(): void {
    const { splitter, maxFeatures, maxDepth } = this.options;
    const { minSamplesSplit, minSamplesLeaf, maxLeafNodes, minImpurityDecrease } = this.options;
    this.table.kernel.exports.setOptions(
      splitter === 'random',
      maxFeatures,
      Math.min(maxDepth, NO_LIMIT),
      Math.min(minSamplesSplit, NO_LIMIT),
      Math.min(minSamplesLeaf, NO_LIMIT),
      Math.min(maxLeafNodes, NO_LIMIT),
      minImpurityDecrease,
    );
  }

  private valueSize(): number {
    return this.target.kind === 'regression' ? 1 : this.target.nClasses;
  }

  private readTree(nodeCount: number): Tree {
    const { kernel } = this.table;
    const nValues = nodeCount * this.valueSize();
    // One buffer for all arrays: eight buffers a tree take the browser longer to make and to throw away.
    const buffer = new ArrayBuffer(nodeCount * BYTES_PER_NODE + nValues * Float64Array.BYTES_PER_ELEMENT);
    let end = 0;
    const doubles = (index: number, length = nodeCount) => {
      const copied = new Float64Array(buffer, end, length);
      copied.set(kernel.doubles(kernel.exports.treeArray(index), length));
      end += copied.byteLength;
      return copied;
    };
    const integers = (index: number) => {
      const copied = new Int32Array(buffer, end, nodeCount);
      copied.set(kernel.integers(kernel.exports.treeArray(index), nodeCount));
      end += copied.byteLength;
      return copied;
    };
    const [threshold, impurity, weightedNNodeSamples] = [doubles(3), doubles(4), doubles(6)];
    const value = doubles(7, nValues);
    return {
      nodeCount,
      childrenLeft: integers(0),
      childrenRight: integers(1),
      feature: integers(2),
      threshold,
      impurity,
      nNodeSamples: integers(5),
      weightedNNodeSamples,
      value,
    };
  }
}
