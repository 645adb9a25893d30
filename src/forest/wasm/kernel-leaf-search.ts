import { type LeafSearch, plainLeafSearch, type Vote } from '../leaves';
import type { Tree } from '../tree';
import { depthFirstOrder } from './depth-first-order';
import { LeafKernel, type PackedNodes } from './leaf-kernel';
import type { RankedForest } from './ranked-forest';
import { RankedForests } from './ranked-forests';

/** Values that the kernel takes at a time, 64 MB of them, so that a large table needs no second copy as large. */
const MAX_VALUES = 2 ** 24;
const MAX_ROWS = 2 ** 20;
/** What a kernel may keep when it has nothing to do. */
const MAX_IDLE_BYTES = 2 ** 26;
/** A tree with more nodes than that for each row is sooner walked than packed. */
const MAX_NODES_PER_ROW = 64;

/** For fewer, sorting rows takes longer than it gains: 3 ns a row and tree of California's. */
const MIN_TREES_TO_SORT = 16;

interface PackedTree {
  readonly nodes: PackedNodes;
  /** The node of each packed one, if the tree was not in depth-first order. */
  readonly nodeOf: Int32Array | undefined;
}

/**
 * What was packed twice, kept as long as the tree, which is five times as large. Not at once, because the lesson predicts
 * with each forest just once: to take 160 KB a tree from fresh memory costs as much as packing.
 */
const packedTrees = new WeakMap<Tree, PackedTree>();
const packedOnce = new WeakSet<Tree>();

/** Finds leaves in WebAssembly. */
export function kernelLeafSearch(module: WebAssembly.Module): LeafSearch {
  let idle: LeafKernel | undefined;
  const rankedForests = new RankedForests(module);

  const inPortions = (
    trees: readonly Tree[],
    columns: readonly Float32Array[],
    rows: Int32Array,
    voteSize: number,
    search: (kernel: LeafKernel, portion: Int32Array) => void,
  ): void => {
    // A visitor may search on its own, with another kernel.
    const kernel = idle ?? new LeafKernel(module);
    idle = undefined;
    const length = portionLength(columns.length, voteSize);
    for (let from = 0; from < rows.length; from += length) {
      const portion = rows.subarray(from, from + length);
      search(kernel, takeRows(kernel, trees, columns, portion, voteSize));
    }
    if (kernel.byteLength <= MAX_IDLE_BYTES) idle = kernel;
  };

  return {
    visitLeaves(trees, columns, rows, visit) {
      if (!trees.some((tree) => isWorthPacking(tree, rows))) {
        plainLeafSearch.visitLeaves(trees, columns, rows, visit);
        return;
      }
      inPortions(trees, columns, rows, 0, (kernel, portion) => {
        trees.forEach((tree, index) => {
          if (isWorthPacking(tree, portion)) {
            visit(tree, index, portion, walk(tree, kernel));
          } else {
            plainLeafSearch.visitLeaves([tree], columns, portion, (_, __, ___, leaves) => {
              visit(tree, index, portion, leaves);
            });
          }
        });
      });
    },

    addVotes(trees, columns, rows, vote, sums) {
      const ranked =
        isWholeTable(rows, columns) && rankedForests.find(trees, rows.length, columns.length, vote);
      if (ranked) {
        addRankedVotes(ranked, columns, vote, sums);
        return;
      }
      if (!trees.every((tree) => isWorthPacking(tree, rows) && tree.value.length <= MAX_VALUES)) {
        plainLeafSearch.addVotes(trees, columns, rows, vote, sums);
        return;
      }
      inPortions(trees, columns, rows, vote.size, (kernel, portion) => {
        gatherRows(sums, portion, vote.size, kernel.sums());
        for (const tree of trees) {
          walk(tree, kernel);
          kernel.addVotes(vote.kind, tree.value);
        }
        scatterRows(kernel.sums(), portion, vote.size, sums);
      });
    },
  };
}

function portionLength(nFeatures: number, voteSize: number): number {
  return Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_VALUES / (nFeatures + 2 * voteSize))));
}

function isWholeTable(rows: Int32Array, columns: readonly Float32Array[]): boolean {
  if (rows.length === 0 || rows.length !== columns[0]!.length) return false;
  for (let i = 0; i < rows.length; i++) if (rows[i] !== i) return false;
  return true;
}

function addRankedVotes(
  ranked: RankedForest,
  columns: readonly Float32Array[],
  { size }: Vote,
  sums: Float64Array,
): void {
  const length = portionLength(columns.length, size);
  for (let from = 0; from < columns[0]!.length; from += length) {
    const to = from + length;
    ranked.addVotes(
      columns.map((column) => column.subarray(from, to)),
      sums.subarray(from * size, to * size),
    );
  }
}

/** Copies the numbers of the given rows, `size` each, one row after another. */
function gatherRows(from: Float64Array, rows: Int32Array, size: number, to: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < size; j++) to[i * size + j] = from[rows[i]! * size + j]!;
  }
}

/** Copies them back. */
function scatterRows(from: Float64Array, rows: Int32Array, size: number, to: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < size; j++) to[rows[i]! * size + j] = from[i * size + j]!;
  }
}

/**
 * Gives the kernel rows, for many trees in the order in which the first has their leaves: neighbours then go similar ways
 * and arrive together. Returns them in the order given.
 */
function takeRows(
  kernel: LeafKernel,
  trees: readonly Tree[],
  columns: readonly Float32Array[],
  rows: Int32Array,
  voteSize: number,
): Int32Array {
  kernel.takeRows(columns, rows, voteSize);
  const [first] = trees;
  if (!first || trees.length < MIN_TREES_TO_SORT || !isWorthPacking(first, rows)) return rows;
  const sorted = sortByLeaf(rows, walk(first, kernel), first.nodeCount);
  kernel.takeRows(columns, sorted, voteSize);
  return sorted;
}

function sortByLeaf(rows: Int32Array, leaves: Int32Array, nodeCount: number): Int32Array {
  const places = new Int32Array(nodeCount + 1);
  for (let i = 0; i < leaves.length; i++) places[leaves[i]! + 1]!++;
  for (let leaf = 0; leaf < nodeCount; leaf++) places[leaf + 1]! += places[leaf]!;
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[places[leaves[i]!]!++] = rows[i]!;
  return sorted;
}

function isWorthPacking(tree: Tree, rows: Int32Array): boolean {
  return tree.nodeCount <= MAX_NODES_PER_ROW * rows.length;
}

/** The leaf of each row that the kernel has taken. */
function walk(tree: Tree, kernel: LeafKernel): Int32Array {
  const nodeOf = take(tree, kernel);
  const leaves = kernel.walk();
  if (nodeOf) for (let i = 0; i < leaves.length; i++) leaves[i] = nodeOf[leaves[i]!]!;
  return leaves;
}

/** Gives the kernel a tree. Returns the node of each packed one, if the tree is not in depth-first order. */
function take(tree: Tree, kernel: LeafKernel): Int32Array | undefined {
  const known = packedTrees.get(tree);
  if (known) {
    kernel.takePacked(known.nodes);
    return known.nodeOf;
  }
  let nodeOf: Int32Array | undefined;
  if (!kernel.pack(tree)) {
    const depthFirst = depthFirstOrder(tree);
    nodeOf = depthFirst.nodeOf;
    kernel.pack(depthFirst.ordered);
  }
  if (packedOnce.has(tree)) packedTrees.set(tree, { nodes: kernel.copyPacked(), nodeOf });
  else packedOnce.add(tree);
  return nodeOf;
}
