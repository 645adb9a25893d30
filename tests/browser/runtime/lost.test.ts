import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { get, listObjects, loseObject, ObjectLostError, put, scope, shutdown } from '../../../src/runtime';
import { collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

const LENGTH = 50_000;
let log: ReturnType<typeof collectEvents>;

beforeEach(() => {
  log = collectEvents();
});

afterEach(async () => {
  log.stop();
  await shutdown();
});

/** What is in the store, as the head told last. */
const fill = (): number => log.of('store').at(-1)?.bytes ?? 0;

describe.each([true, false])('a lost object (sharedMemory: %s)', (sharedMemory) => {
  const start = () => startCluster({ sharedMemory, numCpus: 2 });

  test('is made again when somebody gets it, and is the same', async () => {
    await start();
    const ref = task('noise').remote(LENGTH);
    const before = (await get(ref)).slice();
    loseObject(ref);
    expect(await get(ref)).toEqual(before);
    expect(log.statesOf(ref.id).at(-1)).toBe('FINISHED (attempt 1)');
  });

  test('is made again for the tasks that are given it, with all that it takes', async () => {
    await start();
    await scope(async (own) => {
      const column = own(task('noise').remote(LENGTH));
      const same = own(task('copyOf').remote(column));
      const sum = own(task('sum').remote(same));
      const expected = await get(sum);
      loseObject([column, same, sum]);
      expect(await get(own(task('sum').remote(same)))).toBe(expected);
      expect(await get(sum)).toBe(expected);
    });
    await expect.poll(fill).toBe(0);
  });

  test('may be named by its id, and is told of as lost until somebody gets it', async () => {
    await start();
    const ref = task('noise').remote(LENGTH);
    await get(task('sum').remote(ref));
    loseObject(ref.id);
    await expect.poll(async () => (await listObjects())[0]?.state).toBe('LOST');
    expect((await get(ref)).length).toBe(LENGTH);
    expect((await listObjects())[0]?.state).toBe('READY');
  });

  test('that was put is lost for good, and so is what was to be made from it', async () => {
    await start();
    const column = put(new Float64Array(LENGTH));
    loseObject(column);
    for (const late of [get(column), get(task('sum').remote(column))]) {
      const error = await errorFrom(late);
      expect(error).toBeInstanceOf(ObjectLostError);
      expect(error.message).toBe(
        `Object ${column.id} was lost and cannot be made again: it was put, so no task can make it; put it again.`,
      );
    }
  });
});

test('a task that runs goes on with what it was given, whatever is stored meanwhile', async () => {
  await startCluster({ numCpus: 1 });
  const { ref: flags, running, open } = await createFlags();
  const column = put(new Float64Array(LENGTH).fill(1));
  const sum = task('sumAtGate').remote(flags, column);
  await running(1);
  loseObject(column);
  // The memory would be used again at once.
  expect((await errorFrom(get(column))).name).toBe('ObjectLostError');
  for (let i = 0; i < 10; i++) put(new Float64Array(LENGTH).fill(2));
  open();
  expect(await get(sum)).toBe(LENGTH);
});
