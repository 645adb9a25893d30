import { afterEach, expect, test } from 'vitest';
import { free, get, ObjectLostError, put, shutdown } from '../../../src/runtime';
import { actorClass, collectEvents, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

const arrayOf = (value: number): Float64Array => new Float64Array(10_000).fill(value);

test('a task need not wait for an array whose reference it was given: that says where the array lies', async () => {
  const log = collectEvents();
  await startCluster();
  const ref = put(arrayOf(7));
  const first = task('firstInside').remote([ref]);
  expect(await get(first)).toBe(7);
  expect(log.statesOf(first.id)).toContain('FINISHED');
  expect(log.statesOf(first.id)).not.toContain('RUNNING_IN_RAY_GET');
  log.stop();
});

test('an array that one worker has made is read by another in the same memory', async () => {
  await startCluster();
  const ref = task('makeArray')
    .options({ schedulingStrategy: { worker: 1 } })
    .remote(5000);
  const onOther = task('firstInside').options({ schedulingStrategy: { worker: 2 } });
  expect(await get(onOther.remote([ref]))).toBe(5000);
  const view = await get(ref);
  Atomics.store(new BigInt64Array(view.buffer, view.byteOffset, 1), 0, 0n);
  expect(await get(onOther.remote([ref]))).toBe(0);
});

test('who kept a reference to an object that was freed is not given what lies in its memory now', async () => {
  await startCluster();
  const keeper = actorClass('Keeper').remote();
  const old = put(arrayOf(1));
  const before = await get(old);
  await get(keeper.keep.remote([old]));
  expect(await get(keeper.first.remote())).toBe(1);
  free(old);
  // The head has given the memory back when the next task has ended.
  await get(task('add').remote(1, 1));
  const after = await get(put(arrayOf(2)));
  expect([after.byteOffset, before[0]]).toEqual([before.byteOffset, 2]);
  expect(await errorFrom(get(keeper.first.remote()))).toHaveProperty('cause.name', ObjectLostError.name);
});

test('an object stays readable while others around it come and go', async () => {
  await startCluster();
  const keeper = actorClass('Keeper').remote();
  const kept = put(arrayOf(3));
  await get(keeper.keep.remote([kept]));
  for (let i = 0; i < 20; i++) {
    free(put(arrayOf(i)));
    expect(await get(keeper.first.remote())).toBe(3);
  }
  expect((await get(kept))[0]).toBe(3);
});
