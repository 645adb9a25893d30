import { improvement, weighChildren } from './children';
import { drawFeature, endDraw, foundConstant, startDraw, tookFeature } from './lottery';
import { Pointer } from './memory';
import { minImpurityDecrease, minSamplesLeaf } from './options';
import { nodeOf, PendingNode } from './pending-node';
import { smallRanksOf, smallSquareTerms, smallSumTerms, smallThreshold } from './small-subtree';
import { addLeaf, makeSplit, valuesOf } from './tree';

/**
 * Nodes of two samples, half of all that are split. Sums of one sample have no order: features differ only in which
 * of the two is the lower one, so there are two proxies at most.
 */
const children = changetype<Pointer<u8>>(memory.data(2 * 128, 16));

/** Splits a node of two samples and appends both leaves, unless no feature tells them apart. */
export function splitPair(node: PendingNode, id: i32, order: Pointer<u8>): void {
  const a = order[0];
  const b = order[1];
  // The proxies with `a` as the lower sample and with `b`; the node's sum is rounded, so they may differ.
  const proxyA = proxyOf(a, node);
  const proxyB = proxyOf(b, node);
  let best = -Infinity;
  let bestFeature = -1;
  let lower = a;
  let upper = b;
  startDraw(node.nConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    const ranks = smallRanksOf(feature);
    const rankA = ranks[a];
    const rankB = ranks[b];
    if (rankA == rankB) {
      foundConstant();
      continue;
    }
    tookFeature();
    const proxy = rankA < rankB ? proxyA : proxyB;
    if (proxy > best) {
      best = proxy;
      bestFeature = feature;
      lower = rankA < rankB ? a : b;
      upper = rankA < rankB ? b : a;
    }
  }
  endDraw();
  if (bestFeature < 0 || minSamplesLeaf > 1) return;
  splitInto(node, id, bestFeature, lower, upper);
}

/** scikit-learn's proxy_impurity_improvement of cutting one sample off. */
function proxyOf(number: u8, node: PendingNode): f64 {
  const left = smallSumTerms[number];
  const leftSum = f64x2.extract_lane(left, 0);
  const leftWeight = f64x2.extract_lane(left, 1);
  const rightSum = node.sum - leftSum;
  return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / (node.weight - leftWeight);
}

function splitInto(node: PendingNode, id: i32, feature: i32, lower: u8, upper: u8): void {
  const left = nodeOf(children, 0);
  const right = nodeOf(children, 1);
  const leftSums = smallSquareTerms[lower];
  const leftWeight = f64x2.extract_lane(smallSumTerms[lower], 1);
  const leftSum = f64x2.extract_lane(leftSums, 0);
  weighChildren(node, leftSums, smallSquareTerms[upper], leftWeight, leftSum, left, right);
  if (improvement + f64.EPSILON < minImpurityDecrease) return;
  makeSplit(id, feature, smallThreshold(feature, lower, upper));
  appendSample(id, true, left);
  appendSample(id, false, right);
}

function appendSample(parent: i32, isLeft: bool, leaf: PendingNode): void {
  const id = addLeaf(parent, isLeft, 1, leaf.weight, leaf.impurity);
  valuesOf(id)[0] = leaf.sum / leaf.weight;
}
