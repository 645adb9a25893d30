import { improvement, improvesBy, weighChildren } from '../tree/children';
import { drawAll, drawn, looksAtAll, MASKED_FEATURES } from '../tree/lottery';
import { Pointer } from '../base/memory';
import { minImpurityDecrease, minSamplesLeaf } from '../base/options';
import { NODE_BYTES, nodeOf, PendingNode } from '../tree/pending-node';
import { smallSquareTerms, smallSumTerms, smallThreshold, valuesOfNumber } from './small-subtree';
import { CLOSE, nFeatures, rowStride } from '../table/table';
import { randomBelow } from '../base/random';
import { addLeaf, makeSplit, valuesOf } from '../tree/tree';

/**
 * Nodes of two samples, half of all that are split. Sums of one sample have no order: features differ only in which
 * of the two is the lower one, so there are two proxies at most.
 */
const children = changetype<Pointer<u8>>(memory.data(2 * NODE_BYTES, 16));

let equal: u64 = 0;
let aLower: u64 = 0;

/** Splits a node of two samples and appends both leaves, unless no feature tells them apart. */
export function splitPair(node: PendingNode, id: i32, order: Pointer<u8>): void {
  const a = order[0];
  const b = order[1];
  if (looksAtAll()) return splitAnywhere(node, id, a, b);
  // The proxies with `a` as the lower sample and with `b`; the node's sum is rounded, so they may differ.
  const proxyA = proxyOf(a, node);
  const proxyB = proxyOf(b, node);
  compareRows(a, b);
  const nDrawn = drawAll(node.nConstants, equal, equal);
  if (nDrawn == 0 || minSamplesLeaf > 1) return;
  let feature = drawn[0];
  let aIsLower = (aLower >> feature) & 1;
  if (aIsLower ? proxyB > proxyA : proxyA > proxyB) {
    // The other way round is better: the first feature that has it.
    for (let i = 1; i < nDrawn; i++) {
      if (((aLower >> drawn[i]) & 1) == aIsLower) continue;
      feature = drawn[i];
      aIsLower ^= 1;
      break;
    }
  }
  splitInto(node, id, feature, aIsLower ? a : b, aIsLower ? b : a);
}

/** Where neither the order of the draw nor last bits matter: by any feature that tells the samples apart. */
function splitAnywhere(node: PendingNode, id: i32, a: u8, b: u8): void {
  compareRows(a, b);
  const differing = ~equal & (u64.MAX_VALUE >> (MASKED_FEATURES - nFeatures));
  // All the impurity goes: a sample alone has none.
  improvesBy(node);
  if (differing == 0 || minSamplesLeaf > 1 || improvement + f64.EPSILON < minImpurityDecrease) return;
  const from = randomBelow(nFeatures);
  const later = (differing >> from) << from;
  const feature = <i32>ctz(later ? later : differing);
  const aIsLower = (aLower >> feature) & 1;
  makeSplit(id, feature, smallThreshold(feature, aIsLower ? a : b, aIsLower ? b : a));
  appendAlone(id, true, aIsLower ? a : b);
  appendAlone(id, false, aIsLower ? b : a);
}

function appendAlone(parent: i32, isLeft: bool, number: u8): void {
  const terms = smallSumTerms[number];
  const weight = f64x2.extract_lane(terms, 1);
  const id = addLeaf(parent, isLeft, 1, weight, 0);
  valuesOf(id)[0] = f64x2.extract_lane(terms, 0) / weight;
}

/** Compares the values of two samples: as bits, the features in which they count as equal, and in which `a` is lower. */
function compareRows(a: i32, b: i32): void {
  const rowA = valuesOfNumber(a).address;
  const rowB = valuesOfNumber(b).address;
  equal = 0;
  aLower = 0;
  for (let feature = 0; feature < rowStride; feature += 4) {
    const valuesA = v128.load(rowA + 4 * feature);
    const valuesB = v128.load(rowB + 4 * feature);
    const lower = f32x4.pmin(valuesA, valuesB);
    const upper = f32x4.pmax(valuesA, valuesB);
    equal |= (<u64>i32x4.bitmask(f32x4.le(upper, f32x4.add(lower, f32x4.splat(CLOSE))))) << feature;
    aLower |= (<u64>i32x4.bitmask(f32x4.lt(valuesA, valuesB))) << feature;
  }
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
