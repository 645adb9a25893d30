import { splitClassNode, startClassRoot } from '../classification/classification';
import { nClasses } from '../classification/class-target';
import { hasRandomSplitter } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { splitClassesAtRandom } from '../classification/random-classification';
import { splitAtRandom, startRandomRoot } from '../regression/random-regression';
import { splitNode as splitRegressionNode, startRoot as startRegressionRoot } from '../regression/regression';

/** Fills in the node of all samples. */
export function startRoot(root: PendingNode): void {
  if (nClasses) startClassRoot(root);
  else if (hasRandomSplitter) startRandomRoot(root);
  else startRegressionRoot(root);
}

/** Splits a node and fills in its children. False if no cut is allowed; then the node is a leaf. */
export function splitNode(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  if (hasRandomSplitter) {
    return nClasses ? splitClassesAtRandom(node, id, left, right) : splitAtRandom(node, id, left, right);
  }
  return nClasses ? splitClassNode(node, id, left, right) : splitRegressionNode(node, id, left, right);
}
