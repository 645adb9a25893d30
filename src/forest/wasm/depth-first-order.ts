import { NO_CHILD } from '../tree';
import type { NodeArrays } from './tree-source';

/** The nodes of a tree in depth-first order, left before right, and the number that each had. */
export function depthFirstOrder(tree: NodeArrays): { ordered: NodeArrays; nodeOf: Int32Array } {
  const { nodeCount } = tree;
  const nodeOf = new Int32Array(nodeCount);
  const placeOf = new Int32Array(nodeCount);
  const pending = [0];
  let place = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodeOf[place] = node;
    placeOf[node] = place++;
    if (tree.childrenLeft[node] !== NO_CHILD)
      pending.push(tree.childrenRight[node]!, tree.childrenLeft[node]!);
  }
  const childAt = (child: number) => (child === NO_CHILD ? NO_CHILD : placeOf[child]!);
  const ordered = {
    nodeCount,
    childrenLeft: nodeOf.map((node) => childAt(tree.childrenLeft[node]!)),
    childrenRight: nodeOf.map((node) => childAt(tree.childrenRight[node]!)),
    feature: nodeOf.map((node) => tree.feature[node]!),
    threshold: Float64Array.from(nodeOf, (node) => tree.threshold[node]!),
  };
  return { ordered, nodeOf };
}
