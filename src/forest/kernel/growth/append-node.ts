import { nClasses } from '../classification/class-target';
import { writeClassCounts } from '../classification/classification';
import { appendMean } from '../tree/nodes';
import { PendingNode } from '../tree/pending-node';
import { addLeaf } from '../tree/tree';

/** Appends a node to the tree, as a leaf so far, and returns its id. */
export function appendNode(node: PendingNode): i32 {
  if (nClasses == 0) return appendMean(node);
  const id = addLeaf(node.parent, node.isLeft, node.size, node.weight, node.impurity);
  writeClassCounts(node, id);
  return id;
}
