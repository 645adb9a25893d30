import { describe, expect, test } from 'vitest';
import type { ObjectId, StoredObject } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

const times = { started: 0, deserialised: 0, executed: 10, stored: 10 };
const KIB = 1024;

/** A value so heavy that it lies in the store, and what it was made from is kept. */
const heavy = (...refs: ObjectId[]): StoredObject => ({
  value: refs,
  blocks: [],
  refs,
  storedBytes: 200 * KIB,
  postedBytes: 8,
});

/** The task of a worker returns heavy objects. */
function returnHeavy(cluster: FakeCluster, worker: number, ...objects: StoredObject[]): void {
  const { serial } = cluster.running.get(worker)!;
  cluster.forget(worker);
  const made = objects.length === 0 ? [heavy()] : objects;
  cluster.head.handleWorker(worker, [{ kind: 'returned', serial, times, objects: made }]);
}

const lose = (cluster: FakeCluster, ...ids: ObjectId[]) => {
  cluster.drive({ kind: 'lose', ids });
};
const want = (cluster: FakeCluster, id: ObjectId) => {
  cluster.drive({ kind: 'want', id });
};
const runningOn = (cluster: FakeCluster, worker: number) => {
  const run = cluster.running.get(worker);
  return run && `${run.id}, attempt ${run.attempt}`;
};
/** What the driver was told last of an object. */
const toldOf = (cluster: FakeCluster, id: ObjectId) =>
  cluster.toDriver.findLast((message) => 'id' in message && message.id === id);
const fillOf = (cluster: FakeCluster) => cluster.events().findLast((event) => event.kind === 'store');

describe('an object that was lost is made again by the task that made it', () => {
  test('when somebody gets it, not before', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.finish(1, 'first');
    lose(cluster, 't1');
    expect(runningOn(cluster, 1)).toBeUndefined();
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
    want(cluster, 't1');
    expect(runningOn(cluster, 1)).toBe('t1, attempt 1');
    cluster.finish(1, 'again');
    expect(toldOf(cluster, 't1')).toMatchObject({ kind: 'ready', value: 'again' });
  });

  test('when a task is submitted that is given it', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.finish(1);
    lose(cluster, 't1');
    cluster.submit(specOf('t2', { args: [refTo('t1')] }));
    expect(cluster.taskEvents('t2').at(-1)!.state).toBe('PENDING_ARGS_AVAIL');
    cluster.finish(1);
    expect(runningOn(cluster, 1)).toBe('t2, attempt 0');
  });

  test('at once for tasks that were about to run, which wait for it', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.finish(1);
    cluster.submit(specOf('t2'), specOf('t3', { args: [refTo('t1'), refTo('t1')] }), specOf('t4'));
    lose(cluster, 't1');
    expect(cluster.taskEvents('t3').at(-1)!.state).toBe('PENDING_ARGS_AVAIL');
    const order = [1, 2, 3, 4].map(() => cluster.finish(1));
    expect(order).toEqual(['t2', 't4', 't1', 't3']);
    expect(runningOn(cluster, 1)).toBeUndefined();
  });

  test('before the retry of a task that was given it and whose worker died', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    returnHeavy(cluster, 1);
    cluster.submit(specOf('t2', { args: [refTo('t1')] }));
    lose(cluster, 't1');
    cluster.die(1);
    cluster.join(1);
    returnHeavy(cluster, 1);
    expect(runningOn(cluster, 1)).toBe('t2, attempt 1');
  });

  test('with all that it needs and that is not there any more, however long the chain', () => {
    const LENGTH = 5000;
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t0'));
    returnHeavy(cluster, 1);
    for (let i = 1; i <= LENGTH; i++) {
      cluster.submit(specOf(`t${i}`, { args: [refTo(`t${i - 1}`)] }));
      returnHeavy(cluster, 1);
      cluster.drive({ kind: 'letGo', ids: [`t${i - 1}`] });
    }
    expect(fillOf(cluster)).toMatchObject({ objects: 1 });
    lose(cluster, `t${LENGTH}`);
    want(cluster, `t${LENGTH}`);
    for (let i = 0; i <= LENGTH; i++) {
      expect(runningOn(cluster, 1)).toBe(`t${i}, attempt 1`);
      returnHeavy(cluster, 1);
    }
    expect(fillOf(cluster)).toMatchObject({ objects: 1 });
    cluster.drive({ kind: 'letGo', ids: [`t${LENGTH}`] });
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
  });

  test('alone, of the several that the task returns', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { numReturns: 2 }));
    returnHeavy(cluster, 1, heavy(), heavy());
    lose(cluster, 't1:1');
    want(cluster, 't1:1');
    returnHeavy(cluster, 1, heavy(), heavy());
    expect(toldOf(cluster, 't1:1')).toMatchObject({ kind: 'ready' });
    expect(fillOf(cluster)).toMatchObject({ objects: 2 });
    cluster.drive({ kind: 'letGo', ids: ['t1:0', 't1:1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
  });

  test('with new objects inside, whatever became of the old ones', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.head.handleWorker(1, [{ kind: 'put', id: 't1.p1', object: heavy() }]);
    returnHeavy(cluster, 1, heavy('t1.p1'));
    cluster.head.handleWorker(1, [{ kind: 'letGoAll', by: 't1' }]);
    lose(cluster, 't1');
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
    want(cluster, 't1');
    cluster.head.handleWorker(1, [{ kind: 'put', id: 't1~1.p1', object: heavy() }]);
    returnHeavy(cluster, 1, heavy('t1~1.p1'));
    cluster.head.handleWorker(1, [{ kind: 'letGoAll', by: 't1~1' }]);
    expect(fillOf(cluster)).toMatchObject({ objects: 2 });
    cluster.drive({ kind: 'letGo', ids: ['t1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
  });

  test('and is not told to a driver that has not asked', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1'));
    cluster.finish(1);
    lose(cluster, 't1');
    cluster.submit(specOf('t2', { args: [refTo('t1')] }));
    cluster.finish(1);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'ready' }]);
  });
});

describe('an item that a generator yielded is made again by the generator', () => {
  const yields = (cluster: FakeCluster, count: number, end = true): void => {
    const { serial } = cluster.running.get(1)!;
    for (let index = 0; index < count; index++) {
      cluster.head.handleWorker(1, [{ kind: 'yielded', serial, index, object: heavy() }]);
    }
    if (!end) return;
    cluster.forget(1);
    const objects = [{ ...heavy(), value: count, storedBytes: 0 }];
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects }]);
  };
  const stream = (): FakeCluster => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { numReturns: 'streaming', generatorBackpressureNumObjects: 1 }));
    yields(cluster, 3);
    lose(cluster, 't1:1');
    want(cluster, 't1:1');
    return cluster;
  };

  test('which does not pause', () => {
    const cluster = stream();
    expect(cluster.running.get(1)).toMatchObject({ attempt: 1, stream: { made: 0 } });
    expect(cluster.running.get(1)!.stream).not.toHaveProperty('limit');
    yields(cluster, 2, false);
    expect(toldOf(cluster, 't1:1')).toMatchObject({ kind: 'ready' });
    yields(cluster, 3);
    expect(fillOf(cluster)).toMatchObject({ objects: 4 });
    cluster.drive({ kind: 'letGo', ids: ['t1:0', 't1:1', 't1:2', 't1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
  });

  test('or is lost, if that does not come so far again', () => {
    const cluster = stream();
    yields(cluster, 1);
    expect(toldOf(cluster, 't1:1')).toMatchObject({ kind: 'failed', failure: { kind: 'lost' } });
  });
});

describe('what a task was given', () => {
  test('is kept as long as its heavy result, if no task can make it again', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.submit(specOf('t1', { args: [refTo('p1')] }));
    returnHeavy(cluster, 1);
    cluster.drive({ kind: 'letGo', ids: ['p1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 2 });
    lose(cluster, 't1');
    want(cluster, 't1');
    expect(runningOn(cluster, 1)).toBe('t1, attempt 1');
    returnHeavy(cluster, 1);
    cluster.drive({ kind: 'letGo', ids: ['t1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 0 });
  });

  test.each([
    ['it is small', {}, false],
    ['the task may not run again', { maxRetries: 0 }, true],
  ])('is not kept for its result where %s', (_, options, isHeavy) => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.submit(specOf('t1', { args: [refTo('p1')], ...options }));
    if (isHeavy) returnHeavy(cluster, 1);
    else cluster.finish(1);
    cluster.drive({ kind: 'letGo', ids: ['p1'] });
    expect(fillOf(cluster)).toMatchObject({ objects: 1 });
  });
});

describe('an object that cannot be made again is told as lost, and why', () => {
  const lostMessage = (cluster: FakeCluster, id: ObjectId): string => {
    lose(cluster, id);
    want(cluster, id);
    const told = toldOf(cluster, id);
    if (told?.kind !== 'failed' || told.failure.kind !== 'lost') throw new Error('it was not told as lost');
    return told.failure.message;
  };

  test('because it was put', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    expect(lostMessage(cluster, 'p1')).toBe(
      'Object p1 was lost and cannot be made again: it was put, so no task can make it; put it again.',
    );
  });

  test('because its task has used up its retries', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { maxRetries: 1 }));
    cluster.finish(1);
    lose(cluster, 't1');
    want(cluster, 't1');
    cluster.finish(1);
    expect(lostMessage(cluster, 't1')).toBe(
      'Object t1 was lost and cannot be made again: train, which made it, may not run again (maxRetries is 1).',
    );
  });

  test('because it is small and its arguments are gone', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.submit(specOf('t1', { args: [refTo('p1')] }));
    cluster.finish(1);
    cluster.drive({ kind: 'letGo', ids: ['p1'] });
    expect(lostMessage(cluster, 't1')).toBe(
      'Object t1 was lost and cannot be made again: train, which made it, was given p1, to which nobody held a reference.',
    );
  });

  test('because what its task was given is lost for good', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.submit(specOf('t1', { args: [refTo('p1')] }));
    returnHeavy(cluster, 1);
    lose(cluster, 'p1');
    expect(lostMessage(cluster, 't1')).toMatch(/^Object p1 was lost .* it was put/);
    expect(cluster.taskEvents('t1').at(-1)).toMatchObject({ attempt: 1, state: 'FAILED' });
  });

  test('and so are the tasks that waited for it', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.submit(
      specOf('t1'),
      specOf('t2', { args: [refTo('p1')] }),
      specOf('t3', { args: [refTo('t2')] }),
    );
    lose(cluster, 'p1');
    expect(cluster.endings()).toEqual([
      { id: 't2', kind: 'failed' },
      { id: 't3', kind: 'failed' },
    ]);
    expect(runningOn(cluster, 1)).toBe('t1, attempt 0');
  });
});

test('calls of an actor that wait for one lost object all fail, though the first lets those behind it go on', () => {
  const cluster = new FakeCluster(1, { taskMs: 1 });
  cluster.submit(
    specOf('a1', { creates: { maxRestarts: 0, holdsCpus: false, maxTaskRetries: 0 }, numReturns: 0 }),
  );
  const { serial } = cluster.running.get(1)!;
  cluster.forget(1);
  cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [] }]);
  cluster.submit(specOf('t1'));
  cluster.put('p1', 'here');
  const onActor = { actor: 'a1', numCpus: 0 };
  cluster.submit(
    specOf('t2', { ...onActor, args: [refTo('t1'), refTo('p1')] }),
    specOf('t3', { ...onActor, args: [refTo('p1')] }),
    specOf('t4', onActor),
  );
  lose(cluster, 'p1');
  expect(['t2', 't3'].map((id) => toldOf(cluster, id)?.kind)).toEqual(['failed', 'failed']);
  expect(cluster.givenTo(1)).toEqual(['t1', 't4']);
});

describe("what an actor's method returned", () => {
  const called = (maxRetries: number): FakeCluster => {
    const cluster = new FakeCluster(1);
    const creates = { maxRestarts: 0, maxTaskRetries: maxRetries, holdsCpus: false };
    cluster.submit(specOf('a1', { fn: 'Actor', name: 'Actor', numReturns: 0, numCpus: 0, creates }));
    const { serial } = cluster.running.get(1)!;
    cluster.forget(1);
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [] }]);
    cluster.submit(specOf('t1', { fn: 'add', name: 'Actor.add', actor: 'a1', numCpus: 0, maxRetries }));
    returnHeavy(cluster, 1);
    lose(cluster, 't1');
    return cluster;
  };

  test('is made again only with maxTaskRetries, as in Ray', () => {
    const cluster = called(0);
    want(cluster, 't1');
    expect(toldOf(cluster, 't1')).toMatchObject({
      failure: {
        kind: 'lost',
        message:
          "Object t1 was lost and cannot be made again: Actor.add, which made it, may not run again (its actor's maxTaskRetries is 0).",
      },
    });
  });

  test('is made again by the actor as it is now', () => {
    const cluster = called(1);
    want(cluster, 't1');
    expect(runningOn(cluster, 1)).toBe('t1, attempt 1');
    returnHeavy(cluster, 1);
    expect(toldOf(cluster, 't1')).toMatchObject({ kind: 'ready' });
  });

  test('is made again for a later call of the same actor that is given it', () => {
    const cluster = called(1);
    const spec = { fn: 'add', name: 'Actor.add', actor: 'a1', numCpus: 0, maxRetries: 1 };
    cluster.submit(specOf('t2', { ...spec, args: [refTo('t1')] }));
    expect(runningOn(cluster, 1)).toBe('t1, attempt 1');
    returnHeavy(cluster, 1);
    expect(runningOn(cluster, 1)).toBe('t2, attempt 0');
  });

  test('is not made again when the actor is dead', () => {
    const cluster = called(1);
    cluster.drive({ kind: 'kill', id: 'a1', noRestart: true });
    want(cluster, 't1');
    expect(toldOf(cluster, 't1')).toMatchObject({ kind: 'failed', failure: { kind: 'actorDied' } });
  });
});

test('losing does nothing to what is not there yet, has failed, or was never there', () => {
  const cluster = new FakeCluster(1);
  cluster.submit(specOf('t1'), specOf('t2'));
  cluster.fail(1);
  lose(cluster, 't1', 't2', 't9');
  cluster.finish(1);
  expect(cluster.endings()).toEqual([
    { id: 't1', kind: 'failed' },
    { id: 't2', kind: 'ready' },
  ]);
});
