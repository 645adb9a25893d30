import { readFileSync } from 'node:fs';
import { parseCalifornia } from '../../../src/datasets/california';
import { trainTestSplit } from '../../../src/forest';

/** California housing from the file the page ships: eight columns and the target. */
export function loadCalifornia(): { X: readonly Float64Array[]; y: Float64Array } {
  const file = new URL('../../../public/data/california_housing.csv', import.meta.url);
  const parsed = parseCalifornia(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error);
  return { X: parsed.value.features, y: parsed.value.target };
}

/** The lesson's split: 80 % to train, seed 201. */
export function loadLesson() {
  const { X, y } = loadCalifornia();
  const rows = trainTestSplit(y.length, { testSize: 0.2, randomState: 201 });
  const take = (column: Float64Array, which: Int32Array) => Float64Array.from(which, (row) => column[row]!);
  return {
    rows,
    xTrain: X.map((column) => take(column, rows.train)),
    xTest: X.map((column) => take(column, rows.test)),
    yTrain: take(y, rows.train),
    yTest: take(y, rows.test),
  };
}

/** The forests of the lesson: 8, 12, ... 84 trees. */
export const lessonSizes = Array.from({ length: 20 }, (_, model) => 8 + 4 * model);
