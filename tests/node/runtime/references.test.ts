import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Argument, ObjectId, StoredObject } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

const times = { started: 0, deserialised: 0, executed: 0, stored: 0 };

/** A value with references to these objects inside. */
const objectWith = (...refs: ObjectId[]): StoredObject => ({
  value: refs,
  blocks: [],
  refs,
  storedBytes: 100,
  postedBytes: 8,
});
const nesting = (...refs: ObjectId[]): Argument => ({ value: refs, refs });

/** Objects in the store and their bytes, as the driver was told last. */
function fillOf(cluster: FakeCluster): { objects: number; bytes: number } {
  const told = cluster.events().filter((event) => event.kind === 'store');
  const { objects = 0, bytes = 0 } = told.at(-1) ?? {};
  return { objects, bytes };
}

const returns = (cluster: FakeCluster, worker: number, object: StoredObject): void => {
  const { serial } = cluster.running.get(worker)!;
  cluster.forget(worker);
  cluster.head.handleWorker(worker, [{ kind: 'returned', serial, times, objects: [object] }]);
};

describe('an object goes when the last reference to it is let go', () => {
  test('by the driver that put it', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    expect(fillOf(cluster)).toEqual({ objects: 1, bytes: 100 });
    cluster.drive({ kind: 'letGo', ids: ['p1'] });
    expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
  });

  test('by a driver that was handed it twice', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.drive({ kind: 'hold', ids: ['p1'] }, { kind: 'letGo', ids: ['p1'] });
    expect(fillOf(cluster).objects).toBe(1);
    cluster.drive({ kind: 'letGo', ids: ['p1'] });
    expect(fillOf(cluster).objects).toBe(0);
  });

  test('and no task that was given it, by itself or inside a value, has yet to end', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'value', 100);
    cluster.put('p2', 'value', 100);
    cluster.submit(specOf('t1', { args: [refTo('p1'), nesting('p2', 'a7')] }));
    cluster.drive({ kind: 'letGo', ids: ['p1', 'p2'] });
    expect(fillOf(cluster).objects).toBe(2);
    cluster.drive({ kind: 'letGo', ids: ['t1'] });
    cluster.finish(1);
    expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
  });

  test('and with it what only its value had references to, however long the chain', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p0', 'value', 100);
    for (let i = 1; i < 20_000; i++) {
      cluster.drive(
        { kind: 'put', id: `p${i}`, object: objectWith(`p${i - 1}`) },
        { kind: 'letGo', ids: [`p${i - 1}`] },
      );
    }
    expect(fillOf(cluster).objects).toBe(20_000);
    cluster.drive({ kind: 'letGo', ids: ['p19999'] });
    expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
  });

  test('though nobody may have waited for the result: it is not even told', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.drive({ kind: 'letGo', ids: ['t1'] });
    cluster.finish(1);
    expect(cluster.endings()).toEqual([]);
    expect(fillOf(cluster).objects).toBe(0);
  });
});

describe('what a task made inside', () => {
  const inside = (cluster: FakeCluster): void => {
    cluster.submit(specOf('t1'));
    cluster.head.handleWorker(1, [
      { kind: 'put', id: 't1.p1', object: objectWith() },
      { kind: 'put', id: 't1.p2', object: objectWith() },
    ]);
  };

  test('goes when it has ended, but for what its result has references to', () => {
    const cluster = new FakeCluster(1);
    inside(cluster);
    expect(fillOf(cluster).objects).toBe(2);
    returns(cluster, 1, objectWith('t1.p1'));
    cluster.head.handleWorker(1, [{ kind: 'letGoAll', by: 't1' }]);
    expect(fillOf(cluster).objects).toBe(2);
    cluster.drive({ kind: 'letGo', ids: ['t1'] });
    expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
  });

  test('goes when its worker dies', () => {
    const cluster = new FakeCluster(1);
    inside(cluster);
    cluster.die(1);
    cluster.drive({ kind: 'free', ids: ['none'] });
    expect(fillOf(cluster).objects).toBe(0);
  });

  test('is kept by an actor that has a reference to it, until the actor has none', () => {
    const cluster = new FakeCluster(1);
    inside(cluster);
    cluster.head.handleWorker(1, [{ kind: 'hold', ids: ['t1.p1'], by: 'a1' }]);
    cluster.finish(1);
    cluster.head.handleWorker(1, [{ kind: 'letGoAll', by: 't1' }]);
    expect(fillOf(cluster).objects).toBe(2);
    cluster.head.handleWorker(1, [{ kind: 'letGo', ids: ['t1.p1'], by: 'a1' }]);
    expect(fillOf(cluster).objects).toBe(1);
  });
});

test('free does not wait for those who hold the object, only for tasks that were given it', () => {
  const cluster = new FakeCluster(1);
  cluster.put('p1', 'value', 100);
  cluster.submit(specOf('t1', { args: [refTo('p1')] }));
  cluster.drive({ kind: 'hold', ids: ['p1'] }, { kind: 'free', ids: ['p1'] });
  expect(fillOf(cluster).objects).toBe(1);
  cluster.finish(1);
  expect(fillOf(cluster).objects).toBe(1);
  cluster.drive({ kind: 'letGo', ids: ['p1', 'p1', 't1'] });
  expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
});

test('nothing is left, and nothing is missing while it is used, whatever the order', () => {
  const step = fc.record({
    kind: fc.constantFrom('put', 'submit', 'finish', 'letGo', 'crash'),
    pick: fc.nat(),
    refs: fc.array(fc.nat(), { maxLength: 3 }),
    nested: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cluster = new FakeCluster(2);
      const held: ObjectId[] = [];
      steps.forEach(({ kind, pick, refs, nested }, index) => {
        const ids = held.length === 0 ? [] : refs.map((n) => held[n % held.length]!);
        if (kind === 'put') {
          cluster.drive({ kind: 'put', id: `p${index}`, object: objectWith(...new Set(ids)) });
          held.push(`p${index}`);
        } else if (kind === 'submit') {
          cluster.submit(specOf(`t${index}`, { args: nested ? [nesting(...ids)] : ids.map(refTo) }));
          held.push(`t${index}`);
        } else if (kind === 'letGo') {
          const [id] = held.splice(pick % Math.max(held.length, 1), 1);
          if (id !== undefined) cluster.drive({ kind: 'letGo', ids: [id] });
        } else {
          const busy = [...cluster.running.keys()];
          const worker = busy[pick % Math.max(busy.length, 1)];
          if (worker === undefined) return;
          if (kind === 'finish') cluster.finish(worker);
          else {
            cluster.die(worker);
            cluster.join(worker);
          }
        }
      });
      while (cluster.running.size > 0) cluster.finish([...cluster.running.keys()][0]!);
      for (const { message } of cluster.sent) {
        if (message.kind === 'object') expect(message.value).toBeDefined();
      }
      for (const event of cluster.taskEvents()) expect(event.error?.name).not.toBe('ObjectLostError');
      cluster.drive({ kind: 'letGo', ids: held });
      expect(fillOf(cluster)).toEqual({ objects: 0, bytes: 0 });
    }),
    { numRuns: 300 },
  );
});
