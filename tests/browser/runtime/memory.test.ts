import { afterEach, describe, expect, test } from 'vitest';
import { get, ObjectStoreFullError, put, shutdown, wait } from '../../../src/runtime';
import { collectEvents, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

const onWorker = (worker: number) => ({ schedulingStrategy: { worker } });

describe('with shared memory', () => {
  test('two workers and the driver see one memory after a put', async () => {
    const { sharedMemory } = await startCluster();
    expect(sharedMemory).toBe(true);
    const source = Float64Array.of(1, 2, 3);
    const ref = put({ columns: [source] }.columns[0]!);
    // A task must not write to its arguments; this one does, to show whose memory they are.
    const writer = await get(task('writeFirst').options(onWorker(1)).remote(ref, 42));
    const read = await get(task('readFirst').options(onWorker(2)).remote(ref));
    expect(writer).toBe(1);
    expect(read).toEqual({ first: 42, worker: 2, shared: true });
    expect((await get(ref))[0]).toBe(42);
    expect(source[0]).toBe(1);
  });

  test('arrays deep inside a value are shared, of every element type', async () => {
    await startCluster({ numCpus: 1 });
    const value = {
      a: [Float32Array.of(1.5), { b: Uint8Array.of(1, 2) }],
      big: BigInt64Array.of(7n),
      view: new DataView(new ArrayBuffer(3)),
      when: new Date(5),
      map: new Map([['k', 1]]),
    };
    const result = await get(task('identity').remote(put(value)));
    expect(result).toEqual(value);
    const stored = await get(put(value));
    expect(stored.big.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(stored.view.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('large arrays in results arrive as shared memory, small ones by value', async () => {
    await startCluster({ numCpus: 1 });
    const [large, small] = await get([task('makeArray').remote(1000), task('makeArray').remote(10)]);
    expect(large.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(small.buffer).toBeInstanceOf(ArrayBuffer);
    expect([large[999], small[9]]).toEqual([1000, 10]);
  });

  test('an object of 16 MB or more has a buffer of its own', async () => {
    await startCluster({ numCpus: 1 });
    const big = await get(put(new Float64Array(2 * 1024 * 1024)));
    const small = await get(put(new Float64Array(10)));
    expect(big.buffer.byteLength).toBe(16 * 1024 * 1024);
    expect(small.buffer).not.toBe(big.buffer);
  });

  test('a full store says so, keeps what it has, and takes what still fits', async () => {
    await startCluster({ numCpus: 1, objectStoreMemory: 100_000 });
    const first = put(new Float64Array(8_000).fill(2));
    // The second array of the value does not fit; the room of its first is given back.
    expect(() => put([new Float64Array(3_000), new Float64Array(3_000)])).toThrow(ObjectStoreFullError);
    expect(() => put(new Float64Array(8_000))).toThrow('The object store has no room for 0.1 MiB');
    const second = put(new Float64Array(4_000).fill(1));
    expect(await get([task('sum').remote(first), task('sum').remote(second)])).toEqual([16_000, 4_000]);
    const error = await errorFrom(get(task('makeArray').remote(5_000)));
    expect(error.message).toContain('ObjectStoreFullError');
  });

  test('the store reports its fill', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const ref = put(new Float64Array(1000));
    await get(task('sum').remote(ref));
    log.stop();
    expect(log.of('store').at(-1)).toMatchObject({ bytes: 8000, objects: 2 });
    expect(log.of('driver').find(({ op }) => op === 'put')?.bytes).toBe(8000);
  });
});

describe('without shared memory', () => {
  test('each worker has a copy of its own, and results are the same', async () => {
    const { sharedMemory } = await startCluster({ sharedMemory: false });
    expect(sharedMemory).toBe(false);
    const source = Float64Array.of(1, 2, 3);
    const ref = put(source);
    source[0] = 99;
    await get(task('writeFirst').options(onWorker(1)).remote(ref, 42));
    expect(await get(task('readFirst').options(onWorker(1)).remote(ref))).toMatchObject({
      first: 42,
      shared: false,
    });
    expect(await get(task('readFirst').options(onWorker(2)).remote(ref))).toMatchObject({
      first: 1,
      shared: false,
    });
    expect((await get(ref))[0]).toBe(1);
  });

  test('heavy results stay at the head until they are asked for, and can be passed on', async () => {
    await startCluster({ sharedMemory: false });
    const heavy = task('makeArray').remote(20_000);
    const sum = task('sum').remote(heavy);
    expect(await get(sum)).toBe(20_000 * 20_000);
    await wait([heavy]);
    const [a, b] = await get([heavy, heavy]);
    expect(a.length).toBe(20_000);
    expect(a).toBe(b);
    const pendingGet = get(task('makeArray').remote(30_000));
    expect((await pendingGet).length).toBe(30_000);
  });

  test('a small view does not drag its buffer along', async () => {
    await startCluster({ sharedMemory: false, numCpus: 1 });
    const view = new Float64Array(100_000).subarray(0, 2);
    const stored = await get(put(view));
    expect(stored.buffer.byteLength).toBe(16);
  });
});
