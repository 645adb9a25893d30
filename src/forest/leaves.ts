import { leafOf, type Tree } from './tree';

/** Takes the leaves of some rows in a tree; both arrays are valid for this call only. */
export type LeafVisit = (tree: Tree, index: number, rows: Int32Array, leaves: Int32Array) => void;

/** Finds the leaves that rows of a table end in. A row meets the trees in their order. */
export interface LeafSearch {
  /** In which portions the rows come is left open; `index` is the tree's place among the trees given. */
  visitLeaves(
    trees: readonly Tree[],
    columns: readonly Float32Array[],
    rows: Int32Array,
    visit: LeafVisit,
  ): void;

  /** Adds the one value of each leaf to the sum of the row, tree by tree. */
  addMeans(
    trees: readonly Tree[],
    columns: readonly Float32Array[],
    rows: Int32Array,
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

  addMeans(trees, columns, rows, sums) {
    for (const tree of trees) {
      for (const row of rows) sums[row]! += tree.value[leafOf(tree, columns, row)]!;
    }
  },
};

/** The numbers of all rows of a table. */
export function allRows(columns: readonly Float32Array[]): Int32Array {
  const rows = new Int32Array(columns[0]!.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows;
}
