import { misroundedByWindows } from './windows-squares-table';

/** The squares that scikit-learn on Windows got wrong, by the number squared. */
export function windowsSquares(): ReadonlyMap<number, number> {
  const bytes = Uint8Array.from(atob(misroundedByWindows), (character) => character.charCodeAt(0));
  const signed = new Float64Array(bytes.buffer);
  return new Map(Array.from(signed, (x) => [Math.abs(x), neighbour(x * x, x > 0 ? 1 : -1)]));
}

/** The double next to a positive one, above or below: its bits, read as an integer, plus or minus 1. */
function neighbour(value: number, direction: 1 | -1): number {
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  bits[0]! += BigInt(direction);
  return double[0];
}
