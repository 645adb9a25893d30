import { afterEach, describe, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import {
  ActorDiedError,
  ActorUnavailableError,
  cancel,
  free,
  get,
  killWorker,
  listWorkers,
  put,
  shutdown,
  TaskCancelledError,
} from '../../../../src/runtime';
import { collectEvents, createFlags, errorFrom } from '../cluster';
import { expectWhole, Keeper, startSmallCluster, task } from './health';
import '../../commands';

const onSecond = { schedulingStrategy: { worker: 2 } } as const;

afterEach(() => shutdown());

describe('a worker that is ended from outside of the page', () => {
  test('is noticed, and another thread takes its number', async () => {
    const log = collectEvents();
    await startSmallCluster();
    await commands.endWorkerFromOutside('worker 2');
    expect(await get(task('add').options(onSecond).remote(1, 2))).toBe(3);
    const death = log.of('worker').find(({ state }) => state === 'DEAD');
    expect(death).toMatchObject({
      worker: 2,
      reason: 'its thread ended without a word, perhaps for want of memory',
    });
    expect(await listWorkers()).toMatchObject([
      { workerId: 1, isAlive: true, numRestarts: 0 },
      { workerId: 2, isAlive: true, numRestarts: 1 },
    ]);
    await expectWhole();
    log.stop();
  });

  test('takes its actor with it, which is made anew if it may', async () => {
    await startSmallCluster();
    const mortal = Keeper.options(onSecond).remote();
    const restarted = Keeper.options({ maxRestarts: 1, ...onSecond }).remote();
    expect(await get([mortal.count.remote(), restarted.count.remote()])).toEqual([1, 1]);
    await commands.endWorkerFromOutside('worker 2');
    // Not before the death is known, which the worker's next task waits for.
    await get(task('add').options(onSecond).remote(1, 2));
    expect(await errorFrom(get(mortal.count.remote()))).toBeInstanceOf(ActorDiedError);
    expect(await get(restarted.count.remote())).toBe(1);
    await expectWhole();
  });
});

describe('an actor that dies with calls queued', () => {
  test('fails the call under way and all behind it, and later ones at once', async () => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const keeper = Keeper.options(onSecond).remote();
    const calls = [keeper.hold.remote(ref), ...Array.from({ length: 5 }, () => keeper.count.remote())];
    await running(1);
    killWorker(2);
    const errors = await Promise.all(calls.map((call) => errorFrom(get(call))));
    for (const error of errors) {
      expect(error).toBeInstanceOf(ActorDiedError);
      expect(error.message).toMatch(
        /^The actor Keeper \(a1\) is dead: worker 2 died: it was killed by killWorker\(\)\.$/,
      );
    }
    expect(await errorFrom(get(keeper.count.remote()))).toBeInstanceOf(ActorDiedError);
    free(ref);
    await expectWhole();
  });

  test('runs those that may be repeated after its restart, in their order', async () => {
    await startSmallCluster();
    const { ref, running, open } = await createFlags();
    const keeper = Keeper.options({ maxRestarts: 1, maxTaskRetries: 1, ...onSecond }).remote();
    const calls = [keeper.hold.remote(ref), ...Array.from({ length: 5 }, () => keeper.count.remote())];
    await running(1);
    killWorker(2);
    await running(2);
    open();
    expect(await get(calls)).toEqual([1, 2, 3, 4, 5, 6]);
    free(ref);
    await expectWhole();
  });

  test('tells those that may not be repeated that it restarts', async () => {
    await startSmallCluster();
    const { ref, running } = await createFlags();
    const keeper = Keeper.options({ maxRestarts: 1, ...onSecond }).remote();
    const held = keeper.hold.remote(ref);
    await running(1);
    killWorker(2);
    expect(await errorFrom(get(held))).toBeInstanceOf(ActorUnavailableError);
    expect(await get(keeper.count.remote())).toBe(1);
    free(ref);
    await expectWhole();
  });
});

test('a thread that goes on writing after its end harms nobody, and its memory is not given out before it stops', async () => {
  await startSmallCluster();
  const { ref, flags, running } = await createFlags();
  const ghost = task('scribble').options(onSecond).remote(ref);
  await running(1);
  cancel(ghost, { force: true });
  expect(await errorFrom(get(ghost))).toBeInstanceOf(TaskCancelledError);
  // The whole store but for the ghost's MiB and the flags is used while it writes on.
  const seen = flags[3]!;
  const others = Array.from({ length: 14 }, () => put(new Uint8Array(1024 * 1024).fill(7)));
  expect(() => put(new Uint8Array(1024 * 1024 + 1))).toThrow('The object store has no room');
  while (Atomics.load(flags, 3) === seen) await Promise.resolve();
  for (const array of await get(others)) expect(array.every((byte) => byte === 7)).toBe(true);
  free([ref, ...others]);
  await expectWhole();
});
