import { Term } from './class-samples';
import { nClasses } from './class-target';
import { bestProxy, Gini, keepGini } from './gini';
import { Pointer, reserve } from '../base/memory';
import { minSamplesLeaf } from '../base/options';
import { areEqual } from '../regression/slots';
import { nRows, rowRanks } from '../table/table';

/**
 * Of each class, for the cut that moves through a list: {2l, -2r}, where l is its count on the left side and r that on
 * the right. Between two scans {0, -2·total}.
 */
let sides: Pointer<v128> = changetype<Pointer<v128>>(0);

export function reserveGiniScan(): void {
  sides = reserve<v128>(nClasses);
}

/** Prepares for the scans of a node, whose classes have these counts. */
export function startScans(totals: Pointer<f64>): void {
  for (let c = 0; c < nClasses; c++) sides[c] = f64x2(0, -2 * totals[c]);
}

/**
 * Tries every cut of a feature, whose rows are given by ascending value. A sample of weight w changes Σ l² by
 * (2l + w)·w and Σ r² by (-2r + w)·w: one instruction each for both sides. Whether values differ at a cut is looked up
 * only where it is better than the best.
 */
export function scanCuts(
  feature: i32,
  rows: Pointer<Id>,
  size: i32,
  totals: Pointer<f64>,
  weight: f64,
  nodeSquares: f64,
): void {
  const ranks = rowRanks.from(feature * nRows);
  const lastCut = size - minSamplesLeaf;
  const ofClasses = sides;
  const one = f64x2.splat(1);
  // The weight of the left side, and that of the right one negated.
  let weights = f64x2(0, -weight);
  let squares = f64x2(0, nodeSquares);
  let best = bestProxy;
  for (let i = 0; i < lastCut; i++) {
    const term = Term.of(rows[i]);
    const w = f64x2.splat(<f64>(<i32>term.weight));
    const sampleClass = <i32>term.class;
    const side = f64x2.add(ofClasses[sampleClass], w);
    squares = f64x2.add(squares, f64x2.mul(side, w));
    ofClasses[sampleClass] = f64x2.add(side, w);
    weights = f64x2.add(weights, w);
    const share = f64x2.div(squares, f64x2.mul(weights, weights));
    const parts = f64x2.mul(weights, f64x2.sub(one, share));
    const proxy = f64x2.extract_lane(parts, 1) - f64x2.extract_lane(parts, 0);
    if (proxy > best && i + 1 >= minSamplesLeaf) {
      const rank = <i32>ranks[rows[i]];
      const nextRank = <i32>ranks[rows[i + 1]];
      if (areEqual(feature, rank, nextRank)) continue;
      keepGini(feature, rank, nextRank, proxy, f64x2.extract_lane(weights, 0), squares);
      best = proxy;
    }
  }
  if (size < nClasses) {
    for (let i = 0; i < lastCut; i++) {
      const sampleClass = <i32>Term.of(rows[i]).class;
      ofClasses[sampleClass] = f64x2(0, -2 * totals[sampleClass]);
    }
  } else {
    startScans(totals);
  }
}
