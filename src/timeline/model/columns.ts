type Column = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;

/** Rows a column begins with. */
export const FIRST_CAPACITY = 16;

/** The next capacity of columns that are full: half as many rows again, so that a third of them is idle at most. */
export function nextCapacity(capacity: number): number {
  return Math.ceil(capacity * 1.5);
}

/** A copy of a column with another number of rows: what does not fit is cut off, what is new is 0. */
export function resized<T extends Column>(column: T, capacity: number): T {
  const copy = new (column.constructor as new (length: number) => T)(capacity);
  copy.set(capacity < column.length ? column.subarray(0, capacity) : column);
  return copy;
}
