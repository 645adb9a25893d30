/** The best cut of the node: on the left go the ranks up to `bestRank`. Feature -1: no cut is allowed. */
export let bestFeature: i32 = -1;
export let bestRank: i32 = 0;
/** The rank above it. */
export let bestNextRank: i32 = 0;
/** Of the best cut: the weight of the left side, and the sums of the squared counts on both sides. */
export let bestLeftWeight: f64 = 0;
export let bestLeftSquares: f64 = 0;
export let bestRightSquares: f64 = 0;
export let bestProxy: f64 = 0;

export function startBestGini(): void {
  bestFeature = -1;
  bestProxy = -Infinity;
}

/** Scikit-learn's criterion `gini`, with its rounding. */
export abstract class Gini {
  /** Of a node or side, from its weight and the sum of its squared counts. */
  @inline static impurity(squares: f64, weight: f64): f64 {
    return 1 - squares / (weight * weight);
  }

  /** proxy_impurity_improvement of a cut, from {left, right} weights and sums of squared counts: one division. */
  @inline static proxy(weights: v128, squares: v128): f64 {
    const share = f64x2.div(squares, f64x2.mul(weights, weights));
    const parts = f64x2.mul(weights, f64x2.sub(f64x2.splat(1), share));
    return -f64x2.extract_lane(parts, 1) - f64x2.extract_lane(parts, 0);
  }
}

/** Keeps a cut as the best. Of equal ones the first stays: callers ask for strictly more than `bestProxy`. */
export function keepGini(
  feature: i32,
  rank: i32,
  nextRank: i32,
  proxy: f64,
  weight: f64,
  squares: v128,
): void {
  bestProxy = proxy;
  bestFeature = feature;
  bestRank = rank;
  bestNextRank = nextRank;
  bestLeftWeight = weight;
  bestLeftSquares = f64x2.extract_lane(squares, 0);
  bestRightSquares = f64x2.extract_lane(squares, 1);
}
