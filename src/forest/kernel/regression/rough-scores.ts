import { maxSamples, ranksOf } from '../table/bag';
import { addContender, bestScore, contending, raiseBar } from './contenders';
import { isRough } from '../base/engine-mode';
import { Pointer, reserve } from '../base/memory';
import { size, slotFeature, slotList } from './slots';
import { sumTerms } from './target';

/**
 * The score of a cut is d² / (wl·wr) with d = W·sl - wl·S: the weight of the node times the gain of scikit-learn's
 * proxy sl² / wl + sr² / wr over the uncut node, S² / W. It takes one division and costs 1 ns; its sums run in the
 * order of the lists, so its last bits are not scikit-learn's.
 *
 * How far it may be off, with u = 2^-53, m samples, Q = Σ w·y² and A = Σ w·|y| <= √(W·Q), first order in u:
 * - A sum of m terms in any order is off by at most m·u·A, also if it is the node's sum less other terms (2m·u·A).
 * - scikit-learn's sl is off by at most (2m + 2)·u·A, its sr by (3m + 3)·u·A. As sl² / wl <= Q and wl >= 1, its proxy
 *   is off by at most 2·√Q·(2m + 2 + 3m + 3)·u·A + 4u·Q <= (10m + 14)·u·Q·√W.
 * - d is off by at most (2m + 4)·u·W·A. As d² <= wl·wr·W·Q and wl·wr >= W / 2, the score is off by at most
 *   2·√(W·Q)·(2m + 4)·u·W·A / √(W / 2) <= W·(5.7m + 12)·u·Q·√W.
 * So in units of the score, two cuts that differ by more than twice the sum, 2·W·(15.7m + 26)·u·Q·√W, are in the same
 * order by both. 2·W·16·(m + 8)·u·Q·√W leaves 2 % for the terms of higher order, which are smaller by m·u·√W.
 */
export function scoreTolerance(samples: i32, weight: f64, sumOfSquares: f64): f64 {
  const u = 1.1102230246251565e-16;
  return 2 * 16 * (<f64>samples + 8) * u * sumOfSquares * Math.sqrt(weight) * weight;
}

/** Cuts per block; the largest score of each block is kept, to find the contenders again. */
const BLOCK: i32 = 16;

/** Up to this many samples, features are scanned two at a time; see block-scan.ts for larger nodes. */
export const MAX_IN_PAIRS: i32 = 512;
/** Up to this many samples, eight features are scanned side by side. */
export const MAX_SIDE_BY_SIDE: i32 = 64;

/** Of each cut: the scores of two slots, or of eight. */
let scores: Pointer<v128> = changetype<Pointer<v128>>(0);
let blockMaxima: Pointer<v128> = changetype<Pointer<v128>>(0);
let slotMaxima: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveScores(): void {
  scores = reserve<v128>(max(MAX_IN_PAIRS, 4 * MAX_SIDE_BY_SIDE));
  blockMaxima = reserve<v128>(MAX_IN_PAIRS / BLOCK);
  slotMaxima = reserve<v128>(4);
}

/** Two slots in the lanes of a vector. */
abstract class Pair {
  /** The scores of a cut, from the running {Σ w·y, Σ w} of both slots. */
  @inline static score(first: v128, second: v128, nodeSum: v128, nodeWeight: v128): v128 {
    const sum = v128.shuffle<f64>(first, second, 0, 2);
    const weight = v128.shuffle<f64>(first, second, 1, 3);
    const d = f64x2.sub(f64x2.mul(sum, nodeWeight), f64x2.mul(weight, nodeSum));
    return f64x2.div(f64x2.mul(d, d), f64x2.mul(weight, f64x2.sub(nodeWeight, weight)));
  }
}

/** Scores every cut of two slots (or of one, given twice) and collects the contenders. */
export function scanPair(slot: i32, other: i32, sum: f64, weight: f64): void {
  const list = slotList(slot);
  const otherList = slotList(other);
  const terms = sumTerms;
  const ofCuts = scores;
  const nCuts = size - 1;
  const nodeSum = f64x2.splat(sum);
  const nodeWeight = f64x2.splat(weight);
  let running = f64x2.splat(0);
  let otherRunning = f64x2.splat(0);
  let maxima = f64x2.splat(-1);
  let block = 0;
  for (let i = 0; i < nCuts;) {
    const end = min(i + BLOCK, nCuts);
    let blockMax = f64x2.splat(-1);
    for (; i < end; i++) {
      running = f64x2.add(running, terms[list[i]]);
      otherRunning = f64x2.add(otherRunning, terms[otherList[i]]);
      const score = Pair.score(running, otherRunning, nodeSum, nodeWeight);
      ofCuts[i] = score;
      blockMax = f64x2.pmax(blockMax, score);
    }
    blockMaxima[block++] = blockMax;
    maxima = f64x2.pmax(maxima, blockMax);
  }
  collect(slot, list, 0, f64x2.extract_lane(maxima, 0), block);
  if (other != slot) collect(other, otherList, 1, f64x2.extract_lane(maxima, 1), block);
}

/** Collects the contenders of one lane of the scores. */
function collect(slot: i32, list: Pointer<Id>, lane: i32, maximum: f64, nBlocks: i32): void {
  if (maximum < contending) return;
  const ofLane = changetype<Pointer<f64>>(scores.address + 8 * lane);
  const maximaOfLane = changetype<Pointer<f64>>(blockMaxima.address + 8 * lane);
  if (!raiseToMaximum(slot, list, ofLane, maximaOfLane, maximum)) {
    raiseStepByStep(slot, list, ofLane, maximaOfLane, nBlocks);
  }
  if (isRough) return;
  for (let block = 0; block < nBlocks; block++) {
    if (maximaOfLane[2 * block] < contending) continue;
    const end = min((block + 1) * BLOCK, size - 1);
    for (let i = block * BLOCK; i < end; i++) {
      if (ofLane[2 * i] >= contending) addContender(slot, list, i, ofLane[2 * i]);
    }
  }
}

/** Raises the bar to the best score of a slot, unless the slot cannot be cut there. */
function raiseToMaximum(
  slot: i32,
  list: Pointer<Id>,
  ofLane: Pointer<f64>,
  maximaOfLane: Pointer<f64>,
  maximum: f64,
): bool {
  let block = 0;
  while (maximaOfLane[2 * block] != maximum) block++;
  let i = block * BLOCK;
  while (ofLane[2 * i] != maximum) i++;
  return raiseBar(slot, list, i, maximum);
}

/** Raises the bar as far as cuts allow; looks only at those above it, because asking whether a cut is allowed is slow. */
function raiseStepByStep(
  slot: i32,
  list: Pointer<Id>,
  ofLane: Pointer<f64>,
  maximaOfLane: Pointer<f64>,
  nBlocks: i32,
): void {
  const ranks = ranksOf(slotFeature[slot]);
  for (let block = 0; block < nBlocks; block++) {
    if (maximaOfLane[2 * block] <= bestScore) continue;
    const end = min((block + 1) * BLOCK, size - 1);
    for (let i = block * BLOCK; i < end; i++) {
      if (ofLane[2 * i] <= bestScore || ranks[list[i]] == ranks[list[i + 1]]) continue;
      raiseBar(slot, list, i, ofLane[2 * i]);
    }
  }
}

/** Scores every cut of eight slots of a small node and collects the contenders. */
export function scanEight(slot: i32, sum: f64, weight: f64): void {
  const list0 = slotList(slot);
  const list1 = slotList(slot + 1);
  const list2 = slotList(slot + 2);
  const list3 = slotList(slot + 3);
  const list4 = slotList(slot + 4);
  const list5 = slotList(slot + 5);
  const list6 = slotList(slot + 6);
  const list7 = slotList(slot + 7);
  const terms = sumTerms;
  const nCuts = size - 1;
  const nodeSum = f64x2.splat(sum);
  const nodeWeight = f64x2.splat(weight);
  const zero = f64x2.splat(0);
  let running0 = zero;
  let running1 = zero;
  let running2 = zero;
  let running3 = zero;
  let running4 = zero;
  let running5 = zero;
  let running6 = zero;
  let running7 = zero;
  let maxima01 = f64x2.splat(-1);
  let maxima23 = maxima01;
  let maxima45 = maxima01;
  let maxima67 = maxima01;
  let row = scores;
  for (let i = 0; i < nCuts; i++) {
    running0 = f64x2.add(running0, terms[list0[i]]);
    running1 = f64x2.add(running1, terms[list1[i]]);
    const scores01 = Pair.score(running0, running1, nodeSum, nodeWeight);
    running2 = f64x2.add(running2, terms[list2[i]]);
    running3 = f64x2.add(running3, terms[list3[i]]);
    const scores23 = Pair.score(running2, running3, nodeSum, nodeWeight);
    running4 = f64x2.add(running4, terms[list4[i]]);
    running5 = f64x2.add(running5, terms[list5[i]]);
    const scores45 = Pair.score(running4, running5, nodeSum, nodeWeight);
    running6 = f64x2.add(running6, terms[list6[i]]);
    running7 = f64x2.add(running7, terms[list7[i]]);
    const scores67 = Pair.score(running6, running7, nodeSum, nodeWeight);
    row[0] = scores01;
    row[1] = scores23;
    row[2] = scores45;
    row[3] = scores67;
    row = row.from(4);
    maxima01 = f64x2.pmax(maxima01, scores01);
    maxima23 = f64x2.pmax(maxima23, scores23);
    maxima45 = f64x2.pmax(maxima45, scores45);
    maxima67 = f64x2.pmax(maxima67, scores67);
  }
  slotMaxima[0] = maxima01;
  slotMaxima[1] = maxima23;
  slotMaxima[2] = maxima45;
  slotMaxima[3] = maxima67;
  collectOfEight(slot, nCuts);
}

function collectOfEight(slot: i32, nCuts: i32): void {
  const maxima = changetype<Pointer<f64>>(slotMaxima.address);
  const all = changetype<Pointer<f64>>(scores.address);
  // The slot with the best score first: it raises the bar for the others.
  let first = 0;
  for (let k = 1; k < 8; k++) if (maxima[k] > maxima[first]) first = k;
  for (let turn = 0; turn < 8; turn++) {
    const k = turn == 0 ? first : turn <= first ? turn - 1 : turn;
    if (maxima[k] < contending) continue;
    const list = slotList(slot + k);
    const ranks = ranksOf(slotFeature[slot + k]);
    for (let i = 0; i < nCuts; i++) {
      if (all[8 * i + k] <= bestScore || ranks[list[i]] == ranks[list[i + 1]]) continue;
      raiseBar(slot + k, list, i, all[8 * i + k]);
    }
    if (isRough) continue;
    for (let i = 0; i < nCuts; i++) {
      const score = all[8 * i + k];
      if (score >= contending) addContender(slot + k, list, i, score);
    }
  }
}
