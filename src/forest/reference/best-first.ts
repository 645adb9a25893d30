import { heapPop, heapPush } from './heap';
import { childrenOf, growNode, type Growth, type GrownNode, type PendingNode, rootOf } from './node-grower';

/** A node at the edge of the tree, whose split is known and not yet made. */
interface FrontierNode extends GrownNode {
  readonly pending: PendingNode;
  /** What its split would gain; 0 for a leaf. */
  readonly priority: number;
}

/** Grows a tree up to `maxLeafNodes` leaves, always cutting the node that gains most. */
export function growBestFirst(growth: Growth): void {
  const frontier: FrontierNode[] = [];
  let splitsLeft = growth.options.maxLeafNodes - 1;
  heapPush(frontier, examine(growth, rootOf(growth)));
  for (let next = heapPop(frontier); next; next = heapPop(frontier)) {
    const { node, split, pending } = next;
    if (!split) continue;
    if (splitsLeft <= 0) {
      growth.writer.makeLeaf(node);
      continue;
    }
    splitsLeft--;
    const { left, right } = childrenOf(pending, node, split);
    const leftNode = examine(growth, left);
    const rightNode = examine(growth, right);
    heapPush(frontier, leftNode);
    heapPush(frontier, rightNode);
  }
}

function examine(growth: Growth, child: PendingNode): FrontierNode {
  // This builder of scikit-learn does not hand down which features are constant.
  const pending = { ...child, nConstantFeatures: 0 };
  const { node, split } = growNode(growth, pending);
  return { node, split, pending, priority: split ? split.improvement : 0 };
}
