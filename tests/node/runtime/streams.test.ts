import { describe, expect, test } from 'vitest';
import type { StoredObject } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

const stored = (value: unknown): StoredObject => ({
  value,
  blocks: [],
  refs: [],
  storedBytes: 0,
  postedBytes: 8,
});

/** The first worker's generator yields the items `from` up to `to`. */
function yields(cluster: FakeCluster, from: number, to: number): void {
  const { serial } = cluster.running.get(1)!;
  for (let index = from; index < to; index++) {
    cluster.head.handleWorker(1, [{ kind: 'yielded', serial, index, object: stored(`item ${index}`) }]);
  }
}

const streaming = { numReturns: 'streaming' } as const;
const toldIds = (cluster: FakeCluster): string[] => cluster.endings().map(({ id }) => id);

describe('a generator at the head', () => {
  test('gives each item to its owner as it comes, and its number at the end', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', streaming));
    yields(cluster, 0, 2);
    expect(toldIds(cluster)).toEqual(['t1:0', 't1:1']);
    cluster.finish(1, 2);
    expect(cluster.toDriver).toContainEqual({ kind: 'ready', id: 't1', value: 2 });
  });

  test('lets tasks run that are given an item before it has ended', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1', streaming));
    yields(cluster, 0, 1);
    cluster.submit(specOf('t2', { args: [refTo('t1:0')] }));
    expect(cluster.givenTo(2)).toEqual(['t2']);
  });

  test('tells another attempt what exists, and drops what comes again', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { ...streaming, generatorBackpressureNumObjects: 5 }));
    yields(cluster, 0, 3);
    cluster.drive({ kind: 'consumed', id: 't1', count: 2 });
    cluster.die(1);
    cluster.join(1);
    expect(cluster.running.get(1)?.stream).toEqual({ made: 3, consumed: 2, limit: 5 });
    yields(cluster, 2, 4);
    expect(toldIds(cluster)).toEqual(['t1:0', 't1:1', 't1:2', 't1:3']);
  });

  test('whose worker is dead tells nothing more', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { ...streaming, maxRetries: 0 }));
    const { serial } = cluster.running.get(1)!;
    cluster.die(1);
    cluster.join(1);
    cluster.head.handleWorker(1, [{ kind: 'yielded', serial, index: 0, object: stored('late') }]);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
  });

  test('hears what was taken, and only that it grows', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { ...streaming, generatorBackpressureNumObjects: 1 }));
    yields(cluster, 0, 2);
    cluster.drive({ kind: 'consumed', id: 't1', count: 2 }, { kind: 'consumed', id: 't1', count: 1 });
    const counts = cluster.sent.flatMap(({ message }) =>
      message.kind === 'consumed' ? [message.count] : [],
    );
    expect(counts).toEqual([2, 2]);
  });
});
