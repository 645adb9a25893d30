import { describe, expect, test } from 'vitest';
import type { ObjectId } from '../../../../src/runtime/protocol';
import { FakeCluster, specOf } from '../fake-cluster';

const blocking = { blocking: true } as const;

/** The task of a worker blocks its thread until objects are there. */
function getSync(cluster: FakeCluster, worker: number, ids: readonly ObjectId[], request = 1): void {
  const { serial } = cluster.running.get(worker)!;
  cluster.head.handleWorker(worker, [{ kind: 'getSync', serial, ids, request, offset: 0, time: 5 }]);
}

function resume(cluster: FakeCluster, worker: number): void {
  const { serial } = cluster.running.get(worker)!;
  cluster.head.handleWorker(worker, [{ kind: 'resumed', serial, time: 6 }]);
}

describe('a task that blocks its thread', () => {
  test('is answered when all objects are there', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1', blocking), specOf('t2'));
    cluster.put('p1', 'here');
    getSync(cluster, 1, ['t2', 'p1']);
    expect(cluster.taskEvents('t1').at(-1)!.state).toBe('RUNNING_IN_RAY_GET');
    expect(cluster.mail).toEqual([]);
    cluster.finish(2, 7);
    expect(cluster.mail).toEqual([
      {
        worker: 1,
        request: 1,
        answer: [
          { kind: 'ready', id: 'p1', value: 'here' },
          { kind: 'ready', id: 't2', value: 7 },
        ],
      },
    ]);
    resume(cluster, 1);
    expect(cluster.taskEvents('t1').at(-1)!.state).toBe('RUNNING');
    expect(cluster.finish(1)).toBe('t1');
  });

  test('is answered at once when one has failed', () => {
    const cluster = new FakeCluster(3);
    cluster.submit(specOf('t1', blocking), specOf('t2'), specOf('t3', { maxRetries: 0 }));
    getSync(cluster, 1, ['t2', 't3']);
    cluster.fail(3, 'no');
    expect(cluster.mail.map(({ answer }) => answer.map(({ kind }) => kind))).toEqual([['failed']]);
    cluster.finish(2);
    expect(cluster.mail).toHaveLength(1);
  });

  test('is told why a value cannot be read', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', new Blob(['x']));
    cluster.submit(specOf('t1', blocking));
    getSync(cluster, 1, ['p1']);
    expect(cluster.mail[0]!.answer).toMatchObject([
      { kind: 'failed', id: 'p1', failure: { error: { name: 'TypeError', message: /cannot read a Blob/ } } },
    ]);
  });

  test('has a spare thread started for what it waits for, which the next one uses', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', blocking), specOf('t1.t1', { parent: 't1' }));
    expect(cluster.wantedSpares).toBe(0);
    getSync(cluster, 1, ['t1.t1']);
    expect(cluster.wantedSpares).toBe(1);
    cluster.join(2, true);
    expect(cluster.running.get(2)!.id).toBe('t1.t1');
    cluster.finish(2, 'child');
    expect(cluster.mail).toHaveLength(1);
    resume(cluster, 1);
    cluster.submit(specOf('t2'));
    getSync(cluster, 1, ['t2'], 2);
    expect(cluster.running.get(2)!.id).toBe('t2');
    expect(cluster.wantedSpares).toBe(1);
  });

  test('fails, the last first, where there can be no more threads; the others go on', () => {
    const cluster = new FakeCluster(1, { maxSpares: 1 });
    cluster.submit(specOf('t1', blocking), specOf('t2', blocking), specOf('t3'));
    getSync(cluster, 1, ['t2']);
    cluster.join(2, true);
    getSync(cluster, 2, ['t3']);
    expect(cluster.mail).toMatchObject([
      {
        worker: 2,
        answer: [
          {
            kind: 'failed',
            id: 't3',
            failure: { message: /^getSync blocks 2 threads at once, and the cluster starts no more/ },
          },
        ],
      },
    ]);
    resume(cluster, 2);
    cluster.finish(2, 'without t3');
    expect(cluster.mail.at(-1)).toMatchObject({ worker: 1, answer: [{ kind: 'ready', id: 't2' }] });
    expect(cluster.running.get(2)!.id).toBe('t3');
  });

  test('is not put where an actor lives, which it may have to wait for', () => {
    const cluster = new FakeCluster(1);
    const creates = { maxRestarts: 0, maxTaskRetries: 0, holdsCpus: false };
    cluster.submit(specOf('a1', { creates, numReturns: 0 }));
    const { serial } = cluster.running.get(1)!;
    cluster.forget(1);
    const times = { started: 0, deserialised: 0, executed: 1, stored: 1 };
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [] }]);
    cluster.submit(specOf('t1', blocking));
    expect([cluster.givenTo(1), cluster.wantedSpares]).toEqual([[], 1]);
    cluster.join(2, true);
    expect(cluster.givenTo(2)).toEqual(['t1']);
  });

  test('waits for what is at work where there can be no more threads', () => {
    const cluster = new FakeCluster(2, { maxSpares: 0 });
    cluster.submit(specOf('t1', blocking), specOf('t2'), specOf('t3'));
    getSync(cluster, 1, ['t3']);
    expect(cluster.mail).toEqual([]);
    cluster.finish(2);
    cluster.finish(2, 'three');
    expect(cluster.mail).toMatchObject([{ worker: 1, answer: [{ id: 't3', value: 'three' }] }]);
  });

  test('learns by shared memory that it was cancelled', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1', blocking), specOf('t2'));
    getSync(cluster, 1, ['t2']);
    cluster.drive({ kind: 'cancel', id: 't1', force: false, recursive: false });
    expect(cluster.flagged.map(({ worker }) => worker)).toEqual([1]);
    expect(cluster.endings()).toContainEqual({ id: 't1', kind: 'failed' });
  });

  test('whose worker dies is run again, and the answer is nobody’s', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1', blocking), specOf('t2'));
    getSync(cluster, 1, ['t2']);
    cluster.die(1);
    cluster.join(1);
    expect(cluster.running.get(1)).toMatchObject({ id: 't1', attempt: 1 });
    cluster.finish(2);
    expect(cluster.mail).toEqual([]);
  });
});

test('a spare thread is none of the workers that a task may ask for, and brings no CPU', () => {
  const cluster = new FakeCluster(1);
  cluster.join(2, true);
  cluster.submit(specOf('t1', { numCpus: 2 }));
  expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
});
