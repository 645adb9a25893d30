import { afterEach, describe, expect, test } from 'vitest';
import {
  ActorDiedError,
  ActorUnavailableError,
  get,
  getActor,
  kill,
  RayTaskError,
  shutdown,
  type ActorHandle,
} from '../../../src/runtime';
import { actorClass, collectEvents, errorFrom, startCluster, task } from './cluster';
import type { Classes } from './tasks.worker';

const Counter = actorClass('Counter');

afterEach(() => shutdown());

describe.each([true, false])('an actor (sharedMemory: %s)', (sharedMemory) => {
  test('keeps its state from call to call, in the order of the calls', async () => {
    await startCluster({ sharedMemory });
    const counter = Counter.remote(10);
    const refs = Array.from({ length: 100 }, () => counter.add.remote(1));
    expect(await get(refs)).toEqual(refs.map((_, i) => 11 + i));
  });

  test('waits for the objects it is given, and later calls wait behind', async () => {
    await startCluster({ sharedMemory });
    const counter = Counter.remote(0);
    const late = counter.add.remote(task('later').remote(5));
    const after = counter.add.remote(1);
    expect(await get([late, after])).toEqual([5, 6]);
  });
});

test('stays on one worker, beside other actors and tasks', async () => {
  await startCluster();
  const counters = [Counter.remote(0), Counter.remote(0), Counter.remote(0)];
  for (const counter of counters) {
    const workers = await get(Array.from({ length: 5 }, () => counter.worker.remote()));
    expect(new Set(workers).size).toBe(1);
  }
  expect(await get(task('add').remote(1, 2))).toBe(3);
});

test('with CPUs of its own has a worker to itself', async () => {
  await startCluster();
  const counter = Counter.options({ numCpus: 1 }).remote(0);
  const home = await get(counter.worker.remote());
  const contexts = await get(Array.from({ length: 6 }, () => task('context').remote()));
  expect(new Set(contexts.map(({ worker }) => worker))).toEqual(new Set([3 - home]));
  kill(counter);
  await errorFrom(get(counter.worker.remote()));
  const pinned = task('context').options({ schedulingStrategy: { worker: home } });
  expect((await get(pinned.remote())).worker).toBe(home);
});

test('async methods interleave; maxConcurrency limits how many', async () => {
  await startCluster({ numCpus: 1 });
  const meeting = actorClass('Meeting').remote(3);
  const names = ['a', 'b', 'c'];
  expect(await get(names.map((name) => meeting.join.remote(name)))).toEqual(names);
  const narrow = actorClass('Meeting').options({ maxConcurrency: 2 }).remote(3);
  const stuck = names.map((name) => narrow.join.remote(name));
  expect((await errorFrom(get(stuck[2]!, { timeout: 200 }))).name).toBe('GetTimeoutError');
});

test('a method may wait for tasks on the same worker', async () => {
  await startCluster({ numCpus: 1 });
  const counter = Counter.remote(1);
  expect(await get(counter.addSquare.remote(3))).toBe(10);
});

describe('a handle', () => {
  test('can be given to tasks, which call the same actor', async () => {
    await startCluster();
    const counter = Counter.remote(0);
    expect(await get(task('useCounter').remote(counter, 5))).toBe(5);
    expect(await get(counter.add.remote(1))).toBe(6);
  });

  test('lets a task kill the actor', async () => {
    await startCluster();
    const counter: ActorHandle<Classes['Counter']> = Counter.remote(0);
    await get(task('killCounter').remote(counter));
    expect(await errorFrom(get(counter.add.remote(1)))).toBeInstanceOf(ActorDiedError);
  });

  test('can come back from the task that made the actor', async () => {
    await startCluster();
    const { counter } = await get(task('makeCounter').remote(7));
    expect(await get(counter.add.remote(1))).toBe(9);
  });

  test('is found by name, also in tasks, until the actor is dead', async () => {
    await startCluster();
    const counter = Counter.options({ name: 'global' }).remote(0);
    const again = await getActor<Classes['Counter']>('global');
    expect(await get(again.add.remote(1))).toBe(1);
    expect(await get(task('findCounter').remote('global'))).toBe(2);
    const twin = Counter.options({ name: 'global' }).remote(0);
    expect((await errorFrom(get(twin.add.remote(1)))).message).toContain(
      'There is an actor named global already',
    );
    kill(counter);
    expect((await errorFrom(getActor('global'))).message).toBe('There is no actor named global.');
  });
});

describe('an actor that fails', () => {
  test('in a method lives on', async () => {
    await startCluster();
    const counter = Counter.remote(0);
    const error = await errorFrom(get(counter.fail.remote()));
    expect(error).toBeInstanceOf(RayTaskError);
    expect(error.message).toMatch(/^Counter.fail failed on worker \d: TypeError: this method always fails$/);
    expect(await get(counter.add.remote(1))).toBe(1);
  });

  test('in its constructor is dead, and every call says why', async () => {
    await startCluster();
    const counter = Counter.remote(-1);
    const error = await errorFrom(get(counter.add.remote(1)));
    expect(error).toBeInstanceOf(ActorDiedError);
    expect(error.message).toContain('its creation failed: a counter cannot start below 0');
  });

  test('because its method or class is not there', async () => {
    await startCluster();
    const counter = Counter.remote(0) as unknown as {
      fly: { remote(): ReturnType<ReturnType<typeof task>['remote']> };
    };
    expect((await errorFrom(get(counter.fly.remote() as never))).message).toContain(
      'Counter has no method fly',
    );
    const unknown = actorClass('Nobody' as 'Counter').remote(0);
    expect((await errorFrom(get(unknown.add.remote(1)))).message).toContain(
      'No class is registered under the name Nobody; the worker script serves: Counter, ',
    );
  });
});

describe('an actor whose worker dies', () => {
  test('is dead without restarts: the call under way and later ones fail', async () => {
    await startCluster();
    const counter = Counter.remote(0);
    await get(counter.add.remote(1));
    const error = await errorFrom(get(counter.die.remote()));
    expect(error).toBeInstanceOf(ActorDiedError);
    expect(error.message).toMatch(
      /^The actor Counter \(a1\) is dead: worker \d died: its own code called self\.close\(\)\.$/,
    );
    expect(await errorFrom(get(counter.add.remote(1)))).toBeInstanceOf(ActorDiedError);
  });

  test('is made anew with maxRestarts, from the start', async () => {
    const log = collectEvents();
    await startCluster();
    const counter = Counter.options({ maxRestarts: 1 }).remote(100);
    expect(await get(counter.add.remote(1))).toBe(101);
    expect(await errorFrom(get(counter.die.remote()))).toBeInstanceOf(ActorUnavailableError);
    expect(await get(counter.add.remote(1))).toBe(101);
    expect(await errorFrom(get(counter.die.remote()))).toBeInstanceOf(ActorDiedError);
    expect(log.of('actor').map(({ state }) => state)).toEqual([
      'PENDING_CREATION',
      'ALIVE',
      'RESTARTING',
      'ALIVE',
      'DEAD',
    ]);
    log.stop();
  });

  test('repeats calls with maxTaskRetries', async () => {
    await startCluster();
    const counter = Counter.options({ maxRestarts: 2, maxTaskRetries: 1 }).remote(0);
    // Dies in both attempts; the call behind it is repeated as well.
    const dying = counter.die.remote();
    const behind = counter.add.remote(1);
    expect(await errorFrom(get(dying))).toBeInstanceOf(ActorUnavailableError);
    expect(await get(behind)).toBe(1);
  });
});

describe('kill', () => {
  test('ends an actor that is idle without its worker', async () => {
    const log = collectEvents();
    await startCluster();
    const counter = Counter.remote(0);
    await get(counter.add.remote(1));
    kill(counter);
    expect(await errorFrom(get(counter.add.remote(1)))).toBeInstanceOf(ActorDiedError);
    expect(log.of('worker').filter(({ state }) => state === 'DEAD')).toEqual([]);
    log.stop();
  });

  test('ends a method that never returns, with its thread', async () => {
    await startCluster({ numCpus: 1 });
    const counter = Counter.remote(0);
    await get(counter.add.remote(1));
    const endless = counter.spin.remote();
    kill(counter);
    expect(await errorFrom(get(endless))).toBeInstanceOf(ActorDiedError);
    expect(await get(task('add').remote(1, 2))).toBe(3);
  });
});
