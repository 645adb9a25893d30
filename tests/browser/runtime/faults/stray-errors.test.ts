import { afterEach, describe, expect, test, vi } from 'vitest';
import { alloc, free, get, ObjectStoreFullError, put, RayTaskError, shutdown } from '../../../../src/runtime';
import { collectEvents, errorFrom } from '../cluster';
import { expectWhole, startSmallCluster, STORE_BYTES, task } from './health';

afterEach(() => shutdown());

describe('an error that no task hears of', () => {
  test.each([
    { name: 'throwLater', line: 'Uncaught Error: thrown behind the back of the task' },
    { name: 'rejectLater', line: 'Unhandled rejection: Error: awaited by nobody' },
  ] as const)('($name) ends neither the task nor its worker', async ({ name }) => {
    const log = collectEvents();
    await startSmallCluster();
    expect(await get(task(name).remote())).toBe('returned');
    await expectWhole();
    expect(log.of('worker').filter(({ state }) => state === 'DEAD')).toHaveLength(2); // By the shutdown.
    log.stop();
  });

  test.each([
    { name: 'throwLater', line: 'Uncaught Error: thrown behind the back of the task' },
    { name: 'rejectLater', line: 'Unhandled rejection: Error: awaited by nobody' },
  ] as const)('($name) is written to the log', async ({ name, line }) => {
    const log = collectEvents();
    await startSmallCluster();
    await get(task(name).remote());
    await vi.waitFor(() => {
      expect(log.of('log').map(({ text }) => text.split('\n')[0])).toEqual([line]);
    });
    expect(log.of('log')[0]).toMatchObject({ level: 'error', taskId: '', name: '' });
    log.stop();
  });
});

describe('memory that runs out', () => {
  test('in a task fails it with a RangeError, and its worker lives', async () => {
    const log = collectEvents();
    await startSmallCluster();
    const error = await errorFrom(get(task('exhaust').remote()));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toMatch(/^exhaust failed on worker \d: RangeError: /);
    expect(log.of('worker').map(({ state }) => state)).not.toContain('DEAD');
    await expectWhole();
    log.stop();
  });

  test('in the store fails the put, says how full it is, and harms nothing', async () => {
    await startSmallCluster();
    const half = put(new Uint8Array(STORE_BYTES / 2).fill(7));
    const tooMuch = new Uint8Array(STORE_BYTES / 2 + 1);
    expect(() => put(tooMuch)).toThrow(ObjectStoreFullError);
    expect(() => put(tooMuch)).toThrow(
      'The object store has no room for 8.0 MiB: 8.0 of 16.0 MiB are in use. Free what is no longer needed',
    );
    expect((await get(half)).every((byte) => byte === 7)).toBe(true);
    free(half);
    await expectWhole();
  });

  test('in the store fails a task whose result has no room, and another one has it later', async () => {
    await startSmallCluster();
    const most = put(new Uint8Array(STORE_BYTES - 64));
    const error = await errorFrom(get(task('returnArray').remote(1000)));
    expect(error).toBeInstanceOf(RayTaskError);
    expect((error.cause as Error).name).toBe('ObjectStoreFullError');
    free(most);
    const array = await vi.waitFor(() => get(task('returnArray').remote(1000)), { timeout: 10_000 });
    expect(array).toHaveLength(1000);
  });

  test('in the browser before the store is full is told in words', async () => {
    await startSmallCluster({ objectStoreMemory: 32 * 1024 ** 3 });
    expect(() => alloc('uint8', 32 * 1024 ** 3 - 64)).toThrow(ObjectStoreFullError);
    expect(() => alloc('uint8', 32 * 1024 ** 3 - 64)).toThrow('the browser gives the tab no more memory');
    expect(await get(task('add').remote(1, 2))).toBe(3);
  });
});
