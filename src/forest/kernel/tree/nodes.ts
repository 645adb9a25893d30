import { maxDepth, minSamplesLeaf, minSamplesSplit } from '../base/options';
import { PendingNode } from './pending-node';
import { nFeatures } from '../table/table';
import { addLeaf, valuesOf } from './tree';

/** Whether a node is not to be split. */
export function mustBeLeaf(node: PendingNode): bool {
  return (
    node.depth >= maxDepth ||
    node.size < minSamplesSplit ||
    node.size < 2 * minSamplesLeaf ||
    node.impurity <= f64.EPSILON ||
    node.nConstants == nFeatures
  );
}

/** Appends a node that predicts the mean of its samples, as a leaf so far, and returns its id. */
export function appendMean(node: PendingNode): i32 {
  const id = addLeaf(node.parent, node.isLeft, node.size, node.weight, node.impurity);
  valuesOf(id)[0] = node.sum / node.weight;
  return id;
}
