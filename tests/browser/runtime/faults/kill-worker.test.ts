import { afterEach, describe, expect, test } from 'vitest';
import { free, get, killWorker, RaySystemError, shutdown, WorkerCrashedError } from '../../../../src/runtime';
import { collectEvents, createFlags, errorFrom } from '../cluster';
import { expectWhole, startSmallCluster, task } from './health';

afterEach(() => shutdown());

describe('killWorker', () => {
  test('ends a worker in the middle of a task, which runs again on another', async () => {
    const log = collectEvents();
    await startSmallCluster();
    const { ref, running, open } = await createFlags();
    const gate = task('gate').remote(ref);
    await running(1);
    killWorker(1);
    await running(2);
    open();
    expect(await get(gate)).toBe(2);
    const end = log.of('worker').find(({ state }) => state === 'DEAD');
    expect(end).toMatchObject({ worker: 1, reason: 'it was killed by killWorker()' });
    log.stop();
  });

  test('fails a task without retries with WorkerCrashedError, and the cluster is whole afterwards', async () => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const gate = task('gate')
      .options({ maxRetries: 0, schedulingStrategy: { worker: 2 } })
      .remote(ref);
    await running(1);
    killWorker(2);
    const error = await errorFrom(get(gate));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(error.message).toBe('Worker 2 died while it ran gate (attempt 0): it was killed by killWorker().');
    free(ref);
    await expectWhole();
  });

  test('ends an idle worker, and another thread takes its number', async () => {
    const log = collectEvents();
    await startSmallCluster();
    killWorker(2);
    const worker = await get(
      task('whereAmI')
        .options({ schedulingStrategy: { worker: 2 } })
        .remote(),
    );
    expect(worker).toBe(2);
    const states = log.of('worker').filter((event) => event.worker === 2);
    expect(states.map(({ state }) => state)).toEqual(['STARTING', 'ALIVE', 'DEAD', 'STARTING', 'ALIVE']);
    await expectWhole();
    log.stop();
  });

  test('said twice ends one thread only', async () => {
    const log = collectEvents();
    await startSmallCluster();
    killWorker(1);
    killWorker(1);
    await get(
      task('whereAmI')
        .options({ schedulingStrategy: { worker: 1 } })
        .remote(),
    );
    expect(log.of('worker').filter(({ state }) => state === 'DEAD')).toHaveLength(1);
    await expectWhole();
    log.stop();
  });

  test('refuses a worker that does not exist, and a cluster that does not', async () => {
    expect(() => {
      killWorker(1);
    }).toThrow(RaySystemError);
    await startSmallCluster();
    expect(() => {
      killWorker(3);
    }).toThrow('There is no worker 3; the cluster has 1, 2.');
  });
});
