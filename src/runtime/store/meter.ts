/** How full the object store is: two numbers that every thread adds to and reads, in blocks of 64 bytes. */

/** Objects start on cache lines, which also satisfies the alignment of every typed array. */
export const BLOCK_BYTES = 64;

const USED = 0;
const CAPACITY = 1;

/** A meter in shared memory for a store of `capacityBytes`. */
export function createMeter(capacityBytes: number): Int32Array<SharedArrayBuffer> {
  const meter = new Int32Array(new SharedArrayBuffer(8));
  meter[CAPACITY] = Math.floor(capacityBytes / BLOCK_BYTES);
  return meter;
}

/** Takes the room for `bytes`; false, and nothing taken, when the store has no room for them. */
export function reserve(meter: Int32Array, bytes: number): boolean {
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  const before = Atomics.add(meter, USED, blocks);
  if (before + blocks <= meter[CAPACITY]!) return true;
  Atomics.sub(meter, USED, blocks);
  return false;
}

export function release(meter: Int32Array, bytes: number): void {
  Atomics.sub(meter, USED, Math.ceil(bytes / BLOCK_BYTES));
}

/** Bytes in use and bytes there are. */
export function readMeter(meter: Int32Array): { used: number; capacity: number } {
  return { used: Atomics.load(meter, USED) * BLOCK_BYTES, capacity: meter[CAPACITY]! * BLOCK_BYTES };
}
