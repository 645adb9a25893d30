import type { BaggedTree } from './forest';
import { leafOf, type Tree } from './tree';

/** What a tree says about a row: its mean target, or the shares of the classes in its leaf. */
export type VoteKind = 'mean' | 'shares';

/**
 * Averages of the trees' votes, `size` numbers a row. Votes are added tree by tree in the order of the forest, as
 * scikit-learn does with one job; another order may change the last bits.
 */
export class Votes {
  private readonly columns: readonly Float32Array[];
  private readonly kind: VoteKind;
  private readonly size: number;
  private readonly sums: Float64Array;
  private readonly nVotes: Uint32Array;

  constructor(columns: readonly Float32Array[], kind: VoteKind, size: number) {
    const nRows = columns[0]!.length;
    this.columns = columns;
    this.kind = kind;
    this.size = size;
    this.sums = new Float64Array(nRows * size);
    this.nVotes = new Uint32Array(nRows);
  }

  /** Lets a tree vote on every row. */
  add(tree: Tree): void {
    for (let row = 0; row < this.nVotes.length; row++) this.vote(tree, row);
  }

  /** Lets a tree vote on the rows it was not trained on. */
  addOutOfBag({ tree, sampleCounts }: BaggedTree): void {
    for (let row = 0; row < this.nVotes.length; row++) {
      if (sampleCounts[row] === 0) this.vote(tree, row);
    }
  }

  /** Row by row; rows without a vote stay 0. */
  averages(): Float64Array {
    return this.sums.map((sum, i) => sum / Math.max(1, this.nVotes[Math.floor(i / this.size)]!));
  }

  private vote(tree: Tree, row: number): void {
    const { size, sums } = this;
    const leaf = leafOf(tree, this.columns, row) * size;
    const total = this.kind === 'mean' ? 1 : leafTotal(tree, leaf, size);
    for (let i = 0; i < size; i++) sums[row * size + i]! += tree.value[leaf + i]! / total;
    this.nVotes[row]!++;
  }
}

function leafTotal(tree: Tree, offset: number, size: number): number {
  let total = 0;
  for (let i = offset; i < offset + size; i++) total += tree.value[i]!;
  return total;
}
