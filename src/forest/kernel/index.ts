import { fillBag, listSamples, reserveBag, reserveCompactBag, reserveRanks } from './bag';
import { reserveCompact } from './compact';
import { growBestFirst, reserveBestFirst } from './best-first';
import { reserveBestCut } from './best-cut';
import { reserveClassification } from './classification';
import { forgetClasses, nClasses } from './class-target';
import { reserveContenders } from './contenders';
import { keepsOrder, setMode } from './engine-mode';
import { reserveRotation } from './equal-rotation';
import { growDepthFirst, reserveDepthFirst } from './grow';
import { reserveIntrosort } from './introsort';
import { reserveListPartition } from './list-partition';
import { listOf, reserveLists } from './lists';
import { reserveLottery, startLottery } from './lottery';
import { releaseTo, reserved } from './memory';
import { hasRandomSplitter, isBestFirst, setOptions } from './options';
import { reserveOrderPartition } from './order-partition';
import { presortTable } from './presort';
import { seedRandom } from './random';
import { reserveRandomRegression } from './random-regression';
import { reserveThresholds } from './random-threshold';
import { reserveRegression } from './regression';
import { reserveOrders } from './sample-order';
import { reserveScores } from './rough-scores';
import { reserveSlots } from './slots';
import { reserveSmallSubtree } from './small-subtree';
import { reserveSquares } from './square';
import { reserveSwapPartition } from './swap-partition';
import { nFeatures, reserveSortedTable, reserveTable } from './table';
import { fillTerms, reserveTarget } from './target';
import { nodeCount, reserveTree, startTree, treeArray } from './tree';

export {
  presortTable,
  releaseTo,
  reserveBag,
  reserveClassification,
  reserved,
  reserveSortedTable,
  reserveSquares,
  reserveTable,
  reserveTarget,
  reserveTree,
  setMode,
  setOptions,
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

/** Grows a tree on the rows whose counts the host has written to the bag. Returns its number of nodes. */
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
