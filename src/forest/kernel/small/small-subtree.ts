import { maxSamples, rowOf } from '../table/bag';
import { listOf } from '../regression/lists';
import { featureAt, MASKED_FEATURES } from '../tree/lottery';
import { Pointer, reserve } from '../base/memory';
import { copyNode, NODE_BYTES, PendingNode } from '../tree/pending-node';
import { fillRowValues, hasClose, isClose, midpoint, nFeatures, rowStride, rowValues } from '../table/table';
import { squareTerms, sumTerms } from '../regression/target';

/**
 * A subtree of at most 32 samples is grown in a few cache lines: its samples get numbers of 5 bits, lists are bytes, and
 * looking values up by such numbers, partitioning lists and finding ties take a few vector instructions each.
 * Half of a tree's time goes into such nodes.
 */
export const MAX_SMALL_SIZE: i32 = 32;
/** Bytes of a list. */
export const LIST_BYTES: i32 = 32;
/** Of each small number: the sample's terms, see target.ts, and the values of its row. */
export const smallSumTerms = changetype<Pointer<v128>>(memory.data(MAX_SMALL_SIZE * 16, 16));
export const smallSquareTerms = changetype<Pointer<v128>>(memory.data(MAX_SMALL_SIZE * 16, 16));
const smallValues = changetype<Pointer<f32>>(memory.data(MAX_SMALL_SIZE * MASKED_FEATURES * 4, 16));
/** Feature after feature, 32 each: the dense rank of each small number in this subtree. */
const smallRanks = changetype<Pointer<u8>>(memory.data(MASKED_FEATURES * LIST_BYTES, 16));
/** Of each local id of the subtree: its small number. */
let numberOf: Pointer<u8> = changetype<Pointer<u8>>(0);

/** Nodes of the subtree, each with its lists and its order of samples; see `smallList`. */
let blocks: Pointer<u8> = changetype<Pointer<u8>>(0);
let blockBytes: i32 = 0;
/** Features, as bits, with neighbouring values in this subtree too close to split between them. */
export let closeFeatures: u64 = 0;
let isUsable: bool = false;

export function reserveSmallSubtree(): void {
  // With more features the lists of a node would no longer fit the caches.
  isUsable = nFeatures <= MASKED_FEATURES;
  if (!isUsable) return;
  fillRowValues();
  numberOf = reserve<u8>(maxSamples);
  blockBytes = NODE_BYTES + (nFeatures + 1) * LIST_BYTES;
  blocks = reserve<u8>((SPARE_DEPTH + 1) * blockBytes);
}

/** The block for a child that is dealt with already. A chain of 32 samples is less deep. */
export const SPARE_DEPTH: i32 = MAX_SMALL_SIZE + 1;

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
  return midpoint(valuesOfNumber(lower)[feature], valuesOfNumber(upper)[feature]);
}

/** Numbers the samples of a node in their order and copies what is known of them into the first block. */
export function enterSubtree(node: PendingNode, samples: Pointer<Id>, withLists: bool): void {
  const root = smallNode(0);
  copyNode(root, node);
  const order = smallOrder(root);
  copyRows(samples, node.size);
  for (let i = 0; i < node.size; i++) {
    const sample = samples[i];
    numberOf[sample] = <u8>i;
    order[i] = <u8>i;
    smallSumTerms[i] = sumTerms[sample];
    smallSquareTerms[i] = squareTerms[sample];
  }
  if (!withLists) return;
  closeFeatures = 0;
  for (let i = root.nConstants; i < nFeatures; i++) enterFeature(root, featureAt(i));
}

/** The values of a sample, feature by feature. */
export function valuesOfNumber(number: i32): Pointer<f32> {
  return smallValues.from(number * rowStride);
}

/** In a loop of its own: rows lie far apart, and a short loop has many of them on their way at a time. */
function copyRows(samples: Pointer<Id>, size: i32): void {
  const rows = rowOf;
  const stride = rowStride;
  const table = rowValues;
  let to = smallValues.address;
  for (let i = 0; i < size; i++) {
    const from = table.from(rows[samples[i]] * stride).address;
    for (let k: usize = 0; k < <usize>(4 * stride); k += 16) v128.store(to + k, v128.load(from + k));
    to += 4 * stride;
  }
}

function enterFeature(root: PendingNode, feature: i32): void {
  const from = listOf(root.side, feature, root.start);
  const to = smallList(root, feature);
  // As integers: floats have branches for NaN.
  const ofFeature = changetype<Pointer<i32>>(smallValues.from(feature).address);
  const stride = rowStride;
  const numbers = numberOf;
  const smallRank = smallRanksOf(feature);
  const size = root.size;
  let previous = ofFeature[numbers[from[0]] * stride];
  let rank = 0;
  for (let i = 0; i < size; i++) {
    const number = numbers[from[i]];
    const value = ofFeature[number * stride];
    // No branch: ties cannot be predicted.
    rank += i32(value != previous);
    previous = value;
    to[i] = number;
    smallRank[number] = <u8>rank;
  }
  if (hasClose[feature] && hasCloseNeighbours(smallValues.from(feature), to, size))
    closeFeatures |= (<u64>1) << feature;
}

function hasCloseNeighbours(ofFeature: Pointer<f32>, list: Pointer<u8>, size: i32): bool {
  for (let i = 1; i < size; i++) {
    const lower = ofFeature[list[i - 1] * rowStride];
    const value = ofFeature[list[i] * rowStride];
    if (value != lower && isClose(lower, value)) return true;
  }
  return false;
}
