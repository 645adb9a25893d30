import { fillBag, listSamples, reserveBag, reserveCompactBag, reserveRanks } from './table/bag';
import { drawRows, reserveSampleCounts, takeAllRows } from './table/bootstrap';
import { reserveCompact } from './regression/compact';
import { growBestFirst, reserveBestFirst } from './growth/best-first';
import { reserveBestCut } from './regression/best-cut';
import { reserveClassification } from './classification/classification';
import { forgetClasses, nClasses } from './classification/class-target';
import { reserveContenders } from './regression/contenders';
import { keepsOrder, setMode } from './base/engine-mode';
import { reserveRotation } from './order/equal-rotation';
import { growDepthFirst, reserveDepthFirst } from './growth/grow';
import { reserveIntrosort } from './order/introsort';
import { reserveListPartition } from './regression/list-partition';
import { listOf, reserveLists } from './regression/lists';
import { reserveLottery, startLottery } from './tree/lottery';
import { releaseTo, reserved } from './base/memory';
import { hasRandomSplitter, isBestFirst, setOptions } from './base/options';
import { reserveOrderPartition } from './regression/order-partition';
import { presortTable } from './table/presort';
import { seedRandom } from './base/random';
import { reserveRandomRegression } from './regression/random-regression';
import { reserveThresholds } from './random-cut/random-threshold';
import { reserveRegression } from './regression/regression';
import { reserveOrders } from './regression/sample-order';
import { reserveBlockScan } from './regression/block-scan';
import { reserveScores } from './regression/rough-scores';
import { reserveSlots } from './regression/slots';
import { reserveSmallSubtree } from './small/small-subtree';
import { reserveSquares } from './tree/square';
import { reserveSwapPartition } from './random-cut/swap-partition';
import { nFeatures, reserveSortedTable, reserveTable } from './table/table';
import { fillTerms, reserveTarget } from './regression/target';
import { nodeCount, reserveTree, startTree, treeArray } from './tree/tree';

export {
  drawRows,
  presortTable,
  releaseTo,
  reserveBag,
  reserveClassification,
  reserved,
  reserveSampleCounts,
  reserveSortedTable,
  reserveSquares,
  reserveTable,
  reserveTarget,
  reserveTree,
  setMode,
  setOptions,
  takeAllRows,
  treeArray,
};

/**
 * Reserves what growing any tree takes besides the table, the bag, the target and the tree itself.
 * @param maxLeaves of a tree that grows best-first
 */
export function reserveWork(maxLeaves: i32): void {
  reserveLottery();
  if (isBestFirst()) reserveBestFirst(maxLeaves);
  else reserveDepthFirst();
}

/** Reserves what growing a regression tree takes. */
export function reserveRegressionWork(): void {
  forgetClasses();
  if (hasRandomSplitter) {
    reserveThresholds();
    reserveSwapPartition();
    reserveRandomRegression();
    return;
  }
  reserveLists();
  reserveSlots();
  reserveScores();
  reserveBlockScan();
  reserveContenders();
  reserveBestCut();
  reserveRegression();
  reserveOrderPartition();
  reserveListPartition();
  reserveSmallSubtree();
  reserveCompactBag();
  reserveRanks();
  reserveCompact();
}

/** Reserves what keeping scikit-learn's order takes. */
export function reserveOrder(): void {
  reserveOrders();
  reserveRotation();
  reserveIntrosort();
}

/** Grows a tree on the rows drawn last. Returns its number of nodes. */
export function growTree(seed: u32): i32 {
  if (nClasses == 0) fillBag();
  if (nClasses == 0 && !hasRandomSplitter) startLists();
  seedRandom(seed);
  startLottery();
  startTree();
  if (isBestFirst()) growBestFirst();
  else growDepthFirst();
  return nodeCount;
}

function startLists(): void {
  fillTerms();
  for (let feature = 0; feature < nFeatures; feature++) listSamples(feature, listOf(0, feature, 0));
}
