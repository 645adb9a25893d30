import { Term } from './class-samples';
import { nClasses } from './class-target';
import { bestProxy, Gini, keepGini } from './gini';
import { Pointer, reserve } from './memory';
import { minSamplesLeaf } from './options';
import { Key } from './rank-sort';
import { areEqual } from './slots';
import { hasClose } from './table';

/** The counts on the left side of the cut. */
let leftCounts: Pointer<i64> = changetype<Pointer<i64>>(0);

export function reserveGiniScan(): void {
  leftCounts = reserve<i64>(nClasses);
}

/**
 * Tries every cut of a feature, whose sorted keys are given. A sample of weight w changes Σ l² by (2·l + w)·w, where l is
 * the left count of its class; and Σ r² = Σ (t - l)² follows from Σ t·l, where t is the count in the node.
 */
export function scanCuts(
  feature: i32,
  keys: Pointer<u64>,
  size: i32,
  totals: Pointer<f64>,
  weight: f64,
  squares: f64,
): void {
  const close = hasClose[feature];
  const lastCut = size - minSamplesLeaf;
  memory.fill(leftCounts.address, 0, nClasses * sizeof<i64>());
  let leftWeight: i64 = 0;
  let leftSquares: i64 = 0;
  let mixed: f64 = 0;
  for (let i = 0; i < lastCut; i++) {
    const key = keys[i];
    const term = Term.of(Key.row(key));
    const sampleClass = <i32>term.class;
    const w = <i64>term.weight;
    const left = leftCounts[sampleClass];
    leftSquares += (2 * left + w) * w;
    mixed += totals[sampleClass] * <f64>w;
    leftCounts[sampleClass] = left + w;
    leftWeight += w;
    const rank = Key.rank(key);
    const nextRank = Key.rank(keys[i + 1]);
    if (rank == nextRank || i + 1 < minSamplesLeaf || (close && areEqual(feature, rank, nextRank))) continue;
    const ofLeft = <f64>leftWeight;
    const squaresOfLeft = <f64>leftSquares;
    const bothSquares = f64x2(squaresOfLeft, squares - 2 * mixed + squaresOfLeft);
    const proxy = Gini.proxy(f64x2(ofLeft, weight - ofLeft), bothSquares);
    if (proxy > bestProxy) keepGini(feature, rank, nextRank, proxy, ofLeft, bothSquares);
  }
}
