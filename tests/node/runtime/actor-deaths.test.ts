/** Found by random lives: what happens to the calls of an actor when something else ends at the same moment. */
import { expect, test } from 'vitest';
import type { TaskSpec } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

const creates = { maxRestarts: 1, holdsCpus: false, maxTaskRetries: 0 };
const creation = (args: TaskSpec['args'] = []): TaskSpec =>
  specOf('a1', { fn: 'Counter', name: 'Counter', numReturns: 0, maxRetries: 0, creates, args });
const call = (id: string, args: TaskSpec['args'] = []): TaskSpec =>
  specOf(id, { fn: 'add', name: 'Counter.add', actor: 'a1', numCpus: 0, maxRetries: 0, args });

test('a call that waits for the same object as the making of its actor fails once', () => {
  const cluster = new FakeCluster(1);
  cluster.submit(specOf('t1'), creation([refTo('t1')]), call('c1', [refTo('t1')]));
  cluster.fail(1);
  expect(cluster.endings()).toEqual([
    { id: 't1', kind: 'failed' },
    { id: 'c1', kind: 'failed' },
  ]);
});

test('a call whose turn comes as its worker dies waits for the restart, and is sent what it needs', () => {
  const cluster = new FakeCluster(1);
  cluster.put('p1', 'needed');
  cluster.submit(creation());
  cluster.finish(1);
  cluster.submit(specOf('t1', { maxRetries: 0 }), call('c1', [refTo('t1')]), call('c2', [refTo('p1')]));
  cluster.die(1);
  expect(cluster.endings().map(({ id }) => id)).toEqual(['t1', 'c1']);
  const before = cluster.sent.length;
  cluster.join(1);
  cluster.finish(1);
  expect(cluster.sent.slice(before).map(({ message }) => message.kind)).toEqual(['run', 'object', 'run']);
  expect(cluster.givenTo(1)).toEqual(['c2']);
});
