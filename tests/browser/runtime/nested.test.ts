import { afterEach, describe, expect, test } from 'vitest';
import {
  cancel,
  get,
  put,
  RayTaskError,
  shutdown,
  TaskCancelledError,
  type ObjectRef,
} from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

describe.each([true, false])('tasks that submit tasks (sharedMemory: %s)', (sharedMemory) => {
  test('wait for a chain 50 deep on two workers', async () => {
    await startCluster({ sharedMemory });
    expect(await get(task('descend').remote(50))).toBe(50);
  });

  test('wait for a chain on one worker', async () => {
    await startCluster({ sharedMemory, numCpus: 1 });
    expect(await get(task('descend').remote(10))).toBe(10);
  });

  test('fan out to 1,000 children', async () => {
    await startCluster({ sharedMemory });
    const expected = Array.from({ length: 1000 }, (_, i) => i * i).reduce((sum, n) => sum + n, 0);
    expect(await get(task('fanOut').remote(1000))).toBe(expected);
  });

  test('put objects that other tasks read', async () => {
    await startCluster({ sharedMemory });
    expect(await get(task('putAndSum').remote(10_000))).toBe(20_000);
  });

  test('hear of the errors of their children, which name the child and its error', async () => {
    await startCluster({ sharedMemory });
    expect(await get(task('catchesItsChild').remote())).toMatch(
      /^boom failed on worker \d: RangeError: inside$/,
    );
  });
});

test('a task that waits gives its CPU back and is shown as waiting', async () => {
  const log = collectEvents();
  await startCluster({ numCpus: 1 });
  const parent = task('fanOut').remote(1);
  expect(await get(parent)).toBe(0);
  expect(log.statesOf(parent.id)).toEqual([
    'PENDING_NODE_ASSIGNMENT',
    'SUBMITTED_TO_WORKER',
    'RUNNING',
    'RUNNING_IN_RAY_GET',
    'RUNNING',
    'FINISHED',
  ]);
  expect(log.statesOf(`${parent.id}.t1`).at(-1)).toBe('FINISHED');
  log.stop();
});

test('several waiting tasks on one worker know who they are when they go on', async () => {
  await startCluster({ numCpus: 1 });
  const labels = ['a', 'b', 'c', 'd'];
  const refs = labels.map((label) => task('whoAmI').options({ name: label }).remote(label));
  expect(await get(refs)).toEqual(labels.map((label) => [label, label, label]));
});

test('wait inside a task tells the ready from the others', async () => {
  await startCluster();
  const { ref } = await createFlags();
  expect(await get(task('firstOf').remote([ref]))).toEqual([1, 1, 3]);
});

describe('cancelling a task that waits', () => {
  test('ends it where it waits, and its children with it', async () => {
    const log = collectEvents();
    await startCluster();
    const { ref, flags, running } = await createFlags();
    const parent = task('spawnsSpinner').remote([ref]);
    await running(1);
    cancel(parent);
    expect(await errorFrom(get(parent))).toBeInstanceOf(TaskCancelledError);
    // Both workers are free again: the spinner saw the flag.
    await get(
      [0, 1].map((n) =>
        task('square')
          .options({ schedulingStrategy: { worker: n + 1 } })
          .remote(n),
      ),
    );
    expect(flags[2]).toBe(1);
    expect(log.statesOf(`${parent.id}.t1`).at(-1)).toBe('FAILED');
    log.stop();
  });

  test('leaves its children alone where recursive is false', async () => {
    const log = collectEvents();
    await startCluster();
    const { ref, open, running } = await createFlags();
    const parent = task('waitsForGate').remote([ref]);
    await running(1);
    cancel(parent, { recursive: false });
    expect(await errorFrom(get(parent))).toBeInstanceOf(TaskCancelledError);
    open();
    await get(
      [0, 1].map((n) =>
        task('square')
          .options({ schedulingStrategy: { worker: n + 1 } })
          .remote(n),
      ),
    );
    expect(log.statesOf(`${parent.id}.t1`).at(-1)).toBe('FINISHED');
    log.stop();
  });
});

test('a parent whose worker dies is run again with children of its own', async () => {
  const log = collectEvents();
  await startCluster();
  const parent = task('diesWithChild').remote();
  expect(await get(parent)).toEqual([1, 9]);
  const children = new Set(log.tasks().map(({ taskId }) => taskId));
  expect([...children].sort()).toEqual([parent.id, `${parent.id}.t1`, `${parent.id}~1.t1`]);
  log.stop();
});

describe('retryExceptions', () => {
  test('runs a task again that threw, at most maxRetries times', async () => {
    await startCluster();
    const failing = task('failsTwice');
    expect(await get(failing.options({ retryExceptions: true }).remote())).toBe(2);
    expect(await get(failing.options({ retryExceptions: [RangeError] }).remote())).toBe(2);
    const once = failing.options({ retryExceptions: true, maxRetries: 1 }).remote();
    expect((await errorFrom(get(once))).message).toContain('attempt 1');
  });

  test('leaves other errors alone', async () => {
    await startCluster();
    const error = await errorFrom(
      get(
        task('failsTwice')
          .options({ retryExceptions: ['TypeError'] })
          .remote(),
      ),
    );
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toContain('attempt 0');
  });
});

describe('numReturns', () => {
  test('gives each of the values a reference of its own', async () => {
    await startCluster();
    const [quotient, remainder] = task('divmod').options({ numReturns: 2 }).remote(17, 5);
    expect(await get([quotient!, remainder!])).toEqual([3, 2]);
    expect(await get(task('add').remote(quotient!, remainder!))).toBe(5);
  });

  test('fails a task that returns another number of values', async () => {
    await startCluster();
    const refs = task('divmod').options({ numReturns: 3 }).remote(17, 5);
    expect(refs).toHaveLength(3);
    for (const ref of refs) {
      expect((await errorFrom(get(ref))).message).toContain('divmod must return an array of 3 values');
    }
  });

  test('of 0 runs the task and returns nothing', async () => {
    const log = collectEvents();
    await startCluster({ numCpus: 1 });
    expect(task('add').options({ numReturns: 0 }).remote(1, 2)).toEqual([]);
    await get(task('add').remote(1, 2));
    expect(log.tasks().filter(({ state }) => state === 'FINISHED')).toHaveLength(2);
    log.stop();
  });
});

describe('references inside values', () => {
  test('stay references on the way to a task and back', async () => {
    await startCluster();
    const inner = task('add').remote(1, 2);
    const { value, ref } = await get(task('getInside').remote({ ref: inner }));
    expect(value).toBe(3);
    expect(ref.id).toBe(inner.id);
    expect(await get(ref)).toBe(3);
    expect(await get(task('waitInside').remote([inner, put(4)]))).toBe(1);
  });

  test('bring the error of the task that should have made the object', async () => {
    await startCluster();
    const failing = task('boom').remote('no') as ObjectRef<number>;
    const error = await errorFrom(get(task('getInside').remote({ ref: failing })));
    expect(error.message).toContain('boom failed on worker');
  });
});
