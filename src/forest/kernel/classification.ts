import { nSamples, totalWeight } from './bag';
import {
  fillClassSamples,
  partitionSamples,
  reserveClassSamples,
  samples,
  Term,
  terms,
} from './class-samples';
import { improvement, placeChildren, weighSplit } from './children';
import { nClasses, reserveClasses } from './class-target';
import {
  bestFeature,
  bestLeftSquares,
  bestLeftWeight,
  bestNextRank,
  bestRank,
  bestRightSquares,
  Gini,
  startBestGini,
} from './gini';
import { reserveGiniScan, scanCuts } from './gini-scan';
import { drawFeature, endDraw, foundConstant, startDraw, tookFeature } from './lottery';
import { Pointer, reserve } from './memory';
import { hasRandomSplitter, minImpurityDecrease } from './options';
import { PendingNode } from './pending-node';
import { poll } from './poll';
import { reserveRandomClassification } from './random-classification';
import { reserveThresholds } from './random-threshold';
import { reserveRankSort, sortByRank } from './rank-sort';
import { areEqual } from './slots';
import { nRows, rowRanks, thresholdBetween } from './table';
import { makeSplit, valuesOf } from './tree';

/** How much each class weighs in the root, whose place in the tree is not there yet. */
let rootCounts: Pointer<f64> = changetype<Pointer<f64>>(0);

/** Reserves what classification takes, and makes trees tell `classes` classes apart. Returns where their numbers go. */
export function reserveClassification(classes: i32): usize {
  const codes = reserveClasses(classes);
  rootCounts = reserve<f64>(classes);
  reserveClassSamples();
  if (hasRandomSplitter) {
    reserveThresholds();
    reserveRandomClassification();
  } else {
    reserveGiniScan();
    reserveRankSort();
  }
  return codes;
}

/** Fills in the node of all samples. */
export function startClassRoot(root: PendingNode): void {
  fillClassSamples();
  countClasses(rootCounts, 0, nSamples);
  let squares: f64 = 0;
  for (let c = 0; c < nClasses; c++) squares += rootCounts[c] * rootCounts[c];
  root.sumOfSquares = squares;
  root.weight = totalWeight;
  root.impurity = Gini.impurity(squares, totalWeight);
}

/** Writes what a node predicts: the weight of its samples in each class. */
export function writeClassCounts(node: PendingNode, id: i32): void {
  countClasses(valuesOf(id), node.start, node.size);
}

function countClasses(counts: Pointer<f64>, start: i32, size: i32): void {
  memory.fill(counts.address, 0, nClasses * sizeof<f64>());
  for (let i = start; i < start + size; i++) {
    const term = terms[i];
    counts[Term.class(term)] += <f64>Term.weight(term);
  }
}

/** Splits a node and fills in its children. False if no cut is allowed; then the node is a leaf. */
export function splitClassNode(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  startBestGini();
  startDraw(node.nConstants);
  for (let feature = drawFeature(); feature >= 0; feature = drawFeature()) {
    if (tryFeature(feature, node, id)) tookFeature();
    else foundConstant();
  }
  endDraw();
  if (bestFeature < 0) return false;
  const rightWeight = node.weight - bestLeftWeight;
  const leftImpurity = Gini.impurity(bestLeftSquares, bestLeftWeight);
  const rightImpurity = Gini.impurity(bestRightSquares, rightWeight);
  weighSplit(node, bestLeftWeight, leftImpurity, rightWeight, rightImpurity);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  makeSplit(id, bestFeature, thresholdBetween(bestFeature, bestRank, bestNextRank));
  const nLeft = partitionSamples(node.start, node.size, rowRanks.from(bestFeature * nRows), bestRank);
  left.weight = bestLeftWeight;
  left.sumOfSquares = bestLeftSquares;
  left.impurity = leftImpurity;
  right.weight = rightWeight;
  right.sumOfSquares = bestRightSquares;
  right.impurity = rightImpurity;
  placeChildren(node, id, nLeft, 0, left, right);
  return true;
}

/** Looks at the cuts of a feature. False if it is constant in the node. */
function tryFeature(feature: i32, node: PendingNode, id: i32): bool {
  const rows = samples.from(node.start);
  const ranks = rowRanks.from(feature * nRows);
  const size = node.size;
  let lowest = <i32>ranks[rows[0]];
  let highest = lowest;
  for (let i = 1; i < size; i++) {
    const rank = <i32>ranks[rows[i]];
    lowest = min(lowest, rank);
    highest = max(highest, rank);
  }
  if (areEqual(feature, lowest, highest)) return false;
  poll(size);
  const keys = sortByRank(rows, size, ranks, lowest, highest);
  scanCuts(feature, keys, terms.from(node.start), size, valuesOf(id), node.weight, node.sumOfSquares);
  return true;
}
