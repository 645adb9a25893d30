import { afterEach, describe, expect, test } from 'vitest';
import { alloc, free, get, ObjectLostError, ObjectStoreFullError, put, shutdown } from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

const MIB = 1024 ** 2;

afterEach(() => shutdown());

/** Resolves when the head has dealt with everything sent so far: what is given a reference goes by the head. */
const settled = (): Promise<number> => get(task('add').remote(put(1), 1));

describe('free', () => {
  test('gives room in the store for what comes', async () => {
    await startCluster({ objectStoreMemory: 64 * MIB });
    const array = new Float64Array((20 * MIB) / 8).fill(1);
    for (let i = 0; i < 12; i++) {
      const ref = put(array);
      expect(await get(task('sum').remote(ref))).toBe(array.length);
      free(ref);
      await settled();
    }
    const kept = [put(array), put(array), put(array)];
    expect(() => put(array)).toThrow(ObjectStoreFullError);
    free(kept);
    await settled();
    free(put(array));
  });

  test('gives back what a worker stored', async () => {
    const log = collectEvents();
    await startCluster({ objectStoreMemory: 64 * MIB, numCpus: 1 });
    for (let i = 0; i < 12; i++) {
      const ref = task('makeArray').remote((20 * MIB) / 8);
      expect((await get(ref))[0]).toBe((20 * MIB) / 8);
      free(ref);
      await settled();
    }
    expect(log.of('store').at(-1)?.bytes).toBe(0);
    log.stop();
  });

  test('gives back the arrays of arguments when their task has ended', async () => {
    await startCluster({ objectStoreMemory: 64 * MIB, numCpus: 1 });
    const array = new Float64Array((20 * MIB) / 8).fill(1);
    for (let i = 0; i < 12; i++) expect(await get(task('sum').remote(array))).toBe(array.length);
  });

  test('tells who asks afterwards that the object is gone', async () => {
    await startCluster();
    const ref = put(new Float64Array(1000));
    free(ref);
    for (const late of [get(ref), get(task('sum').remote(ref))]) {
      const error = await errorFrom(late);
      expect(error).toBeInstanceOf(ObjectLostError);
      expect(error.message).toMatch(/^Object p1 is not there any more: it was freed/);
    }
  });

  test('waits for the tasks that were given the object', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const { ref, open, running } = await createFlags();
    const gate = task('gate').remote(ref);
    await running(1);
    const column = put(new Float64Array(10_000).fill(2));
    const sum = task('sum').remote(column);
    free(column);
    open();
    expect(await get([gate, sum])).toEqual([1, 20_000]);
    free(ref);
    await settled();
    expect(log.of('store').at(-1)?.bytes).toBe(0);
    log.stop();
  });

  test('of a result that is not there yet drops it when it comes', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const ref = task('makeArray').remote(100_000);
    free(ref);
    await settled();
    expect(log.of('store').at(-1)?.bytes).toBe(0);
    expect(await errorFrom(get(ref))).toBeInstanceOf(ObjectLostError);
    log.stop();
  });
});

describe.each([true, false])('alloc (sharedMemory: %s)', (sharedMemory) => {
  test('gives an array that is put without a copy', async () => {
    await startCluster({ sharedMemory });
    const array = alloc('float64', [100, 10]).fill(2);
    const ref = put(array);
    expect(await get(task('sum').remote(ref))).toBe(2000);
    // It must not be written to any more: that shows where it lies.
    array[0] = 3;
    if (sharedMemory) expect((await get(ref))[0]).toBe(3);
  });

  test('works in tasks, and what is neither put nor returned is given back', async () => {
    await startCluster({ sharedMemory, objectStoreMemory: 64 * MIB, numCpus: 1 });
    for (let i = 0; i < 8; i++) {
      const ref = task('fillInPlace').remote((20 * MIB) / 8);
      expect((await get(ref))[5]).toBe(3);
      free(ref);
      expect(await get(task('putSumFree').remote((20 * MIB) / 8))).toBe((20 * MIB) / 8);
    }
  });
});
