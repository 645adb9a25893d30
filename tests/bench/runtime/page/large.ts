/** The large object of the benchmark: 100 MB. Ray's own has 800 MB, more than a tab should ask for again and again. */
export const LARGE_BYTES = 100e6;

/**
 * Every element is written: memory that was never touched has no pages, and copying it would cost only half. (Ray's
 * benchmark copies numpy's untouched zeros.)
 */
export function createLarge(): Float64Array<ArrayBuffer> {
  return new Float64Array(LARGE_BYTES / Float64Array.BYTES_PER_ELEMENT).fill(1);
}
