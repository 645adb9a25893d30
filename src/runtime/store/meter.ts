/**
 * How full the object store is, in shared memory: one row for each thread that allocates. What is in use is the sum
 * of the rows and nothing else, so that no thread can die between two counters that have to agree; the sum costs
 * 13 ns a row.
 */

/** Objects start on cache lines, which also satisfies the alignment of every typed array. */
export const BLOCK_BYTES = 64;

/** What an allocation of so many bytes takes: whole blocks. */
export function paddedBytes(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

type Meter = Int32Array<SharedArrayBuffer>;

const CAPACITY = 0;
/** Rows in use so far: nobody has to add up the others. */
const ROWS = 1;
/** Grows with each release: who waits for room waits on this. */
const RELEASES = 2;
const FIRST_ROW = 16;
/** Each row has a cache line of its own, so that the threads do not slow each other down. */
const ROW_WORDS = 16;
const USED = 0;
const FENCED = 1;

/** 32 GiB, more than a tab gets: sums of rows stay far from the end of their integers. */
const MAX_BLOCKS = 2 ** 29;

/** More threads than a tab can hold: 128 workers, spares, and dead ones whose objects still live. */
const MAX_ROWS = 1024;

/** A meter for a store of `capacityBytes`, up to 32 GiB, with a row for the driver. */
export function createMeter(capacityBytes: number): Meter {
  const words = FIRST_ROW + MAX_ROWS * ROW_WORDS;
  const meter = new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
  meter[CAPACITY] = Math.min(Math.floor(capacityBytes / BLOCK_BYTES), MAX_BLOCKS);
  meter[ROWS] = 1;
  return meter;
}

/** From now on the row counts. @throws RangeError beyond 1,024 rows. */
export function joinRow(meter: Meter, slot: number): void {
  if (slot >= MAX_ROWS) {
    throw new RangeError(`The object store serves at most ${MAX_ROWS} threads at a time.`);
  }
  let rows = Atomics.load(meter, ROWS);
  while (rows <= slot) rows = Atomics.compareExchange(meter, ROWS, rows, slot + 1);
}

/** Empties the row of a thread that is gone, for its successor. */
export function clearRow(meter: Meter, slot: number): void {
  Atomics.store(meter, rowOf(slot) + USED, 0);
  Atomics.store(meter, rowOf(slot) + FENCED, 0);
}

/** From now on the row's thread gets no more room: it counts as dead, however long it still runs. */
export function fenceRow(meter: Meter, slot: number): void {
  Atomics.store(meter, rowOf(slot) + FENCED, 1);
}

export function isFenced(meter: Meter, slot: number): boolean {
  return Atomics.load(meter, rowOf(slot) + FENCED) === 1;
}

/**
 * Takes the room for `bytes`; false, and nothing taken, when the store has no room for them.
 * Of two threads that ask at once for the last room, both may be refused.
 */
export function reserve(meter: Meter, slot: number, bytes: number): boolean {
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  if (blocks > meter[CAPACITY]!) return false;
  Atomics.add(meter, rowOf(slot) + USED, blocks);
  if (usedBlocks(meter) <= meter[CAPACITY]!) return true;
  release(meter, slot, bytes);
  return false;
}

/** Gives room back and wakes those who wait for it. */
export function release(meter: Meter, slot: number, bytes: number): void {
  if (bytes === 0) return;
  Atomics.sub(meter, rowOf(slot) + USED, Math.ceil(bytes / BLOCK_BYTES));
  Atomics.add(meter, RELEASES, 1);
  Atomics.notify(meter, RELEASES);
}

/** Bytes in use and bytes there are. */
export function readMeter(meter: Meter): { used: number; capacity: number } {
  return { used: usedBlocks(meter) * BLOCK_BYTES, capacity: meter[CAPACITY]! * BLOCK_BYTES };
}

/** Bytes that one thread has allocated, sealed or not. */
export function readRow(meter: Meter, slot: number): number {
  return Atomics.load(meter, rowOf(slot) + USED) * BLOCK_BYTES;
}

/** Where there is no `Atomics.waitAsync`, the meter is read again after so many ms. */
const POLL_MS = 5;

/**
 * Resolves with true once there is room for `bytes`, which another thread may take first; with false after `timeout`
 * ms, and at once for what the store could never hold. It does not block the thread: the room may have to come from
 * a message that this very thread still has to receive.
 */
export async function whenRoom(meter: Meter, bytes: number, timeout: number): Promise<boolean> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const seen = Atomics.load(meter, RELEASES);
    const { used, capacity } = readMeter(meter);
    if (used + paddedBytes(bytes) <= capacity) return true;
    const left = deadline - performance.now();
    if (left <= 0 || paddedBytes(bytes) > capacity) return false;
    await nextRelease(meter, seen, left);
  }
}

/** As `whenRoom`, but blocks the thread, which must be allowed to block. */
export function awaitRoom(meter: Meter, bytes: number, timeout: number): boolean {
  const deadline = performance.now() + timeout;
  for (;;) {
    const seen = Atomics.load(meter, RELEASES);
    const { used, capacity } = readMeter(meter);
    if (used + paddedBytes(bytes) <= capacity) return true;
    const left = deadline - performance.now();
    if (left <= 0 || paddedBytes(bytes) > capacity) return false;
    Atomics.wait(meter, RELEASES, seen, left);
  }
}

async function nextRelease(meter: Meter, seen: number, timeout: number): Promise<void> {
  // Not every browser that has shared memory has this.
  const { waitAsync } = Atomics as Partial<typeof Atomics>;
  if (waitAsync) await waitAsync(meter, RELEASES, seen, timeout).value;
  else await new Promise((resolve) => setTimeout(resolve, Math.min(timeout, POLL_MS)));
}

function usedBlocks(meter: Meter): number {
  let sum = 0;
  const rows = Atomics.load(meter, ROWS);
  for (let slot = 0; slot < rows; slot++) sum += Atomics.load(meter, rowOf(slot) + USED);
  return sum;
}

function rowOf(slot: number): number {
  return FIRST_ROW + slot * ROW_WORDS;
}
