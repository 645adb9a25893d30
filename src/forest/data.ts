import { InvalidDataError } from './errors';

/** One feature of a table, a number per row; plain or over shared memory. */
export type Column = Float64Array | Float32Array;

/**
 * Checks a table of features and rounds it to single precision, as scikit-learn does before training and predicting.
 * Columns that are single already are used where they lie.
 */
export function toSingleColumns(X: readonly Column[]): Float32Array[] {
  const first = X[0];
  if (!first) {
    throw new InvalidDataError('X must be an array of one or more columns; it has none.');
  }
  const nRows = first.length;
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
    const single = column instanceof Float32Array ? column : Float32Array.from(column);
    const bad = single.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new InvalidDataError(
        `X must hold finite numbers up to 3.4e38; column ${feature} has ${column[bad]!} in row ${bad}.`,
      );
    }
    return single;
  });
}

/** Checks a target: finite, a number per row of X. */
export function checkTarget(y: Float64Array, nRows: number): void {
  if (!(y instanceof Float64Array))
    throw new InvalidDataError(`y must be a Float64Array; it is ${kindOf(y)}.`);
  if (y.length !== nRows) {
    throw new InvalidDataError(`y must have a value for each of the ${nRows} rows of X; it has ${y.length}.`);
  }
  const bad = y.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InvalidDataError(`y must hold finite numbers; it has ${y[bad]!} in row ${bad}.`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? `of type ${value.constructor.name}` : `a ${typeof value}`;
}
