import { partitionMarked, samples, Term } from './class-samples';
import { improvement, placeChildren, weighSplit } from '../tree/children';
import { nClasses } from './class-target';
import { Gini } from './gini';
import { drawFeature, endDraw, foundConstant, startDraw, tookFeature } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { minImpurityDecrease, minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { drawThreshold, markAgain, markOf, nLeft, threshold } from '../random-cut/random-threshold';
import { makeSplit, valuesOf } from '../tree/tree';

/** Of the threshold counted last: the weight of the left side, and the sums of the squared counts on both sides. */
let leftWeight: f64 = 0;
let leftSquares: f64 = 0;
let rightSquares: f64 = 0;
/** The counts on the left side; zeros but while they are counted. */
let leftCounts: Pointer<i64> = changetype<Pointer<i64>>(0);

export function reserveRandomClassification(): void {
  leftCounts = reserve<i64>(nClasses);
  memory.fill(leftCounts.address, 0, nClasses * sizeof<i64>());
}

/**
 * Extra-trees (Geurts et al. 2006) for classification: one threshold per feature, drawn at random. Splits a node and
 * fills in its children. False if no cut is allowed; then the node is a leaf.
 */
export function splitClassesAtRandom(
  node: PendingNode,
  id: i32,
  left: PendingNode,
  right: PendingNode,
): bool {
  const rows = samples.from(node.start);
  const size = node.size;
  let bestFeature = -1;
  let bestThreshold: f64 = 0;
  let bestProxy = -Infinity;
  let lastMarked = -1;
  startDraw(node.nConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    poll(size);
    if (!drawThreshold(feature, rows, size)) {
      foundConstant();
      continue;
    }
    tookFeature();
    lastMarked = feature;
    if (nLeft < minSamplesLeaf || size - nLeft < minSamplesLeaf) continue;
    countLeft(node, valuesOf(id));
    poll(size);
    const proxy = Gini.proxy(f64x2(leftWeight, node.weight - leftWeight), f64x2(leftSquares, rightSquares));
    if (proxy > bestProxy) {
      bestProxy = proxy;
      bestFeature = feature;
      bestThreshold = threshold;
      left.weight = leftWeight;
      left.sumOfSquares = leftSquares;
      right.sumOfSquares = rightSquares;
    }
  }
  endDraw();
  if (bestFeature < 0) return false;
  right.weight = node.weight - left.weight;
  left.impurity = Gini.impurity(left.sumOfSquares, left.weight);
  right.impurity = Gini.impurity(right.sumOfSquares, right.weight);
  weighSplit(node, left.weight, left.impurity, right.weight, right.impurity);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  if (lastMarked != bestFeature) markAgain(bestFeature, rows, size, bestThreshold);
  makeSplit(id, bestFeature, bestThreshold);
  partitionMarked(node.start, size);
  placeChildren(node, id, nLeft, 0, left, right);
  return true;
}

/** Counts the classes of the samples that are marked; see `scanCuts` for the sums. `totals` are the counts in the node. */
function countLeft(node: PendingNode, totals: Pointer<f64>): void {
  const size = node.size;
  const rows = samples.from(node.start);
  let weight: i64 = 0;
  let squares: i64 = 0;
  let mixed: f64 = 0;
  for (let i = 0; i < size; i++) {
    const term = Term.of(rows[i]);
    const sampleClass = <i32>term.class;
    const w = <i64>((<i32>term.weight) & -markOf(i));
    const count = leftCounts[sampleClass];
    squares += (2 * count + w) * w;
    mixed += totals[sampleClass] * <f64>w;
    leftCounts[sampleClass] = count + w;
    weight += w;
  }
  leftWeight = <f64>weight;
  leftSquares = <f64>squares;
  rightSquares = node.sumOfSquares - 2 * mixed + leftSquares;
  if (size < nClasses) {
    for (let i = 0; i < size; i++) leftCounts[Term.of(rows[i]).class] = 0;
  } else memory.fill(leftCounts.address, 0, nClasses * sizeof<i64>());
}
