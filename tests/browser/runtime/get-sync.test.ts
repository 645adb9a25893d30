import { afterEach, describe, expect, test } from 'vitest';
import {
  cancel,
  get,
  GetTimeoutError,
  killWorker,
  listWorkers,
  put,
  RayTaskError,
  shutdown,
  TaskCancelledError,
} from '../../../src/runtime';
import { actorClass, collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

describe('getSync', () => {
  test('waits for a chain 12 deep on two cores, each link with a thread of its own', async () => {
    await startCluster();
    expect(await get(task('descendSync').remote(12))).toBe(12);
    expect(await listWorkers()).toHaveLength(13);
    // And once more, with the threads that there are.
    expect(await get(task('descendSync').remote(12))).toBe(12);
  });

  test('waits for 1,000 children on one core', async () => {
    await startCluster({ numCpus: 1 });
    const expected = Array.from({ length: 1000 }, (_, i) => i * i).reduce((sum, n) => sum + n, 0);
    expect(await get(task('fanOutSync').remote(1000))).toBe(expected);
    expect(await listWorkers()).toHaveLength(2);
  });

  test('waits for an actor on one core', async () => {
    await startCluster({ numCpus: 1 });
    const counter = actorClass('Counter').remote(0);
    expect(await get(counter.add.remote(2))).toBe(2);
    expect(await get(task('readSync').remote([counter.add.remote(3)]))).toBe(5);
    expect(await get(task('callSync').remote(counter, 4))).toBe(9);
  });

  test('reads what get reads', async () => {
    await startCluster();
    const inner = put('inner');
    const value = {
      n: 1,
      list: [1n, undefined, NaN],
      map: new Map([['a', new Set([1])]]),
      array: Float64Array.from({ length: 100_000 }, (_, i) => i),
      when: new Date(0),
      inner,
    };
    const read = (await get(task('readSync').remote([put(value)]))) as typeof value;
    expect({ ...read, inner: undefined }).toEqual({ ...value, inner: undefined });
    expect(await get(read.inner)).toBe('inner');
  });

  test('throws what the task threw', async () => {
    await startCluster();
    const error = await errorFrom(get(task('readSync').remote([task('boom').remote('inside')])));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toContain('inside');
  });

  test('gives up after its time', async () => {
    await startCluster();
    const { ref, open } = await createFlags();
    const slow = task('gate').remote(ref);
    const error = await errorFrom(get(task('readSync').remote([slow], 30)));
    expect(error.message).toContain('1 of 1 objects were not there after 30 ms.');
    expect(error.cause).toMatchObject({ name: GetTimeoutError.name });
    open();
    await get(slow);
  });

  test('ends when its task is cancelled, and its thread goes on with others', async () => {
    const log = collectEvents();
    await startCluster();
    const { ref, running, open } = await createFlags();
    const slow = task('gate').remote(ref);
    await running(1);
    const blocked = task('readSync').remote([slow]);
    await expect.poll(() => log.statesOf(blocked.id).at(-1)).toBe('RUNNING_IN_RAY_GET');
    cancel(blocked);
    expect(await errorFrom(get(blocked))).toBeInstanceOf(TaskCancelledError);
    expect(await get(task('square').remote(3))).toBe(9);
    open();
    await get(slow);
    log.stop();
  });

  test('survives the death of the thread that it blocks', async () => {
    const log = collectEvents();
    await startCluster();
    const { ref, running, open } = await createFlags();
    const slow = task('gate').remote(ref);
    await running(1);
    const blocked = task('readSync').remote([slow]);
    await expect.poll(() => log.statesOf(blocked.id).at(-1)).toBe('RUNNING_IN_RAY_GET');
    killWorker(log.tasks().findLast(({ taskId }) => taskId === blocked.id)!.worker!);
    open();
    await get(blocked);
    expect(log.statesOf(blocked.id).at(-1)).toBe('FINISHED (attempt 1)');
    log.stop();
  });

  test.each([
    [
      'a function that is not marked',
      () => task('readSyncUnmarked').remote([put(1)]),
      /blocking\(readSyncUnmarked\)/,
    ],
    [
      'an actor',
      () =>
        actorClass('SyncReader')
          .remote()
          .read.remote([task('square').remote(2)]),
      /an actor shares its thread with others/,
    ],
  ])('is refused in %s with what to do instead', async (_, call, sentence) => {
    await startCluster();
    expect((await errorFrom(get(call()))).message).toMatch(sentence);
  });

  test('is refused where there is no shared memory', async () => {
    await startCluster({ sharedMemory: false });
    const error = await errorFrom(get(task('readSync').remote([task('square').remote(2)])));
    expect(error.message).toContain('getSync needs shared memory');
  });
});
