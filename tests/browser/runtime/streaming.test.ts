import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import {
  cancel,
  get,
  loseObject,
  put,
  RaySystemError,
  RayTaskError,
  remote,
  remoteClass,
  shutdown,
  TaskCancelledError,
  wait,
  type ObjectRef,
  type ObjectRefGenerator,
} from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster } from './cluster';
import type { Classes, Tasks } from './streams.worker';
import worker from './streams.worker?worker&url';

const start = (options: Parameters<typeof startCluster>[0] = {}) => startCluster({ worker, ...options });
const task = <Name extends keyof Tasks>(name: Name) => remote<Tasks[Name]>(name);
const Source = remoteClass<Classes['Source']>('Source');

async function refsOf<T>(generator: ObjectRefGenerator<T>): Promise<ObjectRef<T>[]> {
  const refs: ObjectRef<T>[] = [];
  for await (const ref of generator) refs.push(ref);
  return refs;
}

async function valuesOf<T>(generator: ObjectRefGenerator<T>): Promise<T[]> {
  return get<T[]>(await refsOf(generator));
}

afterEach(() => shutdown());

describe.each([true, false])('a remote generator (sharedMemory: %s)', (sharedMemory) => {
  test('yields references in order, with the ids of its returns, then ends', async () => {
    await start({ sharedMemory });
    const generator = task('count').remote(5);
    const refs = await refsOf(generator);
    expect(refs.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4].map((index) => `t1:${index}`));
    expect(await get(refs)).toEqual([0, 1, 2, 3, 4]);
    expect(await get(generator.completed())).toBe(5);
    expect((await generator.next()).done).toBe(true);
  });

  test('may be async, may wait for tasks of its own, and may be read inside a task', async () => {
    await start({ sharedMemory, numCpus: 1 });
    expect(await valuesOf(task('countAsync').remote(3))).toEqual([0, 1, 2]);
    expect(await valuesOf(task('squares').remote(4))).toEqual([0, 1, 4, 9]);
    expect(await get(task('total').remote(5))).toBe(10);
  });

  test('yields again what was lost of it', async () => {
    await start({ sharedMemory });
    const refs = await refsOf(task('columns').remote(3));
    const before = await get(task('sum').remote(refs[2]!));
    loseObject(refs);
    expect((await get(refs[1]!))[0]).toBe(1);
    expect(await get(task('sum').remote(refs[2]!))).toBe(before);
  });

  test('yields arrays that other tasks read', async () => {
    await start({ sharedMemory });
    const sums: ObjectRef<number>[] = [];
    for await (const column of task('columns').remote(4)) sums.push(task('sum').remote(column));
    expect(await get(sums)).toEqual([0, 1000, 2000, 3000]);
  });

  test('that throws yields what it made, then a reference that throws, then ends', async () => {
    await start({ sharedMemory });
    const refs = await refsOf(task('failsAfter').remote(2));
    expect(refs).toHaveLength(3);
    expect(await get(refs.slice(0, 2))).toEqual([0, 1]);
    const error = await errorFrom(get(refs[2]!));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toContain('RangeError: no more');
  });

  test('whose worker dies goes on in another attempt, and no item comes twice', async () => {
    await start({ sharedMemory });
    expect(await valuesOf(task('diesAfter').remote(3))).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => `item ${i} of attempt ${i < 3 ? 0 : 1}`),
    );
  });
});

test('items can be got and passed on before the generator has ended', async () => {
  await start();
  const { ref, open } = await createFlags();
  const generator = task('gated').remote(ref);
  const { value: first } = await generator.next();
  expect(await get(first!)).toBe('before');
  expect(await wait([generator.completed()], { timeout: 0 })).toEqual([[], [generator.completed()]]);
  open();
  expect(await valuesOf(generator)).toEqual(['after']);
});

test('next may be called ahead: each call has its own item', async () => {
  await start();
  const generator = task('count').remote(2);
  const results = await Promise.all([generator.next(), generator.next(), generator.next()]);
  expect(results.map(({ done, value }) => [done, value?.id])).toEqual([
    [false, 't1:0'],
    [false, 't1:1'],
    [true, undefined],
  ]);
});

describe('numReturns', () => {
  test("'streaming' streams the items of any iterable, and refuses what is none", async () => {
    await start();
    const list = task('list').options({ numReturns: 'streaming' });
    expect(await valuesOf(list.remote(3))).toEqual([0, 1, 2]);
    const [ref] = await refsOf(task('square').options({ numReturns: 'streaming' }).remote(3));
    expect((await errorFrom(get(ref!))).message).toContain("numReturns 'streaming' needs a generator");
  });

  test('of a number gives so many references at once', async () => {
    await start();
    expect(await get(task('count').options({ numReturns: 2 }).remote(2))).toEqual([0, 1]);
  });
});

test('an item that cannot be sent fails the task', async () => {
  await start();
  const refs = await refsOf(task('yieldsFunction').remote());
  expect(refs).toHaveLength(2);
  expect((await errorFrom(get(refs[1]!))).message).toContain('it is a function');
});

describe('cancel', () => {
  test.each([true, false])('stops a generator (sharedMemory: %s)', async (sharedMemory) => {
    await start({ sharedMemory });
    const flags = sharedMemory ? (await createFlags()).ref : put(new Int32Array(4));
    const generator = task('endless').remote(flags);
    await generator.next();
    cancel(generator);
    expect(await errorFrom(get(generator.completed()))).toBeInstanceOf(TaskCancelledError);
    const rest = await refsOf(generator);
    expect(await errorFrom(get(rest.at(-1)!))).toBeInstanceOf(TaskCancelledError);
  });

  test('comes from leaving the loop early; the generator cleans up', async () => {
    await start({ numCpus: 1 });
    const { ref, flags } = await createFlags();
    const generator = task('endless').remote(ref);
    for await (const item of generator) {
      expect(await get(item)).toBe(0);
      break;
    }
    expect(await errorFrom(get(generator.completed()))).toBeInstanceOf(TaskCancelledError);
    expect(await get(task('square').remote(2))).toBe(4);
    expect(flags[2]).toBe(1);
  });
});

test('a generator that a task leaves behind ends with it', async () => {
  const log = collectEvents();
  await start({ numCpus: 1 });
  const { ref } = await createFlags();
  expect(await get(task('takesOne').remote([ref]))).toBe(0);
  expect(await get(task('square').remote(2))).toBe(4);
  expect(log.statesOf('t1.t1').at(-1)).toBe('FAILED');
  log.stop();
});

describe('generatorBackpressureNumObjects', () => {
  test('pauses the generator while so many items are not taken; its CPU is free meanwhile', async () => {
    const log = collectEvents();
    await start({ numCpus: 1 });
    const { ref, flags } = await createFlags();
    const generator = task('endless').options({ generatorBackpressureNumObjects: 3 }).remote(ref);
    await generator.next();
    expect(await get(task('square').remote(3))).toBe(9);
    // Three are not taken; the fourth was taken.
    expect(flags[1]).toBe(4);
    await generator.next();
    expect(await get(task('square').remote(3))).toBe(9);
    expect(flags[1]).toBe(5);
    expect(log.statesOf('t1')).toContain('RUNNING_IN_RAY_WAIT');
    cancel(generator);
    expect(await errorFrom(get(generator.completed()))).toBeInstanceOf(TaskCancelledError);
    log.stop();
  });

  test('lets every item through in the end, also for methods and without shared memory', async () => {
    await start({ sharedMemory: false });
    const limited = { generatorBackpressureNumObjects: 2 };
    expect(await valuesOf(task('count').options(limited).remote(20))).toHaveLength(20);
    const source = Source.remote();
    expect(await valuesOf(source.take.options(limited).remote(20))).toHaveLength(20);
  });

  test('has to be a whole number', () => {
    expect(() => task('count').options({ generatorBackpressureNumObjects: 0 })).toThrow('a whole number');
  });
});

test('methods of actors stream too, sync and async', async () => {
  await start();
  const source = Source.remote();
  expect(await valuesOf(source.take.remote(3))).toEqual([0, 1, 2]);
  expect(await valuesOf(source.takeAsync.remote(2))).toEqual([3, 4]);
  expect(await get(source.count.remote())).toBe(5);
});

test('shutdown ends the loop with an error', async () => {
  await start();
  const { ref } = await createFlags();
  const generator = task('gated').remote(ref);
  await generator.next();
  const rest = refsOf(generator);
  await shutdown();
  const [last, ...more] = await rest;
  expect(more).toEqual([]);
  expect(await errorFrom(get(last!))).toBeInstanceOf(RaySystemError);
});

test('a generator cannot be sent to a task', async () => {
  await start();
  const generator = task('count').remote(1);
  expect(() => put({ generator })).toThrow('.generator is an ObjectRefGenerator');
  await refsOf(generator);
});

test('the types follow the function and its options', async () => {
  await start();
  const listed = task('list').options({ numReturns: 'streaming' }).remote(0);
  expectTypeOf(listed).toEqualTypeOf<ObjectRefGenerator<number>>();
  const renamed = task('count').options({ name: 'renamed' }).remote(0);
  expectTypeOf(renamed).toEqualTypeOf<ObjectRefGenerator<number>>();
  const counted = task('countAsync').remote(0);
  expectTypeOf(counted).toEqualTypeOf<ObjectRefGenerator<number>>();
  const both = task('count').options({ numReturns: 2 }).remote(2);
  expectTypeOf(both).toEqualTypeOf<ObjectRef<number>[]>();
  const one = task('square').remote(1);
  expectTypeOf(one).toEqualTypeOf<ObjectRef<number>>();
  expect([listed, renamed, counted].map(String)).toEqual(Array(3).fill('[object ObjectRefGenerator]'));
});
