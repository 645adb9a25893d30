import { InvalidDataError } from './errors';
import { sum } from './numpy/sum';

/** The mean of (true - predicted)², summed as numpy sums it. */
export function meanSquaredError(yTrue: Float64Array, yPredicted: Float64Array): number {
  return squaredErrorSum(yTrue, yPredicted) / yTrue.length;
}

/**
 * The coefficient of determination, 1 - Σ(true - predicted)² / Σ(true - mean)²: 1 is perfect, 0 is as good as the
 * mean. A constant `yTrue` gives 1 if predicted exactly, otherwise 0; fewer than two values give NaN.
 */
export function r2Score(yTrue: Float64Array, yPredicted: Float64Array): number {
  const residual = squaredErrorSum(yTrue, yPredicted);
  if (yTrue.length < 2) return NaN;
  const mean = sum(yTrue) / yTrue.length;
  const total = sum(yTrue.map((y) => (y - mean) * (y - mean)));
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}

/** The share of labels predicted exactly. */
export function accuracyScore(yTrue: Float64Array, yPredicted: Float64Array): number {
  checkPair(yTrue, yPredicted);
  let nRight = 0;
  for (let row = 0; row < yTrue.length; row++) {
    if (yTrue[row] === yPredicted[row]) nRight++;
  }
  return nRight / yTrue.length;
}

function squaredErrorSum(yTrue: Float64Array, yPredicted: Float64Array): number {
  checkPair(yTrue, yPredicted);
  return sum(
    yTrue.map((y, row) => {
      const error = y - yPredicted[row]!;
      return error * error;
    }),
  );
}

function checkPair(yTrue: Float64Array, yPredicted: Float64Array): void {
  if (yTrue.length === 0) throw new InvalidDataError('A score needs at least one value; yTrue is empty.');
  if (yTrue.length !== yPredicted.length) {
    throw new InvalidDataError(
      `A score compares vectors of one length; yTrue has ${yTrue.length} values and yPredicted ${yPredicted.length}.`,
    );
  }
  checkFinite('yTrue', yTrue);
  checkFinite('yPredicted', yPredicted);
}

function checkFinite(name: string, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!)) {
      throw new InvalidDataError(`A score needs finite numbers; ${name} has ${values[row]!} in row ${row}.`);
    }
  }
}
