import { childrenOf, growNode, type Growth, type PendingNode, rootOf } from './node-grower';

/** Grows a tree from the root down, the left child of a node before the right. */
export function growDepthFirst(growth: Growth): void {
  const stack: PendingNode[] = [rootOf(growth)];
  for (let pending = stack.pop(); pending; pending = stack.pop()) {
    const { node, split } = growNode(growth, pending);
    if (!split) continue;
    const { left, right } = childrenOf(pending, node, split);
    stack.push(right, left);
  }
}
