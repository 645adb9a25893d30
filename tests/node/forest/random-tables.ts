import { RandomState } from '../../../src/forest/numpy/random-state';

/**
 * How to make a table: `columns` are groups of [count, kind, size]. What `size` means is up to the kind.
 * tests/oracles/random_tables.py makes the same tables for scikit-learn: a change here needs one there.
 */
export interface Recipe {
  readonly seed: number;
  readonly rows: number;
  readonly columns: readonly (readonly [count: number, kind: ColumnKind, size: number])[];
  readonly target: TargetKind;
  readonly size: number;
}

/** Random numbers for one row: two words, and both as numbers in [0, 1). */
interface RowDraw {
  readonly row: number;
  readonly nRows: number;
  readonly first: number;
  readonly second: number;
  readonly u: number;
  readonly v: number;
}

const magnitudes = [1e-40, 1e-8, 1e-3, 1, 1e3, 1e10, 1e30, 3e38];
const zeros = [-0, 0, -1, 1, 1e-8];

const columnKinds = {
  uniform: ({ u }: RowDraw) => u,
  bell: ({ u, v }: RowDraw) => u + v - 1,
  skewed: ({ u }: RowDraw, size: number) => u * u * u * size,
  levels: ({ first }: RowDraw, size: number) => (first % size) - 1,
  rare: ({ first }: RowDraw, size: number) => (first % size === 0 ? 1 : 0),
  constant: (_: RowDraw, size: number) => size,
  zeros: ({ first }: RowDraw) => zeros[first % 5]!,
  scaled: ({ u }: RowDraw, size: number) => (u - 0.5) * size,
  magnitudes: ({ u, second }: RowDraw) => (u - 0.5) * magnitudes[second % 8]!,
  /** Neighbours in single precision from `size` on, most of them too close to split between. */
  gaps: ({ first }: RowDraw, size: number) => size * (1 + (first % 40) / 2 ** 23),
  sorted: ({ row }: RowDraw, size: number) => Math.floor(row / size),
  reversed: ({ row, nRows }: RowDraw, size: number) => Math.floor((nRows - 1 - row) / size),
  organPipe: (draw: RowDraw, size: number) => Math.floor(fromBothEnds(draw) / size),
  valley: (draw: RowDraw, size: number) => -Math.floor(fromBothEnds(draw) / size),
  sawtooth: ({ row }: RowDraw, size: number) => row % size,
  killer: ({ row }: RowDraw, size: number) => row - (row % size) + killer(row % size, size),
  /** Ends in a run of equal values, which introsort still has in hand when its depth is exhausted. */
  cappedKiller: ({ row }: RowDraw, size: number) =>
    row - (row % size) + Math.min(killer(row % size, size), Math.floor((size * 5) / 8)),
};

/** These are made from the table's first column. */
const derivedKinds = {
  copied: (value: number) => value,
  negated: (value: number) => -value,
  halved: (value: number) => value / 2,
};

/** `signal` is a number from 0 to 7 that up to three columns decide. */
const targetKinds = {
  real: ({ u }: RowDraw, _: number, signal: number) => (signal + u * 2) / 3,
  trend: ({ row, u }: RowDraw) => row / 7 + u,
  tied: ({ u }: RowDraw, _: number, signal: number) => Math.floor((signal + u * 2) * 10) / 10,
  integers: ({ u }: RowDraw, size: number, signal: number) => Math.floor((signal + u * 2) * size) - 7,
  eighths: ({ u }: RowDraw, _: number, signal: number) => Math.floor((signal + u * 2) * 20) / 8 - 3,
  offset: ({ u }: RowDraw, size: number, signal: number) => (signal + u * 2) / 3 + size,
  hugeIntegers: ({ first, second }: RowDraw, _: number, signal: number) =>
    signal * 2 ** 50 + first * 2 ** 18 + (second % 2 ** 18),
  heavyTail: ({ u, v }: RowDraw, _: number, signal: number) => (signal + v) / (u + 0.001),
  /** Leaves whose impurity is about scikit-learn's epsilon, so that its last bits decide whether they are split. */
  nearlyPure: ({ first }: RowDraw, _: number, signal: number) => signal + 5 + (first % 3) * 1e-8,
  magnitudes: ({ u, second }: RowDraw, _: number, signal: number) =>
    (signal + u) * magnitudes[1 + (second % 5)]!,
  classes: ({ u, v }: RowDraw, size: number, signal: number) =>
    ((signal + Math.floor(u * v * size)) % size) * 2 - 3,
};

type ColumnKind = keyof typeof columnKinds | keyof typeof derivedKinds | 'permutation';
type TargetKind = keyof typeof targetKinds;

/** The table of a recipe. */
export function makeTable(recipe: Recipe): { X: Float64Array[]; y: Float64Array } {
  const { seed, rows } = recipe;
  const X: Float64Array[] = [];
  for (const [count, kind, size] of recipe.columns) {
    for (let i = 0; i < count; i++) X.push(makeColumn(kind, size, seed * 1000 + X.length, rows, X[0]));
  }
  const deciding = X.slice(0, 3);
  const signals = Float64Array.from({ length: rows }, (_, row) =>
    deciding.reduce((sum, column, j) => sum + (column[row]! > column[rows >> 1]! ? 2 ** j : 0), 0),
  );
  const random = new RandomState(seed * 1000 + 999);
  const y = signals.map((signal, row) =>
    targetKinds[recipe.target](drawRow(random, row, rows), recipe.size, signal),
  );
  return { X, y };
}

function makeColumn(
  kind: ColumnKind,
  size: number,
  seed: number,
  nRows: number,
  firstColumn: Float64Array | undefined,
): Float64Array {
  if (kind in derivedKinds) return firstColumn!.map(derivedKinds[kind as keyof typeof derivedKinds]);
  const random = new RandomState(seed);
  const draws = Array.from({ length: nRows }, (_, row) => drawRow(random, row, nRows));
  if (kind === 'permutation') return Float64Array.from(random.permutation(nRows));
  const make = columnKinds[kind as keyof typeof columnKinds];
  return Float64Array.from(draws, (draw) => make(draw, size));
}

function drawRow(random: RandomState, row: number, nRows: number): RowDraw {
  const first = random.uint32();
  const second = random.uint32();
  return { row, nRows, first, second, u: first / 2 ** 32, v: second / 2 ** 32 };
}

function fromBothEnds({ row, nRows }: RowDraw): number {
  return Math.min(row, nRows - 1 - row);
}

/** Musser's permutation (1997) of 0 to size - 1: it defeats the median of three as a pivot. */
function killer(i: number, size: number): number {
  const half = size / 2;
  if (i >= half) return 2 * (i - half) + 1;
  return i % 2 === 0 ? i : half + i - 1;
}
