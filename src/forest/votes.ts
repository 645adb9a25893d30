import type { BaggedTree } from './forest';
import { allRows, type LeafSearch } from './leaves';
import type { Tree } from './tree';

/** What a tree says about a row: its mean target, or the shares of the classes in its leaf. */
export type VoteKind = 'mean' | 'shares';

/**
 * Averages of the trees' votes, `size` numbers a row. Votes are added tree by tree in the order of the forest, as
 * scikit-learn does with one job; another order may change the last bits.
 */
export class Votes {
  private readonly columns: readonly Float32Array[];
  private readonly search: LeafSearch;
  private readonly kind: VoteKind;
  private readonly size: number;
  private readonly sums: Float64Array;
  private readonly nVotes: Uint32Array;

  constructor(columns: readonly Float32Array[], search: LeafSearch, kind: VoteKind, size: number) {
    const nRows = columns[0]!.length;
    this.columns = columns;
    this.search = search;
    this.kind = kind;
    this.size = size;
    this.sums = new Float64Array(nRows * size);
    this.nVotes = new Uint32Array(nRows);
  }

  /** Lets trees vote on every row. */
  add(trees: readonly Tree[]): void {
    this.vote(trees, allRows(this.columns));
  }

  /** Lets a tree vote on the rows it was not trained on. */
  addOutOfBag({ tree, sampleCounts }: BaggedTree): void {
    const rows = new Int32Array(sampleCounts.length);
    let length = 0;
    for (let row = 0; row < sampleCounts.length; row++) {
      rows[length] = row;
      length += sampleCounts[row] === 0 ? 1 : 0;
    }
    this.vote([tree], rows.subarray(0, length));
  }

  /** Row by row; rows without a vote stay 0. */
  averages(): Float64Array {
    return this.sums.map((sum, i) => sum / Math.max(1, this.nVotes[Math.floor(i / this.size)]!));
  }

  private vote(trees: readonly Tree[], rows: Int32Array): void {
    const { search, columns, kind } = this;
    if (kind === 'mean') {
      search.addMeans(trees, columns, rows, this.sums);
    } else {
      search.visitLeaves(trees, columns, rows, (tree, _, someRows, leaves) => {
        this.addShares(tree, someRows, leaves);
      });
    }
    for (const row of rows) this.nVotes[row]! += trees.length;
  }

  private addShares(tree: Tree, rows: Int32Array, leaves: Int32Array): void {
    const { size, sums } = this;
    const counts = tree.value;
    for (let i = 0; i < rows.length; i++) {
      const leaf = leaves[i]! * size;
      const row = rows[i]! * size;
      let total = 0;
      for (let c = 0; c < size; c++) total += counts[leaf + c]!;
      for (let c = 0; c < size; c++) sums[row + c]! += counts[leaf + c]! / total;
    }
  }
}
