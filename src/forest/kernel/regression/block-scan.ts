import { maxSamples } from '../table/bag';
import { isRough } from '../base/engine-mode';
import { Pointer, reserve } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { nFeatures } from '../table/table';
import { addContender, bestScore, contending, raiseBar } from './contenders';
import { size, slotList } from './slots';
import { sumTerms } from './target';

/**
 * Scores the cuts of a large node (see rough-scores.ts) block by block of 16, and only of blocks that may hold one good
 * enough: one add a sample instead of a score tells which.
 *
 * From one end of a block to the other d moves by the terms t = W·w·y - S·w of its samples. Inside, |d| is at most
 * |d0| plus the moves so far and at most |d1| plus the moves yet to come, hence at most (|d0| + |d1| + Σ|t|) / 2. The
 * weight product wl·wr is concave in wl, hence at least the lesser of those at the block's ends.
 * Of the blocks of California housing's trees 3.5 % are scored, of Friedman's with 20,000 rows 2 %; a tree takes 2.3 M
 * instructions less of 59.5 M, one of 65,000 rows 5 %. In smaller nodes more blocks are scored and it gains nothing.
 */
const BLOCK: i32 = 16;

/**
 * Of each local id: {t, w + q}, where q is |t| in units so large that all of a node come to less than 1/2. So one sum
 * has three: d, and as whole and fractional part the weight and Σ|t|. Both parts are sums of multiples of a power of
 * two and exact.
 */
let terms: Pointer<v128> = changetype<Pointer<v128>>(0);
/** Slot after slot: the sums of the samples before each block. */
let blockSums: Pointer<v128> = changetype<Pointer<v128>>(0);
/** Of the same: |d|, q, and wl·wr. */
let distances: Pointer<f64> = changetype<Pointer<f64>>(0);
let moves: Pointer<f64> = changetype<Pointer<f64>>(0);
let products: Pointer<f64> = changetype<Pointer<f64>>(0);
/** Blocks of a slot's list that have 16 cuts; up to 15 cuts may come behind. */
let nBlocks: i32 = 0;
/** From a slot's sums to the next one's. */
let stride: i32 = 0;
/** |t| of q = 1. */
let unit: f64 = 0;
/** By so much q may be too small in a block. */
let qError: f64 = 0;
let nodeWeight: v128 = f64x2.splat(0);
/** By so much the score of a cut may be below the bar although it contends. */
let slack: f64 = 0;

/** The scores of a block. */
const scores = changetype<Pointer<v128>>(memory.data(BLOCK * 8, 16));

export function reserveBlockScan(): void {
  terms = reserve<v128>(maxSamples);
  const count = (maxSamples / BLOCK + 4) * nFeatures;
  blockSums = reserve<v128>(count);
  distances = reserve<f64>(count);
  moves = reserve<f64>(count);
  products = reserve<f64>(count);
}

/** Begins the scan of a node. `samples` lists it in any order. */
export function startBlocks(node: PendingNode, samples: Pointer<Id>, tolerance: f64): void {
  nBlocks = (size - 1) / BLOCK;
  stride = nBlocks + 2;
  nodeWeight = f64x2.splat(node.weight);
  // The bound has the errors of the d it is made of, which are less than half of what the tolerance allows for.
  slack = tolerance;
  // Σ|t| <= W·Σ|w·y| + |S|·W <= 2·W·√(W·Σ w·y²).
  const most = 2 * node.weight * Math.sqrt(node.weight * node.sumOfSquares);
  unit = 4 * most;
  const scale = f64x2.splat(1 / unit);
  // Adding it and taking it away leaves multiples of its last place, which sums up to the node's weight have as well.
  const binade = Binade.above(node.weight);
  const rounding = f64x2.splat(1.5 * binade);
  qError = BLOCK * binade * f64.EPSILON;
  const weight = nodeWeight;
  const sum = f64x2.splat(node.sum);
  const ofIds = sumTerms;
  const to = terms;
  for (let i = 0; i < size; i++) {
    const id = samples[i];
    const term = ofIds[id];
    const weights = v128.shuffle<f64>(term, term, 1, 1);
    const t = f64x2.sub(f64x2.mul(term, weight), f64x2.mul(weights, sum));
    const q = f64x2.sub(f64x2.add(f64x2.mul(f64x2.abs(t), scale), rounding), rounding);
    to[id] = v128.shuffle<f64>(t, f64x2.add(weights, q), 0, 2);
  }
}

abstract class Binade {
  /** The least power of two that is at least `value`, a whole number from 1 to 2^31. */
  @inline static above(value: f64): f64 {
    return <f64>((<u64>1) << (64 - clz(<u64>value - 1)));
  }
}

/** Two blocks, or cuts, in the lanes of a vector. */
abstract class Sums {
  @inline static d(first: v128, second: v128): v128 {
    return v128.shuffle<f64>(first, second, 0, 2);
  }

  /** Weights and q. */
  @inline static weightsAndMoves(first: v128, second: v128): v128 {
    return v128.shuffle<f64>(first, second, 1, 3);
  }

  @inline static scores(first: v128, second: v128, weight: v128): v128 {
    const d = Sums.d(first, second);
    const left = f64x2.floor(Sums.weightsAndMoves(first, second));
    return f64x2.div(f64x2.mul(d, d), f64x2.mul(left, f64x2.sub(weight, left)));
  }

  /** Of 16 samples. Four sums side by side: each add would wait for the one before. */
  @inline static ofBlock(ofIds: Pointer<v128>, ids: Pointer<Id>): v128 {
    let a = ofIds[ids[0]];
    let b = ofIds[ids[1]];
    let c = ofIds[ids[2]];
    let d = ofIds[ids[3]];
    a = f64x2.add(a, ofIds[ids[4]]);
    b = f64x2.add(b, ofIds[ids[5]]);
    c = f64x2.add(c, ofIds[ids[6]]);
    d = f64x2.add(d, ofIds[ids[7]]);
    a = f64x2.add(a, ofIds[ids[8]]);
    b = f64x2.add(b, ofIds[ids[9]]);
    c = f64x2.add(c, ofIds[ids[10]]);
    d = f64x2.add(d, ofIds[ids[11]]);
    a = f64x2.add(a, ofIds[ids[12]]);
    b = f64x2.add(b, ofIds[ids[13]]);
    c = f64x2.add(c, ofIds[ids[14]]);
    d = f64x2.add(d, ofIds[ids[15]]);
    return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  }
}

/** Sums the blocks of a slot and raises the bar by the best cut between them. */
export function sumBlocks(slot: i32): void {
  const list = slotList(slot);
  const ofIds = terms;
  const sums = blockSums.from(slot * stride);
  let running = f64x2.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    sums[block] = running;
    running = f64x2.add(running, Sums.ofBlock(ofIds, list.from(block * BLOCK)));
  }
  sums[nBlocks] = running;
  sums[nBlocks + 1] = f64x2.splat(0);
  const maximum = scoreBetweenBlocks(slot, sums);
  if (maximum <= bestScore) return;
  let block = 1;
  while (Bounds.score(slot * stride + block) != maximum) block++;
  raiseBar(slot, list, block * BLOCK - 1, maximum);
}

/** What bounds the scores of a block. */
abstract class Bounds {
  /** The score of the cut before a block. */
  @inline static score(at: i32): f64 {
    return (distances[at] * distances[at]) / products[at];
  }

  /** Which of two blocks, as bits, may hold a cut that scores so much. */
  @inline static mayScore(at: i32, fourfoldBar: v128, error: v128, unitOfMoves: v128): i32 {
    const distance = distances.from(at).address;
    const move = moves.from(at).address;
    const product = products.from(at).address;
    const q = f64x2.sub(v128.load(move, 8), v128.load(move));
    const ends = f64x2.add(v128.load(distance), v128.load(distance, 8));
    const twiceD = f64x2.add(ends, f64x2.mul(f64x2.add(q, error), unitOfMoves));
    const leastProduct = f64x2.pmin(v128.load(product), v128.load(product, 8));
    return i64x2.bitmask(f64x2.lt(f64x2.mul(twiceD, twiceD), f64x2.mul(leastProduct, fourfoldBar))) ^ 3;
  }
}

/** Works out what bounds the scores of blocks, and the best score between two blocks. */
function scoreBetweenBlocks(slot: i32, sums: Pointer<v128>): f64 {
  const at = slot * stride;
  const weight = nodeWeight;
  let maxima = f64x2.splat(-1);
  for (let block = 0; block <= nBlocks; block += 2) {
    const first = sums[block];
    const second = sums[block + 1];
    const d = f64x2.abs(v128.shuffle<f64>(first, second, 0, 2));
    const both = v128.shuffle<f64>(first, second, 1, 3);
    const left = f64x2.floor(both);
    const product = f64x2.mul(left, f64x2.sub(weight, left));
    v128.store(distances.from(at + block).address, d);
    v128.store(moves.from(at + block).address, f64x2.sub(both, left));
    v128.store(products.from(at + block).address, product);
    // Where nothing is on the left the score is not a number, which `pmax` passes over.
    maxima = f64x2.pmax(maxima, f64x2.div(f64x2.mul(d, d), product));
  }
  // The first cut of all has a sample of weight 1 or more on the left.
  products[at] = f64x2.extract_lane(weight, 0) - 1;
  const first = f64x2.extract_lane(maxima, 0);
  const second = f64x2.extract_lane(maxima, 1);
  return first > second ? first : second;
}

/** Collects the contenders of a slot, when the blocks of all have been summed. */
export function scanBlocks(slot: i32): void {
  const list = slotList(slot);
  const at = slot * stride;
  const sums = blockSums.from(at);
  const end = nBlocks;
  const unitOfMoves = f64x2.splat(unit);
  const error = f64x2.splat(qError);
  let fourfoldBar = f64x2.splat(4 * (contending - slack));
  for (let block = 0; block < end; block += 2) {
    const survivors = Bounds.mayScore(at + block, fourfoldBar, error, unitOfMoves);
    if (survivors == 0) continue;
    if (survivors & 1) scoreBlock(slot, list, block, sums[block], BLOCK);
    if (survivors & 2 && block + 1 < end) scoreBlock(slot, list, block + 1, sums[block + 1], BLOCK);
    fourfoldBar = f64x2.splat(4 * (contending - slack));
  }
  const rest = size - 1 - end * BLOCK;
  if (rest > 0) scoreBlock(slot, list, end, sums[end], rest);
}
/** Scores the first `count` cuts of a block and collects those that contend. */
function scoreBlock(slot: i32, list: Pointer<Id>, block: i32, before: v128, count: i32): void {
  const ids = list.from(block * BLOCK);
  const ofIds = terms;
  const weight = nodeWeight;
  let running = before;
  let maxima = f64x2.splat(-1);
  for (let i = 0; i < count; i += 2) {
    const first = f64x2.add(running, ofIds[ids[i]]);
    running = f64x2.add(first, ofIds[ids[i + 1]]);
    const two = Sums.scores(first, running, weight);
    scores[i >> 1] = two;
    maxima = f64x2.pmax(maxima, two);
  }
  if (f64x2.extract_lane(maxima, 0) < contending && f64x2.extract_lane(maxima, 1) < contending) return;
  const ofCuts = changetype<Pointer<f64>>(scores.address);
  for (let i = 0; i < count; i++) {
    const score = ofCuts[i];
    if (score < contending) continue;
    if (isRough) raiseBar(slot, list, block * BLOCK + i, score);
    else addContender(slot, list, block * BLOCK + i, score);
  }
}
