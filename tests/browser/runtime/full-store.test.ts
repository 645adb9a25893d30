import { afterEach, describe, expect, test } from 'vitest';
import { free, get, ObjectStoreFullError, put, putWhenRoom, shutdown } from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

const MIB = 1024 ** 2;
const CAPACITY = { objectStoreMemory: 64 * MIB };
/** Of these, three fit into the store. */
const LENGTH = (20 * MIB) / 8;

afterEach(() => shutdown());

describe('in a full store', () => {
  test('the page waits for room if it says so, and is told at once if it does not', async () => {
    await startCluster({ ...CAPACITY, numCpus: 1 });
    const array = new Float64Array(LENGTH).fill(1);
    const kept = [put(array), put(array), put(array)];
    expect(() => put(array)).toThrow(ObjectStoreFullError);
    const waiting = putWhenRoom(array);
    free(kept[1]!);
    expect(await get(task('sum').remote(await waiting))).toBe(LENGTH);
  });

  test('who waits is told in the end that there is no room, and at once if there never will be', async () => {
    await startCluster({ ...CAPACITY, numCpus: 1 });
    const array = new Float64Array(LENGTH);
    const kept = [put(array), put(array), put(array)];
    expect(await errorFrom(putWhenRoom(array, { timeout: 50 }))).toBeInstanceOf(ObjectStoreFullError);
    const tooMuch = new Float64Array((65 * MIB) / 8);
    expect(await errorFrom(putWhenRoom(tooMuch, { timeout: 60_000 }))).toBeInstanceOf(ObjectStoreFullError);
    expect(kept.length).toBe(3);
  });

  test('results wait until those before them were taken', async () => {
    await startCluster({ ...CAPACITY, numCpus: 2 });
    const refs = Array.from({ length: 12 }, () => task('makeArray').remote(LENGTH));
    for (const ref of refs) {
      expect((await get(ref))[0]).toBe(LENGTH);
      free(ref);
    }
  });

  test('results wait on the only worker while the task runs there that makes room', async () => {
    await startCluster({ ...CAPACITY, numCpus: 1 });
    const array = new Float64Array(LENGTH).fill(1);
    const kept = [put(array), put(array), put(array)];
    const log = collectEvents();
    const result = task('makeArray').remote(LENGTH);
    await expect.poll(() => log.statesOf(result.id)).toContain('RUNNING_IN_RAY_WAIT');
    expect(await get(task('sum').remote(kept[0]!))).toBe(LENGTH);
    free(kept);
    expect((await get(result))[0]).toBe(LENGTH);
    log.stop();
  });

  test('a task that puts waits until another has ended', async () => {
    await startCluster({ ...CAPACITY, numCpus: 2 });
    const { ref: flags, running, open } = await createFlags();
    const length = (40 * MIB) / 8;
    const first = task('putAtGate').remote(flags, length);
    await running(1);
    const second = task('putAtGate').remote(flags, length);
    open();
    expect(await get([first, second])).toEqual([5, 5]);
  });

  test('a producer goes as fast as its consumers, with one worker for all', async () => {
    await startCluster({ ...CAPACITY, numCpus: 1 });
    expect(await get(task('produce').remote(10, LENGTH))).toBe(45 * LENGTH);
  });
});
