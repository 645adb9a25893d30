import { leafOf, type Tree } from './tree';

/** Takes the leaves of some rows in a tree; both arrays are valid for this call only. */
export type LeafVisit = (tree: Tree, index: number, rows: Int32Array, leaves: Int32Array) => void;

/**
 * Finds the leaves that rows of a table end in. A row meets the trees in their order; in which portions the rows come
 * is left open. `index` is the tree's place among the trees given.
 */
export type LeafSearch = (
  trees: readonly Tree[],
  columns: readonly Float32Array[],
  rows: Int32Array,
  visit: LeafVisit,
) => void;

/** The search written to be read. */
export const searchLeaves: LeafSearch = (trees, columns, rows, visit) => {
  const leaves = new Int32Array(rows.length);
  trees.forEach((tree, index) => {
    for (let i = 0; i < rows.length; i++) leaves[i] = leafOf(tree, columns, rows[i]!);
    visit(tree, index, rows, leaves);
  });
};

/** The numbers of all rows of a table. */
export function allRows(columns: readonly Float32Array[]): Int32Array {
  const rows = new Int32Array(columns[0]!.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows;
}
