import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  get,
  GetTimeoutError,
  init,
  isInitialized,
  put,
  RaySystemError,
  RayTaskError,
  remote,
  shutdown,
  wait,
  type ObjectRef,
} from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';
import worker from './tasks.worker?worker&url';

const add = task('add');

describe('before init', () => {
  test('there is no cluster, and calls say so', async () => {
    expect(isInitialized()).toBe(false);
    expect(() => add.remote(1, 2)).toThrow(RaySystemError);
    expect(() => put(1)).toThrow('There is no cluster: call init() first.');
    await expect(shutdown()).resolves.toBeUndefined();
  });

  test.each([0, 1.5, 129, NaN])('init refuses %s CPUs with the allowed range', async (numCpus) => {
    await expect(init({ worker, numCpus })).rejects.toThrow('a whole number from 1 to 128');
    expect(isInitialized()).toBe(false);
  });
});

describe('a cluster of two workers', () => {
  beforeEach(async () => {
    await startCluster();
  });
  afterEach(() => shutdown());

  test('is initialised once', async () => {
    expect(isInitialized()).toBe(true);
    await expect(startCluster()).rejects.toThrow('init() was called twice');
    expect(await get(add.remote(1, 2))).toBe(3);
  });

  test('runs sync and async functions, with values and references as arguments', async () => {
    const three = add.remote(1, 2);
    expect(await get(add.remote(three, put(4)))).toBe(7);
    expect(await get(task('later').remote(5))).toBe(5);
  });

  test('get keeps the order and the types of a list, and takes a reference twice', async () => {
    const a: ObjectRef<number> = add.remote(1, 1);
    const b: ObjectRef<string> = task('makeText').remote(3);
    const [first, second, third] = await get([a, b, a]);
    expect([first.toFixed(1), second.toUpperCase(), third]).toEqual(['2.0', 'XXX', 2]);
    expect(await get([])).toEqual([]);
  });

  test('options are immutable layers over the function', async () => {
    const named = task('context').options({ name: 'trainAndScoreModel' });
    const pinned = named.options({ schedulingStrategy: { worker: 2 } });
    const [plain, both] = await get([task('context').remote(), pinned.remote()]);
    expect(plain.taskName).toBe('context');
    expect(both).toMatchObject({ taskName: 'trainAndScoreModel', worker: 2, attempt: 0, cancelled: false });
  });

  test('options out of range are refused in words', () => {
    expect(() => add.options({ numCpus: -1 })).toThrow('numCpus must be 0 or more');
    expect(() => add.options({ numCpus: 0.00001 })).toThrow('in steps of 0.0001');
    expect(() => add.options({ maxRetries: 1.5 })).toThrow('maxRetries must be a whole number');
    expect(() => add.options({ schedulingStrategy: 'FAST' as 'SPREAD' })).toThrow(
      'schedulingStrategy must be',
    );
    expect(() => add.options({ numCpus: 3 }).remote(1, 2)).toThrow('asks for 3 CPUs, and the cluster has 2');
    expect(() => add.options({ schedulingStrategy: { worker: 7 } }).remote(1, 2)).toThrow(
      'asks for worker 7',
    );
  });

  test('SPREAD alternates between idle workers, DEFAULT stays with the first', async () => {
    const workersOf = async (schedulingStrategy: 'SPREAD' | 'DEFAULT'): Promise<number[]> => {
      const context = task('context').options({ schedulingStrategy });
      const seen: number[] = [];
      for (let i = 0; i < 4; i++) seen.push((await get(context.remote())).worker);
      return seen;
    };
    expect(new Set(await workersOf('SPREAD'))).toEqual(new Set([1, 2]));
    expect(await workersOf('DEFAULT')).toEqual([1, 1, 1, 1]);
  });

  test('a task that takes both CPUs runs alone', async () => {
    const { ref, running, open } = await createFlags();
    const gate = task('gate').options({ numCpus: 2 }).remote(ref);
    await running(1);
    const [ready] = await wait([add.remote(1, 2)], { timeout: 0 });
    expect(ready).toEqual([]);
    open();
    expect(await get(gate)).toBe(1);
  });

  test('get gives up at its timeout and can be asked again', async () => {
    const { ref, open } = await createFlags();
    const gate = task('gate').remote(ref);
    const error = await errorFrom(get([gate, add.remote(1, 2)], { timeout: 20 }));
    expect(error).toBeInstanceOf(GetTimeoutError);
    open();
    expect(await get(gate)).toBeGreaterThan(0);
    await expect(get(gate, { timeout: -1 })).rejects.toThrow('timeout must be 0 or more');
  });

  test('wait splits in input order and returns at most numReturns', async () => {
    const { ref, open } = await createFlags();
    const slow = task('gate').remote(ref);
    const quick = [add.remote(1, 1), add.remote(2, 2), add.remote(3, 3)] as const;
    await get(quick);
    const refs = [slow, ...quick];
    expect(await wait(refs, { numReturns: 2 })).toEqual([
      [quick[0], quick[1]],
      [slow, quick[2]],
    ]);
    expect(await wait(refs, { numReturns: 4, timeout: 10 })).toEqual([[...quick], [slow]]);
    open();
    expect(await wait(refs, { numReturns: 4 })).toEqual([refs, []]);
  });

  test('wait counts a failed task as ready, and refuses impossible questions', async () => {
    const failing = task('boom').remote('no');
    expect(await wait([failing])).toEqual([[failing], []]);
    await expect(wait([failing], { numReturns: 2 })).rejects.toThrow('from 1 to 1');
    await expect(wait([failing, failing])).rejects.toThrow('the same ObjectRef twice');
  });

  test('arguments that cannot be sent fail their task, and only theirs', async () => {
    const bad = task('identity').remote({ model: { callback: () => 1 } });
    const error = await errorFrom(get(bad));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toContain('cannot be sent to another thread: .model.callback is a function');
    expect(() => put({ a: Symbol('x') })).toThrow('.a is a symbol');
    expect(await get(add.remote(1, 2))).toBe(3);
  });

  test('2,000 tasks all return', async () => {
    const refs = Array.from({ length: 2000 }, (_, i) => add.remote(i, 1));
    const values = await get(refs);
    expect(values).toEqual(refs.map((_, i) => i + 1));
  });

  test('a heavy result that is no array is fetched when it is asked for', async () => {
    const ref = task('makeText').remote(200_000);
    await wait([ref]);
    expect((await get(ref)).length).toBe(200_000);
  });
});

describe('shutdown', () => {
  test('in mid-run rejects what is pending, ends the log, and leaves room for another cluster', async () => {
    const log = collectEvents();
    await startCluster();
    const running = task('spinForEver').remote();
    const queued = Array.from({ length: 5 }, () => task('spinForEver').remote());
    const gets = [running, ...queued].map((ref) => errorFrom(get(ref)));
    await shutdown();
    log.stop();
    for (const error of await Promise.all(gets)) {
      expect(error).toBeInstanceOf(RaySystemError);
      expect(error.message).toContain('shut down');
    }
    const ended = log.tasks().filter(({ state }) => state === 'FAILED');
    expect(ended.map(({ taskId }) => taskId).sort()).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
    expect(log.of('worker').filter(({ state }) => state === 'DEAD')).toHaveLength(2);
    expect(isInitialized()).toBe(false);

    await startCluster();
    await expect(get(running)).rejects.toThrow('belongs to a cluster that was shut down');
    expect(await get(add.remote(1, 2))).toBe(3);
    await Promise.all([shutdown(), shutdown()]);
  });

  test('during init makes init reject', async () => {
    const starting = errorFrom(startCluster());
    await shutdown();
    expect((await starting).message).toContain('shutdown() was called while init()');
    expect(isInitialized()).toBe(false);
  });
});

test('functions that the worker script does not serve fail with the names it serves', async () => {
  await startCluster({ numCpus: 1 });
  const error = await errorFrom(get(remote<() => number>('nope').remote()));
  expect(error.message).toContain(
    'No task is registered under the name nope; the worker script serves: add,',
  );
  await shutdown();
});
