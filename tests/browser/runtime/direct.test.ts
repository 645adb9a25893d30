/** Calls that the driver makes without the head in between, and what becomes of them when something goes wrong. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ActorDiedError,
  cancel,
  counters,
  get,
  kill,
  killWorker,
  listObjects,
  listTasks,
  RaySystemError,
  RayTaskError,
  scope,
  shutdown,
  summarizeTasks,
  TaskCancelledError,
  type ObjectRef,
} from '../../../src/runtime';
import { actorClass, collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

let events: ReturnType<typeof collectEvents>;

beforeEach(async () => {
  events = collectEvents();
  await startCluster();
});

afterEach(async () => {
  await shutdown();
  events.stop();
});

const square = task('square');

/** Which of the calls were put on a line: they were scheduled when they were made, at once. */
function directOf(refs: readonly ObjectRef<unknown>[]): Set<string> {
  const direct = events.tasks().filter(({ times }) => times.scheduled === times.submitted);
  const ids = new Set(direct.map(({ taskId }) => taskId));
  return new Set(refs.flatMap(({ id }) => (ids.has(id) ? [id] : [])));
}

/** Calls until the driver has learned that it may call directly. */
async function warmUp(call: () => ObjectRef<unknown>): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    const ref = call();
    await get(ref);
    if (directOf([ref]).size > 0) return;
  }
  throw new Error('no call was direct');
}

/** So many calls under way at once, some of them direct: on a machine that is busy otherwise it may take several times. */
async function burst<T>(count: number, call: (i: number) => ObjectRef<T>): Promise<ObjectRef<T>[]> {
  for (let again = 0; again < 20; again++) {
    await warmUp(() => call(0));
    const refs = Array.from({ length: count }, (_, i) => call(i));
    await get(refs);
    if (directOf(refs).size > 0) return refs;
  }
  throw new Error('no call of many was direct');
}

/** How many tasks the log says have finished, and how many times it says so. */
function finished(): { tasks: number; events: number } {
  const ended = events.tasks().filter(({ state }) => state === 'FINISHED');
  return { tasks: new Set(ended.map(({ taskId }) => taskId)).size, events: ended.length };
}

const squares = (count: number): number[] => Array.from({ length: count }, (_, i) => i * i);

describe('tasks', () => {
  test('brief ones are called directly, and the log has each of them once', async () => {
    const refs = await burst(1000, (i) => square.remote(i));
    expect(await get(refs)).toEqual(squares(1000));
    const { tasks, events: told } = finished();
    // Ids are counted.
    expect(tasks).toBe(Number(refs.at(-1)!.id.slice(1)));
    expect(told).toBe(tasks);
  });

  test('give results to tasks that the head runs, under way or not', async () => {
    await warmUp(() => square.remote(1));
    const two = square.remote(2);
    const four = square.remote(two);
    const sum = task('add').remote(four, square.remote(3));
    expect(await get(sum)).toBe(25);
  });

  test('a result too large for a line comes as any other', async () => {
    const makeText = task('makeText');
    await warmUp(() => makeText.remote(1));
    expect((await get(makeText.remote(300_000))).length).toBe(300_000);
  });

  test('long tasks get the workers that were leased', async () => {
    await warmUp(() => square.remote(1));
    await get(Array.from({ length: 2000 }, (_, i) => square.remote(i)));
    const { ref, running, open } = await createFlags();
    const gates = [task('gate').remote(ref), task('gate').remote(ref)];
    await running(2);
    const late = square.remote(5);
    open();
    expect((await get(gates)).sort()).toEqual([1, 2]);
    expect(await get(late)).toBe(25);
  });

  test("one that waits for another task is the head's from then on", async () => {
    const squareOrWait = task('squareOrWait');
    await warmUp(() => squareOrWait.remote(2));
    const refs = Array.from({ length: 100 }, (_, i) => squareOrWait.remote(i % 3 === 0 ? -i : i));
    expect(await get(refs)).toEqual(squares(100));
    expect(finished().events).toBe(finished().tasks);
  });

  test('one that throws rejects, and is run again if its options say so', async () => {
    const throwing = task('throwsBelowZero');
    await warmUp(() => throwing.remote(1));
    const error = await errorFrom(get(throwing.remote(-1)));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.cause).toBeInstanceOf(Error);
    expect((error.cause as Error).stack).toContain('throwsBelowZero');
    const retried = throwing.options({ retryExceptions: true, maxRetries: 2 });
    expect((await errorFrom(get(retried.remote(-1)))).message).toContain('attempt 2');
  });

  test('a cancelled one rejects, and those beside it return', async () => {
    await warmUp(() => square.remote(1));
    const refs = Array.from({ length: 50 }, (_, i) => square.remote(i));
    cancel(refs[20]!);
    expect(await errorFrom(get(refs[20]!))).toBeInstanceOf(TaskCancelledError);
    refs.splice(20, 1);
    expect(await get(refs)).toEqual(squares(50).filter((n) => n !== 400));
  });

  test('none is lost when their worker dies, and none is told of twice', async () => {
    await warmUp(() => square.remote(1));
    const before = finished().tasks;
    const refs = Array.from({ length: 3000 }, (_, i) => square.remote(i));
    killWorker(1);
    expect(await get(refs)).toEqual(squares(3000));
    expect(finished().tasks).toBe(before + 3000);
    expect(finished().events).toBe(finished().tasks);
  });

  test('one that takes long is told of while it runs, and can be cancelled', async () => {
    const spinning = task('squareOrSpin');
    await warmUp(() => spinning.remote(2));
    const ref = spinning.remote(-2);
    await expect.poll(() => events.statesOf(ref.id)).toContain('RUNNING');
    cancel(ref);
    expect(await errorFrom(get(ref))).toBeInstanceOf(TaskCancelledError);
    expect(events.of('worker').filter(({ state }) => state === 'DEAD')).toEqual([]);
  });

  test('one whose worker dies while it runs is run again; force ends its worker', async () => {
    const spinning = task('squareOrSpin');
    await warmUp(() => spinning.remote(2));
    const first = spinning.remote(-2);
    await expect.poll(() => events.statesOf(first.id)).toContain('RUNNING');
    killWorker(
      events.tasks().find(({ taskId, state }) => taskId === first.id && state === 'RUNNING')!.worker!,
    );
    expect(await get(first)).toBe(4);
    expect(events.statesOf(first.id).at(-1)).toBe('FINISHED (attempt 1)');
    await warmUp(() => spinning.remote(2));
    const second = spinning.remote(-3);
    cancel(second, { force: true });
    expect(await errorFrom(get(second))).toBeInstanceOf(TaskCancelledError);
    expect(await get(spinning.remote(3))).toBe(9);
  });

  test('the state API has each of them, and forgets their results with the last reference', async () => {
    const finishedTasks = async () => (await summarizeTasks()).summary.square?.stateCounts;
    const ids = await scope(async (own) => {
      const refs = own(await burst(500, (i) => square.remote(i)));
      const all = Number(refs.at(-1)!.id.slice(1));
      expect(await finishedTasks()).toEqual({ FINISHED: all });
      expect((await counters()).runMs.count).toBe(all);
      const [last] = await listTasks({ filters: [['taskId', '=', refs.at(-1)!.id]] });
      expect(last).toMatchObject({ name: 'square', state: 'FINISHED', attemptNumber: 0 });
      return refs.map(({ id }) => id);
    });
    const left = new Set((await listObjects({ limit: 10_000 })).map(({ objectId }) => objectId));
    expect(ids.filter((id) => left.has(id))).toEqual([]);
    const under = Array.from({ length: 100 }, (_, i) => square.remote(i));
    const states = (await listTasks({ limit: 10_000 })).map(({ taskId }) => taskId);
    expect(under.filter(({ id }) => !states.includes(id))).toEqual([]);
    await get(under);
  });

  test('shutdown in mid-run rejects what has not returned', async () => {
    await warmUp(() => square.remote(1));
    const all = get(Array.from({ length: 5000 }, (_, i) => square.remote(i)));
    void shutdown();
    expect(await errorFrom(all)).toBeInstanceOf(RaySystemError);
  });
});

describe('calls of an actor', () => {
  test('keep their order when some go by the head and some do not', async () => {
    const recorder = actorClass('Recorder').remote();
    await warmUp(() => recorder.hear.remote(-1));
    const refs = Array.from({ length: 300 }, (_, i) =>
      // What is not there yet the head waits for.
      recorder.hear.remote(i % 10 === 3 ? task('later').remote(i) : i),
    );
    await get(refs);
    const heard = (await get(recorder.all.remote())).filter((n) => n >= 0);
    expect(heard).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  test('after kill() fail, and so do those that had not run', async () => {
    const recorder = actorClass('Recorder').remote();
    await warmUp(() => recorder.hear.remote(0));
    const before = recorder.hear.remote(1);
    kill(recorder);
    const after = recorder.hear.remote(2);
    expect(await errorFrom(get(after))).toBeInstanceOf(ActorDiedError);
    expect(await errorFrom(get(before))).toBeInstanceOf(ActorDiedError);
  });

  test('are repeated in their order when the actor is made anew, and go on', async () => {
    const recorder = actorClass('Recorder').options({ maxRestarts: 1, maxTaskRetries: 1 }).remote();
    await warmUp(() => recorder.hear.remote(0));
    const refs = Array.from({ length: 50 }, (_, i) => recorder.hear.remote(i));
    killWorker(events.of('actor').at(-1)!.worker!);
    await get(refs);
    const heard = await get(recorder.all.remote());
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    await warmUp(() => recorder.hear.remote(0));
  });
});

test('without shared memory calls are direct, too, and end as they should', async () => {
  await shutdown();
  await startCluster({ sharedMemory: false });
  expect(await get(await burst(300, (i) => square.remote(i)))).toEqual(squares(300));
  const recorder = actorClass('Recorder').remote();
  await warmUp(() => recorder.hear.remote(0));
  const heard = await get(Array.from({ length: 100 }, (_, i) => recorder.hear.remote(i)));
  expect(heard).toEqual(heard.map((_, i) => heard[0]! + i));
  const refs = Array.from({ length: 50 }, (_, i) => square.remote(i));
  cancel(refs[20]!);
  expect(await errorFrom(get(refs[20]!))).toBeInstanceOf(TaskCancelledError);
  refs.splice(20, 1);
  expect(await get(refs)).toEqual(squares(50).filter((n) => n !== 400));
});
