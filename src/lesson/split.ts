import type { Dataset } from '../datasets';
import { trainTestSplit } from '../forest';
import { put, type ObjectRef } from '../runtime';
import { randomState, testSize } from './settings';

type Columns = readonly Float64Array[];

/** The four parts of the split, in the object store. */
export interface Split {
  readonly xTrain: ObjectRef<Columns>;
  readonly xTest: ObjectRef<Columns>;
  readonly yTrain: ObjectRef<Float64Array>;
  readonly yTest: ObjectRef<Float64Array>;
}

/** The given rows of a column. A loop, because `Float64Array.from` with a function took 30 ms a split instead of 3 to 6. */
function take(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
  return taken;
}

/** Splits the rows 80 to 20 as scikit-learn does and puts each part once into the object store. */
export function putSplit({ features, target }: Dataset): Split {
  const { train, test } = trainTestSplit(target.length, { testSize, randomState });
  return {
    xTrain: put(features.map((column) => take(column, train))),
    xTest: put(features.map((column) => take(column, test))),
    yTrain: put(take(target, train)),
    yTest: put(take(target, test)),
  };
}
