import { bootstrapCounts } from './bootstrap';
import type { Bootstrap } from './engine';
import { allRows, type LeafSearch, type Vote, type VoteKind } from './leaves';
import type { Tree } from './tree';

/** A tree and the bootstrap that it was trained on. */
export interface BaggedTree {
  readonly tree: Tree;
  readonly bootstrap: Bootstrap;
}

/**
 * Averages of the trees' votes, `size` numbers a row. Votes are added tree by tree in the order of the forest, as
 * scikit-learn does with one job; another order may change the last bits.
 */
export class Votes {
  private readonly columns: readonly Float32Array[];
  private readonly search: LeafSearch;
  private readonly ballot: Vote;
  private readonly sums: Float64Array;
  private readonly nVotes: Uint32Array;

  constructor(columns: readonly Float32Array[], search: LeafSearch, kind: VoteKind, size: number) {
    const nRows = columns[0]!.length;
    this.columns = columns;
    this.search = search;
    this.ballot = { kind, size };
    this.sums = new Float64Array(nRows * size);
    this.nVotes = new Uint32Array(nRows);
  }

  /** Lets trees vote on every row. */
  add(trees: readonly Tree[]): void {
    this.vote(trees, allRows(this.columns));
  }

  /** Lets a tree vote on the rows it was not trained on, of the training set. */
  addOutOfBag({ tree, bootstrap }: BaggedTree): void {
    const sampleCounts = bootstrapCounts(bootstrap, this.nVotes.length);
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
    const { sums, nVotes } = this;
    const { size } = this.ballot;
    const averages = new Float64Array(sums.length);
    for (let row = 0, i = 0; row < nVotes.length; row++) {
      const n = Math.max(1, nVotes[row]!);
      for (const end = i + size; i < end; i++) averages[i] = sums[i]! / n;
    }
    return averages;
  }

  private vote(trees: readonly Tree[], rows: Int32Array): void {
    this.search.addVotes(trees, this.columns, rows, this.ballot, this.sums);
    for (const row of rows) this.nVotes[row]! += trees.length;
  }
}
