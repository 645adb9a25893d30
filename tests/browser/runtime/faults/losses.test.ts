import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { get, killWorker, loseObject, put, scope, shutdown } from '../../../../src/runtime';
import { collectEvents, createFlags, errorFrom } from '../cluster';
import { expectWhole, startSmallCluster, task } from './health';

const LENGTH = 50_000;
const SUM = (LENGTH * (LENGTH - 1)) / 2;
const onSecond = { schedulingStrategy: { worker: 2 } } as const;
let log: ReturnType<typeof collectEvents>;

beforeEach(async () => {
  log = collectEvents();
  await startSmallCluster();
});
afterEach(async () => {
  log.stop();
  await shutdown();
});

const attemptsOf = (id: string): number =>
  log.tasks().filter((event) => event.taskId === id && event.state === 'RUNNING').length;

describe('an object that is lost while a task needs it', () => {
  test('that waits for its turn: is made again first', async () => {
    await scope(async (own) => {
      const { ref, running, open } = await createFlags();
      own(ref);
      const column = own(task('count').remote(LENGTH));
      await get(column);
      const gate = own(task('gate').options(onSecond).remote(ref));
      await running(1);
      const sum = own(task('sumAtGate').options(onSecond).remote(ref, column));
      loseObject(column);
      open();
      await get(gate);
      expect(await get(sum)).toBe(SUM);
      expect(attemptsOf(column.id)).toBe(2);
    });
    await expectWhole();
  });

  test('that runs, and whose worker dies too: is made again for its retry', async () => {
    await scope(async (own) => {
      const { ref, running, open } = await createFlags();
      own(ref);
      const column = own(task('count').remote(LENGTH));
      const sum = own(task('sumAtGate').options(onSecond).remote(ref, column));
      await running(1);
      loseObject(column);
      killWorker(2);
      await running(2);
      open();
      expect(await get(sum)).toBe(SUM);
      expect([attemptsOf(column.id), attemptsOf(sum.id)]).toEqual([2, 2]);
    });
    await expectWhole();
  });

  test('and cannot be made again, because it was put: fails the task that waits for its turn, and no other', async () => {
    await scope(async (own) => {
      const { ref, running, open } = await createFlags();
      own(ref);
      const column = own(put(new Float64Array(LENGTH)));
      const gate = own(task('gate').options(onSecond).remote(ref));
      await running(1);
      const sum = own(task('sumAtGate').options(onSecond).remote(ref, column));
      const other = own(task('add').options(onSecond).remote(1, 2));
      loseObject(column);
      expect((await errorFrom(get(sum))).message).toContain('was lost and cannot be made again: it was put');
      open();
      expect(await get([gate, other])).toEqual([2, 3]);
    });
    await expectWhole();
  });
});
