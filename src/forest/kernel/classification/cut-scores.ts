import { leftCounts, PASS } from './cut-counts';
import { nPresent, presentTotals } from './cut-node';
import { CUTS } from './cut-steps';
import { bestProxy, Gini, keepGini } from './gini';
import { Pointer } from '../base/memory';

/** Of each cut of the feature last scored, as counted: the weight of the left side and Σ l² and Σ r². */
const WEIGHTS = changetype<Pointer<i32>>(memory.data(CUTS * 4, 16));
const LEFT_SQUARES = changetype<Pointer<i32>>(memory.data(CUTS * 4, 16));
const RIGHT_SQUARES = changetype<Pointer<i32>>(memory.data(CUTS * 4, 16));

/**
 * A score is Σ l² / W_l + Σ r² / W_r in single precision. The sums are below 2^24, because no class weighs more than 255
 * and no node more than 32,767, hence exact; so it is off by at most 2^-22 of itself, and it is at most the weight of the
 * node. A cut whose score is lower than another's by more than this share of that weight cannot be the best.
 */
const MARGIN: f32 = 1 / <f32>(1 << 20);

/** Of the node being split: its weight, Σ of its squared counts, and the score that a cut needs to be the best. */
let nodeWeight: f64 = 0;
let nodeSquares: i32 = 0;
let floor: f32 = 0;

/** Prepares for the features of a node. */
export function startCutScores(weight: f64, squares: f64): void {
  nodeWeight = weight;
  nodeSquares = <i32>squares;
  floor = 0;
}

/** Four cuts, as sums are made. */
abstract class Four {
  /** Their scores: NaN where a side is empty. */
  @inline static scores(weights: v128, leftSquares: v128, rightSquares: v128, nodeWeight: v128): v128 {
    const left = f32x4.convert_i32x4_s(weights);
    const right = f32x4.sub(nodeWeight, left);
    return f32x4.add(
      f32x4.div(f32x4.convert_i32x4_s(leftSquares), left),
      f32x4.div(f32x4.convert_i32x4_s(rightSquares), right),
    );
  }

  /** Σ r² from Σ l² and Σ t·l, where t = l + r. */
  @inline static rightSquares(nodeSquares: v128, leftSquares: v128, mixed: v128): v128 {
    return i32x4.sub(i32x4.add(nodeSquares, leftSquares), i32x4.add(mixed, mixed));
  }

  /** The signs of sixteen lanes, a bit each. */
  @inline static mask(a: v128, b: v128, c: v128, d: v128): u32 {
    return i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
  }

  /** Pairs of counts, added. */
  @inline static pairs(counts: v128): v128 {
    return i32x4.dot_i16x8_s(counts, i16x8.splat(1));
  }
}

/**
 * Scores all cuts of a feature of the pass, and keeps the best cut if it is better than the best so far. Two classes at a
 * time: their counts lie side by side in lanes of 16 bits, so that a dot product adds both. In one function, because the
 * sums of the sixteen cuts stay in registers only there.
 */
export function scoreCuts(slot: i32, feature: i32): void {
  const zero = i64x2(0, 0);
  let squares0 = zero,
    squares1 = zero,
    squares2 = zero,
    squares3 = zero;
  let mixed0 = zero,
    mixed1 = zero,
    mixed2 = zero,
    mixed3 = zero;
  let counts0 = zero,
    counts1 = zero,
    counts2 = zero,
    counts3 = zero;
  let row = leftCounts.from(slot);
  for (let present = 0; present < nPresent; present += 2) {
    const first = row[0];
    const second = row[PASS];
    row = row.from(2 * PASS);
    const totals = v128.load32_splat(presentTotals.from(present).address);
    const low = v128.shuffle<u8>(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high = v128.shuffle<u8>(
      first,
      second,
      8,
      24,
      9,
      25,
      10,
      26,
      11,
      27,
      12,
      28,
      13,
      29,
      14,
      30,
      15,
      31,
    );
    const both0 = i16x8.extend_low_i8x16_u(low);
    const both1 = i16x8.extend_high_i8x16_u(low);
    const both2 = i16x8.extend_low_i8x16_u(high);
    const both3 = i16x8.extend_high_i8x16_u(high);
    counts0 = i16x8.add(counts0, both0);
    counts1 = i16x8.add(counts1, both1);
    counts2 = i16x8.add(counts2, both2);
    counts3 = i16x8.add(counts3, both3);
    squares0 = i32x4.add(squares0, i32x4.dot_i16x8_s(both0, both0));
    squares1 = i32x4.add(squares1, i32x4.dot_i16x8_s(both1, both1));
    squares2 = i32x4.add(squares2, i32x4.dot_i16x8_s(both2, both2));
    squares3 = i32x4.add(squares3, i32x4.dot_i16x8_s(both3, both3));
    mixed0 = i32x4.add(mixed0, i32x4.dot_i16x8_s(both0, totals));
    mixed1 = i32x4.add(mixed1, i32x4.dot_i16x8_s(both1, totals));
    mixed2 = i32x4.add(mixed2, i32x4.dot_i16x8_s(both2, totals));
    mixed3 = i32x4.add(mixed3, i32x4.dot_i16x8_s(both3, totals));
  }
  const all = i32x4.splat(nodeSquares);
  const weight = f32x4.splat(<f32>nodeWeight);
  mixed0 = Four.rightSquares(all, squares0, mixed0);
  mixed1 = Four.rightSquares(all, squares1, mixed1);
  mixed2 = Four.rightSquares(all, squares2, mixed2);
  mixed3 = Four.rightSquares(all, squares3, mixed3);
  counts0 = Four.pairs(counts0);
  counts1 = Four.pairs(counts1);
  counts2 = Four.pairs(counts2);
  counts3 = Four.pairs(counts3);
  const scores0 = Four.scores(counts0, squares0, mixed0, weight);
  const scores1 = Four.scores(counts1, squares1, mixed1, weight);
  const scores2 = Four.scores(counts2, squares2, mixed2, weight);
  const scores3 = Four.scores(counts3, squares3, mixed3, weight);
  let best = f32x4.pmax(f32x4.splat(floor), scores0);
  best = f32x4.pmax(best, scores1);
  best = f32x4.pmax(best, scores2);
  best = f32x4.pmax(best, scores3);
  if (!v128.any_true(f32x4.gt(best, f32x4.splat(floor)))) return;
  store4(WEIGHTS, counts0, counts1, counts2, counts3);
  store4(LEFT_SQUARES, squares0, squares1, squares2, squares3);
  store4(RIGHT_SQUARES, mixed0, mixed1, mixed2, mixed3);
  best = f32x4.pmax(best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  best = f32x4.pmax(best, v128.shuffle<f32>(best, best, 1, 0, 3, 2));
  const margin = <f32>nodeWeight * MARGIN;
  floor = max(floor, f32x4.extract_lane(best, 0) - margin);
  const needed = f32x4.splat(floor);
  const contenders = Four.mask(
    f32x4.ge(scores0, needed),
    f32x4.ge(scores1, needed),
    f32x4.ge(scores2, needed),
    f32x4.ge(scores3, needed),
  );
  // Cuts with the same samples on the left as the cut below, which is the lane after.
  const repeated = Four.mask(
    i32x4.eq(counts0, v128.shuffle<i32>(counts0, counts1, 1, 2, 3, 4)),
    i32x4.eq(counts1, v128.shuffle<i32>(counts1, counts2, 1, 2, 3, 4)),
    i32x4.eq(counts2, v128.shuffle<i32>(counts2, counts3, 1, 2, 3, 4)),
    i32x4.eq(counts3, v128.shuffle<i32>(counts3, zero, 1, 2, 3, 4)),
  );
  weighContenders(feature, contenders, repeated);
}

function store4(to: Pointer<i32>, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to.address, a);
  v128.store(to.address, b, 16);
  v128.store(to.address, c, 32);
  v128.store(to.address, d, 48);
}

/**
 * Compares the cuts that may be the best, a bit each, as scikit-learn does: by its rounding, from the lowest cut on. Of
 * cuts between the same two values it tries the lowest.
 */
function weighContenders(feature: i32, contenders: u32, repeated: u32): void {
  contenders &= ~repeated;
  while (contenders) {
    const cut = 31 - <i32>clz(contenders);
    const bit = (<u32>1) << cut;
    contenders ^= bit;
    const weight = <f64>WEIGHTS[cut];
    const squares = f64x2(<f64>LEFT_SQUARES[cut], <f64>RIGHT_SQUARES[cut]);
    const proxy = Gini.proxy(f64x2(weight, nodeWeight - weight), squares);
    if (proxy > bestProxy) {
      const next = 31 - <i32>clz(~repeated & (bit - 1));
      keepGini(feature, CUTS - 1 - cut, CUTS - 1 - next, proxy, weight, squares);
    }
  }
}
