import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  cancel,
  free,
  get,
  init,
  killWorker,
  remote,
  shutdown,
  WorkerCrashedError,
} from '../../../../src/runtime';
import { collectEvents, createFlags, errorFrom } from '../cluster';
import worker from './faulty.worker?worker&url';
import { expectWhole, startSmallCluster, task } from './health';
import mortal from './mortal.worker?worker&url';

const add = remote<(a: number, b: number) => number>('add');
const onSecond = { schedulingStrategy: { worker: 2 } } as const;

afterEach(() => shutdown());

/** Resolves when worker 2 has come to a state so many times. */
function untilSecond(log: ReturnType<typeof collectEvents>, state: string, times = 1): Promise<void> {
  return vi.waitFor(
    () => {
      const seen = log.of('worker').filter((event) => event.worker === 2 && event.state === state);
      expect(seen.length).toBeGreaterThanOrEqual(times);
    },
    { timeout: 20_000, interval: 20 },
  );
}

describe.each([true, false])('a worker in an endless loop (sharedMemory: %s)', (sharedMemory) => {
  test('is told of as unresponsive and is not ended, while the others go on', async () => {
    const log = collectEvents();
    await startSmallCluster({ sharedMemory });
    const spinning = task('spin').options(onSecond).remote();
    await untilSecond(log, 'UNRESPONSIVE');
    expect(await get(add.remote(1, 1))).toBe(2);
    expect(log.statesOf(spinning.id).at(-1)).toBe('RUNNING');
    cancel(spinning, { force: true });
    await untilSecond(log, 'ALIVE', 2);
    expect(await get(add.options(onSecond).remote(1, 1))).toBe(2);
    if (sharedMemory) await expectWhole();
    log.stop();
  });

  test('is ended where heartbeatTimeout says how long it may be silent', async () => {
    await startSmallCluster({ sharedMemory, heartbeatTimeout: 1000 });
    const error = await errorFrom(
      get(
        task('spin')
          .options({ maxRetries: 0, ...onSecond })
          .remote(),
      ),
    );
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toMatch(
      /^Worker 2 died while it ran spin \(attempt 0\): it gave no sign of life for 1\.\d s, and heartbeatTimeout allows no more\.$/,
    );
    expect(await get(add.options(onSecond).remote(1, 1))).toBe(2);
    if (sharedMemory) await expectWhole();
  });
});

test('a task that computes for long and asks isCancelled() gives signs of life', async () => {
  const log = collectEvents();
  await startSmallCluster({ heartbeatTimeout: 1000 });
  const { ref, running } = await createFlags();
  const polling = task('spinUntilCancelled').options(onSecond).remote(ref);
  await running(1);
  // Its neighbour, which does not ask, is ended twice meanwhile.
  const neighbour = { maxRetries: 1, schedulingStrategy: { worker: 1 } } as const;
  await errorFrom(get(task('spin').options(neighbour).remote()));
  cancel(polling);
  await errorFrom(get(polling));
  expect(log.of('worker').filter((event) => event.worker === 2 && event.state !== 'STARTING')).toHaveLength(
    1,
  );
  free(ref);
  await expectWhole();
  log.stop();
});

test.each([999, 0, NaN])('heartbeatTimeout: %s is refused', async (heartbeatTimeout) => {
  const error = await errorFrom(startSmallCluster({ heartbeatTimeout }));
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toContain('heartbeatTimeout must be 1,000 ms or more');
});

describe('a worker that cannot live', () => {
  test('because it closes itself whenever it is idle: is given up after five starts, and the others serve', async () => {
    const log = collectEvents();
    await init({ worker: mortal, numCpus: 2 });
    await untilSecond(log, 'DEAD', 5);
    const second = log.of('worker').filter((event) => event.worker === 2);
    expect(second.filter(({ state }) => state === 'STARTING')).toHaveLength(5);
    expect(second.at(-1)?.reason).toBe(
      'its own code called self.close(); it is given up, because 5 starts in a row came to nothing',
    );
    expect(await get(add.remote(1, 1))).toBe(2);
    const error = await errorFrom(get(add.options(onSecond).remote(1, 1)));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toContain('Worker 2 is gone: its own code called self.close()');
    log.stop();
  });

  test('because its script is gone when it is started again: says so to the tasks that wait for it', async () => {
    const log = collectEvents();
    const code = `import ${JSON.stringify(new URL(worker, location.href).href)};`;
    const script = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    await init({ worker: script, numCpus: 2 });
    URL.revokeObjectURL(script);
    killWorker(2);
    const waiting = add.options(onSecond).remote(1, 1);
    const error = await errorFrom(get(waiting));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toMatch(
      /^add cannot run: only 1 of the cluster's workers are left\. Worker 2 is gone: its script did not load.*; it is given up, because 5 starts in a row came to nothing\.$/,
    );
    const second = log.of('worker').filter((event) => event.worker === 2);
    expect(second.filter(({ state }) => state === 'STARTING')).toHaveLength(6);
    expect(await get(add.remote(1, 1))).toBe(2);
    log.stop();
  });
});
