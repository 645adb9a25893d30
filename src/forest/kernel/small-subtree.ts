import { ranksOf } from './bag';
import { listOf } from './lists';
import { featureAt } from './lottery';
import { Pointer, reserve } from './memory';
import { PendingNode } from './pending-node';
import { hasClose, nFeatures, nRows, thresholdBetween } from './table';
import { squareTerms, sumTerms } from './target';

/**
 * A subtree of at most 32 samples is grown in a few cache lines: its samples get numbers of 5 bits, lists are bytes, and
 * looking values up by such numbers, partitioning lists and finding ties take a few vector instructions each.
 * Half of a tree's time goes into such nodes.
 */
export const MAX_SMALL_SIZE: i32 = 32;
/** Bytes of a list. */
export const LIST_BYTES: i32 = 32;
/** With more features than this, the lists of a node no longer fit the caches. */
export const MAX_SMALL_FEATURES: i32 = 64;

/** Of each small number: the sample's local id and its terms, see target.ts. */
const sampleOf = changetype<Pointer<Id>>(memory.data(MAX_SMALL_SIZE * 4, 16));
export const smallSumTerms = changetype<Pointer<v128>>(memory.data(MAX_SMALL_SIZE * 16, 16));
export const smallSquareTerms = changetype<Pointer<v128>>(memory.data(MAX_SMALL_SIZE * 16, 16));
/** Feature after feature, 32 each: the dense rank of each small number in this subtree. */
const smallRanks = changetype<Pointer<u8>>(memory.data(MAX_SMALL_FEATURES * LIST_BYTES, 16));
/** Of each local id of the subtree: its small number. */
let numberOf: Pointer<u8> = changetype<Pointer<u8>>(0);

/** Nodes of the subtree, each with its lists and its order of samples; see `smallList`. */
let blocks: Pointer<u8> = changetype<Pointer<u8>>(0);
let blockBytes: i32 = 0;
let isUsable: bool = false;

export function reserveSmallSubtree(): void {
  isUsable = nFeatures <= MAX_SMALL_FEATURES;
  // Values that are close count as equal, but not to all that equal one of them; ranks do not tell that.
  for (let feature = 0; feature < nFeatures; feature++) if (hasClose[feature]) isUsable = false;
  if (!isUsable) return;
  numberOf = reserve<u8>(nRows);
  blockBytes = NODE_BYTES + (nFeatures + 1) * LIST_BYTES;
  blocks = reserve<u8>((SPARE_DEPTH + 1) * blockBytes);
}

/** The block for a child that is dealt with already. A chain of 32 samples is less deep. */
export const SPARE_DEPTH: i32 = MAX_SMALL_SIZE + 1;

/** Room for a PendingNode at the start of a block. */
const NODE_BYTES: i32 = 128;

/** Whether a node can be grown as the root of a small subtree. */
export function isSmall(node: PendingNode): bool {
  return node.size <= MAX_SMALL_SIZE && isUsable;
}

/** The node at a depth of the stack of blocks. */
export function smallNode(depth: i32): PendingNode {
  return changetype<PendingNode>(blocks.address + depth * blockBytes);
}

/** The samples of a node in scikit-learn's order, if that is kept. */
export function smallOrder(node: PendingNode): Pointer<u8> {
  return changetype<Pointer<u8>>(changetype<usize>(node) + NODE_BYTES);
}

/** The samples of a node by ascending value of a feature. */
export function smallList(node: PendingNode, feature: i32): Pointer<u8> {
  return changetype<Pointer<u8>>(changetype<usize>(node) + NODE_BYTES + (1 + feature) * LIST_BYTES);
}

/** The ranks of a feature by small number. */
export function smallRanksOf(feature: i32): Pointer<u8> {
  return smallRanks.from(feature * LIST_BYTES);
}

/** The threshold of a cut between two samples. */
export function smallThreshold(feature: i32, lower: i32, upper: i32): f64 {
  const ranks = ranksOf(feature);
  return thresholdBetween(feature, ranks[sampleOf[lower]], ranks[sampleOf[upper]]);
}

/** Numbers the samples of a node in their order and copies what is known of them into the first block. */
export function enterSubtree(node: PendingNode, samples: Pointer<Id>): void {
  const root = smallNode(0);
  memory.copy(changetype<usize>(root), changetype<usize>(node), offsetof<PendingNode>());
  const order = smallOrder(root);
  for (let i = 0; i < node.size; i++) {
    const sample = samples[i];
    sampleOf[i] = sample;
    numberOf[sample] = <u8>i;
    order[i] = <u8>i;
    smallSumTerms[i] = sumTerms[sample];
    smallSquareTerms[i] = squareTerms[sample];
  }
  for (let i = root.nConstants; i < nFeatures; i++) enterFeature(root, featureAt(i));
}

function enterFeature(root: PendingNode, feature: i32): void {
  const from = listOf(root.side, feature, root.start);
  const to = smallList(root, feature);
  const ranks = ranksOf(feature);
  const smallRank = smallRanksOf(feature);
  let previous = ranks[from[0]];
  let rank = 0;
  for (let i = 0; i < root.size; i++) {
    const sample = from[i];
    const number = numberOf[sample];
    rank += i32(ranks[sample] != previous);
    previous = ranks[sample];
    to[i] = number;
    smallRank[number] = <u8>rank;
  }
}
