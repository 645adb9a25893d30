import { InvalidDataError } from './errors';

/** One feature of a table, a number per row; plain or over shared memory. */
export type Column = Float64Array | Float32Array;

/**
 * Checks a table of features and rounds it to single precision, as scikit-learn does before training and predicting.
 * Columns that are single already are used where they lie.
 */
export function toSingleColumns(X: readonly Column[]): Float32Array[] {
  if (!isArray(X)) throw new InvalidDataError(`X must be an array of columns; it is ${kindOf(X)}.`);
  if (X.length === 0) {
    throw new InvalidDataError('X must be an array of one or more columns; it has none.');
  }
  const nRows = X[0]?.length;
  return X.map((column, feature) => {
    if (!(column instanceof Float64Array) && !(column instanceof Float32Array)) {
      throw new InvalidDataError(
        `Column ${feature} of X must be a Float64Array or Float32Array; it is ${kindOf(column)}.`,
      );
    }
    if (column.length !== nRows) {
      throw new InvalidDataError(
        `All columns of X must have one length; column 0 has ${nRows} rows and column ${feature} has ${column.length}.`,
      );
    }
    if (nRows === 0) throw new InvalidDataError('X must have at least one row; its columns are empty.');
    return column instanceof Float32Array ? checkSingles(column, feature) : roundToSingles(column, feature);
  });
}

// Loops of their own, each for one type of array: 0.4 ms for 16,512 rows of 8 columns, where `from` and `findIndex`
// took 2 ms.

function checkSingles(column: Float32Array, feature: number): Float32Array {
  for (let row = 0; row < column.length; row++) {
    if (!Number.isFinite(column[row]!)) throw notFinite(column, feature, row);
  }
  return column;
}

function roundToSingles(column: Float64Array, feature: number): Float32Array {
  const singles = new Float32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const single = Math.fround(column[row]!);
    if (!Number.isFinite(single)) throw notFinite(column, feature, row);
    singles[row] = single;
  }
  return singles;
}

function notFinite(column: Column, feature: number, row: number): InvalidDataError {
  return new InvalidDataError(
    `X must hold finite numbers up to 3.4e38; column ${feature} has ${column[row]!} in row ${row}.`,
  );
}

/** Checks what the forest shall learn: a finite number, in double precision, per row of X, for two or more rows. */
export function checkTarget(y: Float64Array, nRows: number): void {
  if (!(y instanceof Float64Array))
    throw new InvalidDataError(`y must be a Float64Array; it is ${kindOf(y)}.`);
  if (y.length !== nRows) {
    throw new InvalidDataError(`y must have a value for each of the ${nRows} rows of X; it has ${y.length}.`);
  }
  for (let row = 0; row < nRows; row++) {
    if (!Number.isFinite(y[row]!)) {
      throw new InvalidDataError(`y must hold finite numbers; it has ${y[row]!} in row ${row}.`);
    }
  }
  if (nRows === 1) {
    throw new InvalidDataError(
      'X must have at least two rows to learn from; it has one. Add rows to X and y.',
    );
  }
}

/** Refuses a target that is the same in all rows. */
export function checkVaries(y: Float64Array): void {
  const first = y[0]!;
  if (y.every((value) => value === first)) {
    throw new InvalidDataError(
      `y must hold at least two different values to learn from; it is ${first} in all ${y.length} rows. ` +
        'Choose another target, or rows where it differs.',
    );
  }
}

/** `Array.isArray` without its `any`. */
export function isArray(value: unknown): boolean {
  return Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? `of type ${value.constructor.name}` : `a ${typeof value}`;
}
