import { leafOf, type Tree } from './tree';

/** What a tree says about a row: its mean target, or the shares of the classes in its leaf. */
export type VoteKind = 'mean' | 'shares';

export interface Vote {
  readonly kind: VoteKind;
  /** Numbers in a vote: 1, or one a class. */
  readonly size: number;
}

/** Takes the leaves of some rows in a tree; both arrays are valid for this call only. */
type LeafVisit = (tree: Tree, index: number, rows: Int32Array, leaves: Int32Array) => void;

/** Finds the leaves that rows of a table end in, and lets them vote. A row meets the trees in their order. */
export interface LeafSearch {
  /** In which portions the rows come is left open; `index` is the tree's place among the trees given. */
  visitLeaves(
    trees: readonly Tree[],
    columns: readonly Float32Array[],
    rows: Int32Array,
    visit: LeafVisit,
  ): void;

  /** Adds the vote of each leaf to the sums of the row, `size` numbers a row, tree by tree. */
  addVotes(
    trees: readonly Tree[],
    columns: readonly Float32Array[],
    rows: Int32Array,
    vote: Vote,
    sums: Float64Array,
  ): void;
}

/** The search written to be read. */
export const plainLeafSearch: LeafSearch = {
  visitLeaves(trees, columns, rows, visit) {
    const leaves = new Int32Array(rows.length);
    trees.forEach((tree, index) => {
      for (let i = 0; i < rows.length; i++) leaves[i] = leafOf(tree, columns, rows[i]!);
      visit(tree, index, rows, leaves);
    });
  },

  addVotes(trees, columns, rows, vote, sums) {
    const { size } = vote;
    for (const tree of trees) {
      for (const row of rows) {
        const leaf = leafOf(tree, columns, row);
        const divisor = voteDivisor(tree, leaf, vote);
        for (let i = 0; i < size; i++) sums[row * size + i]! += tree.value[leaf * size + i]! / divisor;
      }
    }
  },
};

/** What the values of a leaf are divided by to make its vote. */
export function voteDivisor(tree: Tree, leaf: number, { kind, size }: Vote): number {
  if (kind === 'mean') return 1;
  let total = 0;
  for (let i = leaf * size; i < (leaf + 1) * size; i++) total += tree.value[i]!;
  return total;
}

/** The numbers of all rows of a table. */
export function allRows(columns: readonly Float32Array[]): Int32Array {
  const rows = new Int32Array(columns[0]!.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows;
}
