import { improvement, placeChildren, weighShorterSide } from '../tree/children';
import { Bytes } from '../base/bytes';
import { Pointer } from '../base/memory';
import { minImpurityDecrease, minSamplesLeaf } from '../base/options';
import { randomBelow } from '../base/random';
import { CLOSE, midpoint, nFeatures, rowStride } from '../table/table';
import { keepConstants, looksAtAll } from '../tree/lottery';
import { PendingNode } from '../tree/pending-node';
import { makeSplit } from '../tree/tree';
import { smallOrder, smallSquareTerms, smallSumTerms, valuesOfNumber } from './small-subtree';

/**
 * Nodes of three to six samples, where `turbo` looks at every feature. There are fewer ways to part them in two than
 * cuts, 31 at most, and with eight features most ways are a cut of some feature. So all are scored, without lists, and
 * the best that some feature can make is taken.
 */
const MAX_FEW: i32 = 6;

/** A set of samples is a number whose bits say which, by their place in the order. The last sample is in none of them. */
const MAX_SETS: i32 = 1 << (MAX_FEW - 1);
/** Of each set: its d (see rough-scores.ts) and its weight. */
const sums = changetype<Pointer<v128>>(memory.data(MAX_SETS * 16, 16));
/** Of each set: the score of parting it from the rest, -1 where no feature can. Two sets a vector. */
const scores = changetype<Pointer<v128>>(memory.data(MAX_SETS * 8, 16));

/** The features, as bits, in which all of a set have lower values than the rest, and higher ones. */
let below: u64 = 0;
let above: u64 = 0;

/** The largest node that is split without lists. */
export function maxWithoutLists(): i32 {
  return looksAtAll() && minSamplesLeaf == 1 ? MAX_FEW : 2;
}

/** Splits a node of few samples and fills in its children; false if no feature tells any of them apart. */
export function splitFew(node: PendingNode, id: i32, left: PendingNode, right: PendingNode): bool {
  const order = smallOrder(node);
  const set = bestSet(node, order);
  if (set == 0) return false;
  const from = randomBelow(nFeatures);
  const differing = below | above;
  const later = (differing >> from) << from;
  const feature = <i32>ctz(later ? later : differing);
  const isLeft = ((below >> feature) & 1) != 0;

  const leftSet = isLeft ? set : ~set & Bytes.first(node.size);
  sumChildren(node, order, set, isLeft, left, right);
  if (improvement + f64.EPSILON < minImpurityDecrease) return false;
  makeSplit(id, feature, thresholdOf(feature, order, node.size, leftSet));
  keepConstants(node.nConstants);
  placeChildren(node, id, popcnt(leftSet), 0, left, right);
  moveLeft(order, leftSet);
  return true;
}

/** The set that is best parted from the rest, of those that a feature can part; 0 if there is none. */
function bestSet(node: PendingNode, order: Pointer<u8>): i32 {
  const nSets = 1 << (node.size - 1);
  sumSets(node, order);
  let maximum = scoreSets(nSets, node.weight);
  while (maximum >= 0) {
    const set = setScoring(nSets, maximum);
    compareWithRest(order, node.size, set);
    if (below | above) return set;
    changetype<Pointer<f64>>(scores.address)[set] = -1;
    maximum = maxScore(nSets);
  }
  return 0;
}

function sumSets(node: PendingNode, order: Pointer<u8>): void {
  const nodeWeight = f64x2.splat(node.weight);
  const nodeSum = f64x2.splat(node.sum);
  sums[0] = f64x2.splat(0);
  for (let i = 0; i < node.size - 1; i++) {
    const term = smallSumTerms[order[i]];
    const d = f64x2.sub(f64x2.mul(term, nodeWeight), f64x2.mul(v128.shuffle<f64>(term, term, 1, 1), nodeSum));
    const own = v128.shuffle<f64>(d, term, 0, 3);
    const count = 1 << i;
    const withOwn = sums.from(count);
    for (let set = 0; set < count; set++) withOwn[set] = f64x2.add(sums[set], own);
  }
}

/** Scores all sets; returns the largest score. The empty set's is not a number. */
function scoreSets(nSets: i32, weight: f64): f64 {
  const nodeWeight = f64x2.splat(weight);
  let maxima = f64x2.splat(-1);
  for (let set = 0; set < nSets; set += 2) {
    const first = sums[set];
    const second = sums[set + 1];
    const d = v128.shuffle<f64>(first, second, 0, 2);
    const weights = v128.shuffle<f64>(first, second, 1, 3);
    const score = f64x2.div(f64x2.mul(d, d), f64x2.mul(weights, f64x2.sub(nodeWeight, weights)));
    scores[set >> 1] = score;
    maxima = f64x2.pmax(maxima, score);
  }
  return Larger.of(maxima);
}

function maxScore(nSets: i32): f64 {
  let maxima = f64x2.splat(-1);
  for (let pair = 0; pair < nSets >> 1; pair++) maxima = f64x2.pmax(maxima, scores[pair]);
  return Larger.of(maxima);
}

/** The first set with a score. Without branches: which it is cannot be predicted. */
function setScoring(nSets: i32, score: f64): i32 {
  const wanted = f64x2.splat(score);
  let found: u64 = 0;
  for (let set = 0; set < nSets; set += 2)
    found |= (<u64>i64x2.bitmask(f64x2.eq(scores[set >> 1], wanted))) << set;
  return <i32>ctz(found);
}

abstract class Larger {
  @inline static of(lanes: v128): f64 {
    const first = f64x2.extract_lane(lanes, 0);
    const second = f64x2.extract_lane(lanes, 1);
    return first > second ? first : second;
  }
}

/** Works out in which features the values of a set are all below or all above those of the rest. */
function compareWithRest(order: Pointer<u8>, size: i32, set: i32): void {
  below = 0;
  above = 0;
  const close = f32x4.splat(CLOSE);
  for (let feature = 0; feature < rowStride; feature += 4) {
    let least = f32x4.splat(Infinity);
    let most = f32x4.splat(-Infinity);
    let leastOfRest = least;
    let mostOfRest = most;
    for (let i = 0; i < size; i++) {
      const values = v128.load(valuesOfNumber(order[i]).from(feature).address);
      const isIn = i32x4.splat(-((set >> i) & 1));
      // With all bits set a value is not a number, which `pmin` and `pmax` pass over as second operand.
      const ofSet = v128.or(values, v128.not(isIn));
      const ofRest = v128.or(values, isIn);
      least = f32x4.pmin(least, ofSet);
      most = f32x4.pmax(most, ofSet);
      leastOfRest = f32x4.pmin(leastOfRest, ofRest);
      mostOfRest = f32x4.pmax(mostOfRest, ofRest);
    }
    below |= (<u64>i32x4.bitmask(f32x4.lt(f32x4.add(most, close), leastOfRest))) << feature;
    above |= (<u64>i32x4.bitmask(f32x4.lt(f32x4.add(mostOfRest, close), least))) << feature;
  }
}

/** Fills in the sums of both children; `set` is the left one or the right one. */
function sumChildren(
  node: PendingNode,
  order: Pointer<u8>,
  set: i32,
  isLeft: bool,
  left: PendingNode,
  right: PendingNode,
): void {
  let ofSet = f64x2.splat(0);
  for (let rest = set; rest != 0; rest &= rest - 1)
    ofSet = f64x2.add(ofSet, smallSquareTerms[order[ctz(rest)]]);
  weighShorterSide(node, isLeft, ofSet, f64x2.extract_lane(sums[set], 1), left, right);
}

/** The threshold in a feature between a set and the rest, which has the higher values. */
function thresholdOf(feature: i32, order: Pointer<u8>, size: i32, set: i32): f64 {
  let lower: f32 = -Infinity;
  let upper: f32 = Infinity;
  for (let i = 0; i < size; i++) {
    const value = valuesOfNumber(order[i])[feature];
    const isIn = ((set >> i) & 1) != 0;
    lower = isIn && value > lower ? value : lower;
    upper = !isIn && value < upper ? value : upper;
  }
  return midpoint(lower, upper);
}

/** Brings the samples of a set to the front. */
function moveLeft(order: Pointer<u8>, set: i32): void {
  const samples = v128.load64_zero(order.address);
  const toRight = Bytes.storeCompressed(order.address, samples, set);
  Bytes.storeCompressed(toRight, samples, ~set & 0xff);
}
