import { nSamples, totalWeight } from '../table/bag';
import { reserveCodes } from './class-codes';
import { partitionClassLists, reserveClassLists, startClassLists } from './class-lists';
import {
  fillClassSamples,
  partitionSamples,
  reserveClassSamples,
  samples,
  Term,
  terms,
} from './class-samples';
import { improvement, placeChildren, weighSplit } from '../tree/children';
import {
  drawClassSlots,
  findRange,
  highest,
  lowest,
  nSlots,
  nSorted,
  reserveClassSlots,
  slotCodes,
  slotFeature,
  slotList,
} from './class-slots';
import { countFour, countTwo, PASS, reserveCutCounts } from './cut-counts';
import { reserveCutNode, startCutNode, startCutTree } from './cut-node';
import { scoreCuts, startCutScores } from './cut-scores';
import { nClasses, reserveClasses } from './class-target';
import {
  bestFeature,
  bestLeftSquares,
  bestLeftWeight,
  bestNextRank,
  bestProxy,
  bestRank,
  bestRightSquares,
  Gini,
  startBestGini,
} from './gini';
import { setMode } from '../base/engine-mode';
import { fillHistograms, scanFirst, scanSecond } from './gini-histogram';
import { reserveGiniNode, startGiniNode } from './gini-node';
import { reserveGiniScan, scanCuts, startScans } from './gini-scan';
import { Pointer, reserve } from '../base/memory';
import { hasRandomSplitter, minImpurityDecrease, minSamplesLeaf } from '../base/options';
import { PendingNode } from '../tree/pending-node';
import { poll } from '../base/poll';
import { reserveRandomClassification } from './random-classification';
import { reserveThresholds } from '../random-cut/random-threshold';
import { reserveRankSort, sortByRank } from './rank-sort';
import { nRows, rowRanks, thresholdBetween } from '../table/table';
import { leftChildOf, makeSplit, NO_PARENT, samplesIn, valuesOf } from '../tree/tree';

/** How much each class weighs in the root, whose place in the tree is not there yet. */
let rootCounts: Pointer<f64> = changetype<Pointer<f64>>(0);

/** Reserves what classification takes, and makes trees tell `classes` classes apart. Returns where their numbers go. */
export function reserveClassification(classes: i32): usize {
  const codes = reserveClasses(classes);
  setMode(false, true);
  rootCounts = reserve<f64>(classes);
  reserveClassSamples();
  if (hasRandomSplitter) {
    reserveThresholds();
    reserveRandomClassification();
    return codes;
  }
  reserveClassSlots();
  reserveGiniScan();
  reserveRankSort();
  reserveCodes();
  reserveClassLists();
  reserveGiniNode();
  reserveCutNode();
  reserveCutCounts();
  return codes;
}

/** Fills in the node of all samples. */
export function startClassRoot(root: PendingNode): void {
  fillClassSamples(rootCounts);
  root.size = nSamples;
  if (!hasRandomSplitter) {
    startClassLists();
    startCutTree();
  }
  let squares: f64 = 0;
  for (let c = 0; c < nClasses; c++) squares += rootCounts[c] * rootCounts[c];
  root.sumOfSquares = squares;
  root.weight = totalWeight;
  root.impurity = Gini.impurity(squares, totalWeight);
}

/**
 * Writes what a node predicts: the weight of its samples in each class. Counted are the samples of the smaller child;
 * its sister has what the parent has besides.
 */
export function writeClassCounts(node: PendingNode, id: i32): void {
  const counts = valuesOf(id);
  if (node.parent == NO_PARENT) {
    for (let c = 0; c < nClasses; c++) counts[c] = rootCounts[c];
  } else if (!node.isLeft) {
    subtractCounts(node.parent, valuesOf(leftChildOf(node.parent)), counts);
  } else {
    const rightSize = samplesIn(node.parent) - node.size;
    if (node.size <= rightSize) {
      countClasses(counts, node.start, node.size);
    } else {
      countClasses(counts, node.start + node.size, rightSize);
      subtractCounts(node.parent, counts, counts);
    }
  }
}

/** The counts of a node less those of one of its children. */
function subtractCounts(parent: i32, child: Pointer<f64>, counts: Pointer<f64>): void {
  const all = valuesOf(parent);
  let c = 0;
  for (; c + 2 <= nClasses; c += 2) {
    const both = f64x2.sub(v128.load(all.from(c).address), v128.load(child.from(c).address));
    v128.store(counts.from(c).address, both);
  }
  for (; c < nClasses; c++) counts[c] = all[c] - child[c];
}

function countClasses(counts: Pointer<f64>, start: i32, size: i32): void {
  // Not by a bulk instruction, which is a call.
  for (let c = 0; c < nClasses; c++) counts[c] = 0;
  const ofRows = terms;
  const end = samples.from(start + size).address;
  for (let row = samples.from(start); row.address < end; row = row.from(1)) {
    const term = Term.at(ofRows, row[0]);
    counts[term.class] += <f64>term.weight;
  }
}

/** Splits a node and fills in its children. False if no cut is allowed; then the node is a leaf. */
export function splitClassNode(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  startBestGini();
  const counts = valuesOf(id);
  const countsByCut = minSamplesLeaf == 1 && startCutNode(node.start, node.size, counts, node.weight);
  const countsByCode =
    countsByCut || (minSamplesLeaf == 1 && startGiniNode(node.start, node.size, counts, node.weight));
  drawClassSlots(node, countsByCode);
  if (nSorted > 0) startScans(counts);
  if (countsByCut) findBestCut(node);
  else findBestGini(node, id);
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
  partitionClassLists(node.side, node.start, node.size, nLeft);
  return true;
}

/** Counts all cuts of the features drawn, several features at a time, until a cut leaves no impurity. */
function findBestCut(node: PendingNode): void {
  startCutScores(node.weight, node.sumOfSquares);
  const last = nSlots - 1;
  for (let slot = 0; slot <= last && bestProxy < 0; slot += PASS) {
    poll(PASS * node.size);
    // Up to three repeat the last one.
    if (last - slot < 2) countTwo(columnOf(slot), columnOf(min(slot + 1, last)));
    else countFour(columnOf(slot), columnOf(slot + 1), columnOf(slot + 2), columnOf(min(slot + 3, last)));
    const end = min(slot + PASS, nSlots);
    for (let counted = slot; counted < end && bestProxy < 0; counted++)
      scoreCuts(counted - slot, slotFeature[counted]);
  }
}

function columnOf(slot: i32): u32 {
  return <u32>slotCodes[slot];
}

/** Tries the cuts of all features drawn. */
function findBestGini(node: PendingNode, id: i32): void {
  const size = node.size;
  for (let slot = 0; slot < nSlots && bestProxy < 0;) {
    const feature = slotFeature[slot];
    const codes = slotCodes[slot++];
    if (codes == 0) {
      poll(size);
      scanCuts(feature, rowsOfSlot(slot - 1, node), size, valuesOf(id), node.weight, node.sumOfSquares);
      continue;
    }
    poll(2 * size);
    // The last of an odd number is counted twice.
    const pairs = slot < nSlots && slotCodes[slot] != 0;
    const partner = pairs ? slot++ : slot - 1;
    fillHistograms(codes, slotCodes[partner], size);
    scanFirst(feature);
    scanSecond(slotFeature[partner]);
  }
}

/** The rows of a node by ascending value of a slot's feature. */
function rowsOfSlot(slot: i32, node: PendingNode): Pointer<Id> {
  if (slotList[slot]) return changetype<Pointer<Id>>(slotList[slot]);
  const feature = slotFeature[slot];
  findRange(node, feature);
  return sortByRank(samples.from(node.start), node.size, rowRanks.from(feature * nRows), lowest, highest);
}
