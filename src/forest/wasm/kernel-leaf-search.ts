import { type LeafSearch, searchLeaves } from '../leaves';
import type { Tree } from '../tree';
import { depthFirstOrder } from './depth-first-order';
import { LeafKernel, type PackedNodes } from './leaf-kernel';

/** Values that the kernel takes at a time, 64 MB of them, so that a large table needs no second copy as large. */
const MAX_VALUES = 2 ** 24;
const MAX_ROWS = 2 ** 20;
/** What a kernel may keep when it has nothing to do. */
const MAX_IDLE_BYTES = 2 ** 26;
/** A tree with more nodes than that for each row is sooner walked than packed. */
const MAX_NODES_PER_ROW = 64;

interface PackedTree {
  readonly nodes: PackedNodes;
  /** The node of each packed one, if the tree was not in depth-first order. */
  readonly nodeOf: Int32Array | undefined;
}

/** Kept as long as the tree, which is five times as large. */
const packedTrees = new WeakMap<Tree, PackedTree>();

/**
 * Finds leaves in WebAssembly: about 45 ns a row and tree of the lesson, of which packing a tree for the first time takes
 * another 20; the readable search takes 550.
 */
export function kernelLeafSearch(module: WebAssembly.Module): LeafSearch {
  let idle: LeafKernel | undefined;
  return (trees, columns, rows, visit) => {
    // A visitor may search on its own, with another kernel.
    const kernel = idle ?? new LeafKernel(module);
    idle = undefined;
    const portion = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_VALUES / columns.length)));
    for (let from = 0; from < rows.length; from += portion) {
      searchPortion(kernel, trees, columns, rows.subarray(from, from + portion), visit);
    }
    if (kernel.byteLength <= MAX_IDLE_BYTES) idle = kernel;
  };
}

const searchPortion = (
  kernel: LeafKernel,
  ...[trees, columns, rows, visit]: Parameters<LeafSearch>
): void => {
  const isPacked = (tree: Tree) => tree.nodeCount <= MAX_NODES_PER_ROW * rows.length;
  if (trees.some(isPacked)) kernel.takeRows(columns, rows);
  trees.forEach((tree, index) => {
    if (isPacked(tree)) {
      visit(tree, index, rows, leavesIn(tree, kernel));
    } else {
      searchLeaves([tree], columns, rows, (_, __, someRows, leaves) => {
        visit(tree, index, someRows, leaves);
      });
    }
  });
};

function leavesIn(tree: Tree, kernel: LeafKernel): Int32Array {
  const { nodeOf } = take(tree, kernel);
  const leaves = kernel.walk();
  if (nodeOf) for (let i = 0; i < leaves.length; i++) leaves[i] = nodeOf[leaves[i]!]!;
  return leaves;
}

/** Gives the kernel a tree, packed now or before. */
function take(tree: Tree, kernel: LeafKernel): PackedTree {
  const known = packedTrees.get(tree);
  if (known) {
    kernel.takePacked(known.nodes);
    return known;
  }
  const packed = pack(tree, kernel);
  packedTrees.set(tree, packed);
  return packed;
}

function pack(tree: Tree, kernel: LeafKernel): PackedTree {
  const nodes = kernel.pack(tree);
  if (nodes) return { nodes, nodeOf: undefined };
  const { ordered, nodeOf } = depthFirstOrder(tree);
  return { nodes: kernel.pack(ordered)!, nodeOf };
}
