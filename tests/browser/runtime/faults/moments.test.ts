import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  cancel,
  free,
  get,
  isInitialized,
  killWorker,
  RaySystemError,
  shutdown,
  TaskCancelledError,
} from '../../../../src/runtime';
import { collectEvents, createFlags, errorFrom } from '../cluster';
import { expectWhole, startSmallCluster, task } from './health';

const onSecond = { schedulingStrategy: { worker: 2 } } as const;

afterEach(async () => {
  vi.useRealTimers();
  await shutdown();
});

describe('cancel', () => {
  test('in the same breath as the submission: the task never begins', async () => {
    const log = collectEvents();
    await startSmallCluster();
    const ref = task('add').remote(1, 2);
    cancel(ref, { force: true });
    const error = await errorFrom(get(ref));
    expect(error).toBeInstanceOf(TaskCancelledError);
    expect(error.message).toBe('add (task t1) was cancelled.');
    await expectWhole();
    log.stop();
  });

  test('while the worker of the task is starting: it never begins', async () => {
    const log = collectEvents();
    await startSmallCluster();
    killWorker(2);
    const ref = task('add').options(onSecond).remote(1, 2);
    cancel(ref);
    expect(await errorFrom(get(ref))).toBeInstanceOf(TaskCancelledError);
    expect(log.statesOf(ref.id)).toEqual(['PENDING_NODE_ASSIGNMENT', 'FAILED']);
    await expectWhole();
    log.stop();
  });

  test.each([true, false])('while it runs (force: %s)', async (force) => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const task2 = task('spinUntilCancelled').options(onSecond).remote(ref);
    await running(1);
    cancel(task2, { force });
    expect(await errorFrom(get(task2))).toBeInstanceOf(TaskCancelledError);
    free(ref);
    await expectWhole();
  });

  test('while it waits in a get, with the task that it waits for', async () => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const parent = task('waitForSpinner').remote([ref]);
    await running(1);
    cancel(parent);
    expect(await errorFrom(get(parent))).toBeInstanceOf(TaskCancelledError);
    free(ref);
    await expectWhole();
  });
});

describe('shutdown', () => {
  test('in mid-run ends what never ends, rejects what is pending, and a new cluster is whole', async () => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const tasks = [
      task('spin').remote(ref),
      task('gate').remote(ref),
      ...Array.from({ length: 100 }, (_, i) => task('add').remote(i, i)),
    ];
    await running(2);
    const errors = Promise.all(tasks.map((pending) => errorFrom(get(pending))));
    await shutdown();
    for (const error of await errors) {
      expect(error).toBeInstanceOf(RaySystemError);
      expect(error.message).toBe('The cluster was shut down before the task ended.');
    }
    expect(isInitialized()).toBe(false);
    await startSmallCluster();
    await expectWhole();
  });

  test('while the cluster starts makes init reject, and leaves room for another cluster', async () => {
    const starting = errorFrom(startSmallCluster());
    await shutdown();
    const error = await starting;
    expect(error).toBeInstanceOf(RaySystemError);
    expect(error.message).toContain('shutdown() was called while init() was starting the cluster');
    await startSmallCluster();
    await expectWhole();
  });
});

test('init twice is refused and leaves the first cluster alone, even while that starts', async () => {
  const first = startSmallCluster();
  for (const second of [startSmallCluster(), first.then(() => startSmallCluster())]) {
    const error = await errorFrom(second);
    expect(error).toBeInstanceOf(RaySystemError);
    expect(error.message).toBe('init() was called twice; call shutdown() in between.');
  }
  await first;
  await expectWhole();
});

test('a hidden tab, whose timers stand still, gets its results, and its dead workers are replaced', async () => {
  const log = collectEvents();
  await startSmallCluster({ heartbeatTimeout: 1000 });
  // No timer of the page fires from here on: more than what browsers do to hidden tabs.
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback'] });
  const { ref, running } = await createFlags();
  const hanging = task('spin')
    .options({ maxRetries: 0, ...onSecond })
    .remote(ref);
  await running(1);
  expect((await errorFrom(get(hanging))).message).toContain('heartbeatTimeout');
  const sums = Array.from({ length: 200 }, (_, i) => task('add').remote(i, i));
  expect(await get(sums)).toEqual(Array.from({ length: 200 }, (_, i) => 2 * i));
  expect(await get(task('add').options(onSecond).remote(1, 2))).toBe(3);
  expect(
    log.of('worker').filter(({ worker, state }) => worker === 2 && state === 'ALIVE').length,
  ).toBeGreaterThan(1);
  vi.useRealTimers();
  free([ref, ...sums]);
  await expectWhole();
  log.stop();
});
