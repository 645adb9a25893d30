import { afterEach, describe, expect, test } from 'vitest';
import {
  cancel,
  get,
  init,
  isInitialized,
  put,
  RaySystemError,
  RayTaskError,
  shutdown,
  TaskCancelledError,
  wait,
  WorkerCrashedError,
} from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';
import partly from './partly.worker?worker&url';
import silent from './silent.worker?worker&url';
import throws from './throws.worker?worker&url';

const add = task('add');

afterEach(() => shutdown());

describe('a worker that fails to start', () => {
  test('because its script is missing: init rejects and names the script', async () => {
    const error = await errorFrom(init({ worker: '/no/such/script.js', numCpus: 2 }));
    expect(error).toBeInstanceOf(RaySystemError);
    expect(error.message).toMatch(/No worker started from .*\/no\/such\/script\.js: its script did not load/);
    expect(isInitialized()).toBe(false);
  });

  test('because its script throws: init rejects with what it threw', async () => {
    const error = await errorFrom(init({ worker: throws, numCpus: 2 }));
    expect(error.message).toContain('this script is broken');
  });

  test('because it never answers: init rejects after startTimeout', async () => {
    const error = await errorFrom(init({ worker: silent, numCpus: 1, startTimeout: 1500 }));
    expect(error.message).toContain('did not answer within 1.5 s; a worker script has to call serveTasks');
  });

  test('is reported, and the others serve', async () => {
    const log = collectEvents();
    const info = await init({ worker: partly, numCpus: 3 });
    expect(info.numCpus).toBe(2);
    expect(info.workers.map(({ state }) => state)).toEqual(['ALIVE', 'DEAD', 'ALIVE']);
    expect(info.failed).toHaveLength(1);
    expect(info.failed[0]).toMatchObject({ worker: 2 });
    expect(info.failed[0]!.reason).toContain('worker 2 has a bad day');
    expect(log.of('worker').find(({ state }) => state === 'DEAD')?.worker).toBe(2);
    expect(await get(Array.from({ length: 8 }, (_, i) => add.remote(i, i)))).toEqual([
      0, 2, 4, 6, 8, 10, 12, 14,
    ]);
    expect(() => add.options({ schedulingStrategy: { worker: 2 } }).remote(1, 1)).toThrow(
      'the cluster has 1, 3',
    );
    log.stop();
  });
});

describe.each([true, false])('a task that throws (sharedMemory: %s)', (sharedMemory) => {
  test('fails with the stack of the worker, and the others go on', async () => {
    const log = collectEvents();
    await startCluster({ sharedMemory });
    const before = add.remote(1, 1);
    const failing = task('boom').options({ name: 'trainAndScoreModel' }).remote('max_depth must be positive');
    const after = add.remote(2, 2);
    const error = await errorFrom(get([before, failing, after]));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toMatch(
      /^trainAndScoreModel failed on worker \d: RangeError: max_depth must be positive$/,
    );
    const cause = error.cause as Error;
    expect(cause).toMatchObject({ name: 'RangeError', message: 'max_depth must be positive' });
    expect(cause.stack).toMatch(/boom .*tasks\.worker/);
    expect(error.stack).toContain(cause.stack);
    expect(await get([before, after])).toEqual([2, 4]);
    const event = log.tasks().find(({ state }) => state === 'FAILED');
    expect(event?.error).toMatchObject({ name: 'RangeError', message: 'max_depth must be positive' });
    expect(event?.error?.stack).toContain('tasks.worker');
    log.stop();
  });

  test('fails the tasks that wait for its result, with the same error', async () => {
    await startCluster({ sharedMemory });
    const failing = task('throwText').remote();
    const child = add.remote(failing, 1);
    const grandchild = add.remote(child, child);
    const error = await errorFrom(get(grandchild));
    expect(error.message).toContain('throwText failed on worker');
    expect(error.message).toContain('just a text');
    expect((await errorFrom(get(add.remote(failing, 1)))).message).toContain('just a text');
  });

  test('a result that cannot be sent fails the task in words', async () => {
    await startCluster({ sharedMemory });
    const error = await errorFrom(get(task('returnsFunction').remote()));
    expect(error.message).toContain('The result cannot be returned');
    expect(error.message).toContain('.callback is a function');
    expect(await get(add.remote(1, 1))).toBe(2);
  });
});

describe('cancel', () => {
  test('of a pending task: it never runs, and who waits for it fails too', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const { ref, running, open } = await createFlags();
    const gate = task('gate').remote(ref);
    await running(1);
    const queued = add.remote(1, 1);
    const dependent = add.remote(queued, 1);
    const bystander = add.remote(2, 2);
    cancel(queued);
    expect(await errorFrom(get(queued))).toBeInstanceOf(TaskCancelledError);
    expect(await errorFrom(get(dependent))).toBeInstanceOf(TaskCancelledError);
    open();
    expect(await get([gate, bystander])).toEqual([1, 4]);
    expect(log.statesOf(queued.id)).toEqual(['PENDING_NODE_ASSIGNMENT', 'FAILED']);
    expect(log.statesOf(dependent.id)).toEqual(['PENDING_ARGS_AVAIL', 'FAILED']);
    log.stop();
  });

  test('of a running task: it sees the flag, its result is dropped, its worker goes on', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const { ref, flags, running } = await createFlags();
    const spinning = task('spinUntilCancelled').remote(ref);
    const next = task('context').remote();
    await running(1);
    cancel(spinning);
    expect(await errorFrom(get(spinning))).toBeInstanceOf(TaskCancelledError);
    expect(flags[2]).toBe(1);
    expect(await get(next)).toMatchObject({ worker: 1, cancelled: false });
    expect(log.of('worker').map(({ state }) => state)).toEqual(['STARTING', 'ALIVE']);
    log.stop();
  });

  test.each([
    { sharedMemory: true, force: true },
    { sharedMemory: false, force: false },
  ])('of a running task with %o ends its worker and starts another', async ({ sharedMemory, force }) => {
    const log = collectEvents();
    await startCluster({ numCpus: 1, sharedMemory });
    const seven = put(7);
    expect(await get(add.remote(seven, 0))).toBe(7);
    const spinning = task('spinForEver').remote();
    const next = add.remote(seven, 1);
    await wait([spinning], { timeout: 0 });
    cancel(spinning, { force });
    expect(await errorFrom(get(spinning))).toBeInstanceOf(TaskCancelledError);
    expect(await get(next)).toBe(8);
    expect(log.of('worker').map(({ state }) => state)).toEqual([
      'STARTING',
      'ALIVE',
      'DEAD',
      'STARTING',
      'ALIVE',
    ]);
    expect(log.of('worker')[2]?.reason).toContain('spinForEver was cancelled');
    log.stop();
  });

  test('of a task that has ended changes nothing; of an object that was put is refused', async () => {
    await startCluster({ numCpus: 1 });
    const done = add.remote(1, 1);
    await get(done);
    cancel(done, { force: true });
    expect(await get(done)).toBe(2);
    expect(await get(add.remote(done, 1))).toBe(3);
    expect(() => {
      cancel(put(1));
    }).toThrow('only tasks can be cancelled');
  });
});

describe('a worker that dies in a task', () => {
  test('is noticed and replaced, and the task is run again', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    const ref = task('closeOnFirstAttempt').remote();
    expect(await get(ref)).toBe(1);
    expect(log.statesOf(ref.id)).toEqual([
      'PENDING_NODE_ASSIGNMENT',
      'SUBMITTED_TO_WORKER',
      'RUNNING',
      'FAILED',
      'PENDING_NODE_ASSIGNMENT (attempt 1)',
      'SUBMITTED_TO_WORKER (attempt 1)',
      'RUNNING (attempt 1)',
      'FINISHED (attempt 1)',
    ]);
    log.stop();
  });

  test('fails the task when it has no retries left, and the cluster goes on', async () => {
    await startCluster({ numCpus: 1 });
    const error = await errorFrom(get(task('closeOnFirstAttempt').options({ maxRetries: 0 }).remote()));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toContain('Worker 1 died while it ran closeOnFirstAttempt');
    expect(await get(add.remote(1, 1))).toBe(2);
  });
});
