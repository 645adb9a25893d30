/** What the head makes of calls that the driver makes without it. */
import { describe, expect, test } from 'vitest';
import { AccountBook } from '../../../src/runtime/direct/account';
import type { CallerToHead, CallForm } from '../../../src/runtime/direct/messages';
import { FakeCluster, refTo, specOf } from './fake-cluster';

const square: CallForm = {
  fn: 'square',
  name: 'square',
  numCpus: 1,
  maxRetries: 3,
  retryExceptions: false,
  numReturns: 1,
  schedulingStrategy: 'DEFAULT',
};
const call = (id: string, serial: number) => ({ task: specOf(id, square), serial, scheduled: 0 }) as const;
const placed = (id: string, serial: number, worker = 1): CallerToHead => ({
  kind: 'placed',
  worker,
  ...call(id, serial),
});
const lost = (id: string, serial: number, hasBegun: boolean, isTold = false): CallerToHead => ({
  kind: 'lost',
  worker: 1,
  reason: 'it died',
  hasBegun,
  isTold,
  ...call(id, serial),
});
const times = { submitted: 0, scheduled: 0, started: 1, deserialised: 1, executed: 2, stored: 2 };
const answered = (serial: number, value: unknown): CallerToHead => ({
  kind: 'answered',
  worker: 1,
  report: {
    kind: 'returned',
    serial,
    times,
    objects: [{ value, blocks: [], refs: [], storedBytes: 0, postedBytes: 8 }],
  },
});

/** The driver has leased the first worker. */
function leasedCluster(workers = 1): FakeCluster {
  const cluster = new FakeCluster(workers);
  cluster.drive({ kind: 'lease' });
  return cluster;
}

const leases = (cluster: FakeCluster) => cluster.toDriver.filter(({ kind }) => kind === 'leased');

describe('a lease', () => {
  test('is of an idle worker, which runs nothing else', () => {
    const cluster = leasedCluster(2);
    expect(leases(cluster)).toEqual([{ kind: 'leased', worker: 1, lease: 1 }]);
    cluster.submit(specOf('t1'));
    expect(cluster.givenTo(2)).toEqual(['t1']);
  });

  test('is refused while no worker is idle, and given when one is', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.drive({ kind: 'lease' });
    expect(cluster.toDriver).toContainEqual({ kind: 'leaseRefused' });
    cluster.finish(1);
    expect(leases(cluster)).toEqual([]);
    cluster.drive({ kind: 'lease' });
    expect(leases(cluster)).toHaveLength(1);
  });

  test('ends when a task waits for a worker, as soon as the worker knows', () => {
    const cluster = leasedCluster();
    cluster.submit(specOf('t1'));
    expect(cluster.givenTo(1)).toEqual([]);
    expect(cluster.sent.at(-1)).toEqual({ worker: 1, message: { kind: 'unlease', lease: 1 } });
    expect(cluster.toDriver).toContainEqual({ kind: 'leaseEnded', worker: 1, lease: 1 });
    cluster.head.handleWorker(1, [{ kind: 'unleased', lease: 1 }]);
    expect(cluster.givenTo(1)).toEqual(['t1']);
  });

  test('that the driver gives back leaves the worker to others at once', () => {
    const cluster = leasedCluster();
    cluster.drive({ kind: 'giveBack', lease: 1 });
    cluster.submit(specOf('t1'));
    expect(cluster.givenTo(1)).toEqual(['t1']);
  });

  test('of a worker that died does not outlive it', () => {
    const cluster = leasedCluster();
    cluster.die(1);
    cluster.join(1);
    cluster.submit(specOf('t1'));
    expect(cluster.givenTo(1)).toEqual(['t1']);
  });
});

describe('calls', () => {
  test('of an account are there for tasks that the head runs', () => {
    const cluster = leasedCluster(2);
    const book = new AccountBook();
    book.push({ id: 't1', form: square, worker: 1, times, value: 4, bytes: 8 });
    cluster.drive(book.take());
    cluster.submit(specOf('t2', { args: [refTo('t1')] }));
    expect(cluster.sent).toContainEqual({ worker: 2, message: { kind: 'object', id: 't1', value: 4 } });
  });

  test('under way let tasks wait for them, and the head tells how they ended', () => {
    const cluster = leasedCluster(2);
    cluster.drive(placed('t1', -1));
    cluster.submit(specOf('t2', { args: [refTo('t1')] }));
    expect(cluster.givenTo(2)).toEqual([]);
    cluster.drive(answered(-1, 9));
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'ready' }]);
    expect(cluster.givenTo(2)).toEqual(['t2']);
  });

  test('that were cancelled fail, whatever they return', () => {
    const cluster = leasedCluster();
    cluster.drive(placed('t1', -1), { kind: 'cancel', id: 't1', force: false, recursive: true });
    expect(cluster.flagged).toEqual([{ worker: 1, serial: -1 }]);
    cluster.drive(answered(-1, 9));
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
  });

  test('whose worker died are run by the head: one that had begun as another attempt', () => {
    const cluster = leasedCluster(2);
    cluster.drive(placed('t1', -1));
    cluster.die(1);
    // The driver may have more: it tells what was lost.
    expect(cluster.givenTo(2)).toEqual([]);
    cluster.drive(lost('t1', -1, true, true), lost('t2', -2, false));
    expect(cluster.running.get(2)).toMatchObject({ id: 't1', attempt: 1 });
    cluster.finish(2);
    expect(cluster.running.get(2)).toMatchObject({ id: 't2', attempt: 0 });
    cluster.finish(2);
    expect(cluster.endings().map(({ id }) => id)).toEqual(['t1', 't2']);
  });

  test('that their worker has given to the head are not lost a second time', () => {
    const cluster = leasedCluster(2);
    cluster.head.handleWorker(1, [{ kind: 'took', how: 'notBegun', ...call('t1', -1) }]);
    expect(cluster.givenTo(2)).toEqual(['t1']);
    cluster.die(1);
    cluster.drive(placed('t1', -1), lost('t1', -1, true, true));
    cluster.finish(2);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'ready' }]);
  });

  test('that wait give their worker back, and end the lease', () => {
    const cluster = leasedCluster();
    cluster.head.handleWorker(1, [
      { kind: 'took', how: 'waits', ...call('t1', -1) },
      { kind: 'submit', task: specOf('t1.t1', { parent: 't1' }) },
      { kind: 'blocked', serial: -1, on: 'get', time: 1 },
      { kind: 'unleased', lease: 1 },
    ]);
    expect(cluster.givenTo(1)).toEqual(['t1.t1']);
    expect(cluster.toDriver).toContainEqual({ kind: 'pace', key: 'square', ms: Infinity });
    cluster.finish(1);
    cluster.head.handleWorker(1, [{ kind: 'resumed', serial: -1, time: 3 }]);
    cluster.drive(answered(-1, 1));
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'ready' }]);
  });
});
