import fc from 'fast-check';

/** A small table with ties, and targets for it. */
export interface SmallTable {
  readonly X: Float64Array[];
  readonly y: Float64Array;
}

/** Tables of 1 to 4 features and 2 to 40 rows, with a target that differs between rows. */
export const smallTables: fc.Arbitrary<SmallTable> = fc
  .record({ nFeatures: fc.integer({ min: 1, max: 4 }), nRows: fc.integer({ min: 2, max: 40 }) })
  .chain(({ nFeatures, nRows }) => {
    const value = fc.integer({ min: -5, max: 5 }).map((integer) => integer / 3);
    const column = fc
      .array(value, { minLength: nRows, maxLength: nRows })
      .map((values) => Float64Array.from(values));
    return fc.record({ X: fc.array(column, { minLength: nFeatures, maxLength: nFeatures }), y: column });
  })
  .filter(({ y }) => y.some((value) => value !== y[0]));
