/** One clock for all threads: milliseconds since the cluster's epoch. */
export type Clock = () => number;

/** Unix time in ms at the resolution of `performance.now()` (5 µs isolated, 100 µs otherwise). */
export function unixNow(): number {
  return performance.timeOrigin + performance.now();
}

export function createClock(epoch: number, offset = 0): Clock {
  const shift = performance.timeOrigin - epoch + offset;
  return () => performance.now() + shift;
}

/**
 * The offset in ms that brings another thread's clock to ours, by Cristian's algorithm: the other reads its clock
 * somewhere within our round trip, so half the shortest round trip bounds the error. Clocks within that bound count
 * as equal: threads agreed within 10 µs where a round trip takes 100 µs, and correcting by less than the error
 * would make good clocks worse.
 */
export async function measureOffset(readOther: () => Promise<number>, rounds = 3): Promise<number> {
  let offset = 0;
  let uncertainty = Infinity;
  for (let i = 0; i < rounds; i++) {
    const before = unixNow();
    const other = await readOther();
    const after = unixNow();
    if ((after - before) / 2 < uncertainty) {
      uncertainty = (after - before) / 2;
      offset = (before + after) / 2 - other;
    }
  }
  return Math.abs(offset) > uncertainty ? offset : 0;
}
