import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DurationSketch } from '../../../src/runtime/head/state/sketch';
import type { Counters } from '../../../src/runtime/state/records';
import type { StateQuery } from '../../../src/runtime/state/query';
import { FakeCluster, refTo, specOf } from './fake-cluster';

describe('a sketch of durations', () => {
  test('tells any quantile of any durations within 1 %', () => {
    const durations = fc.array(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
        const sketch = new DurationSketch();
        for (const ms of all) sketch.record(ms);
        const exact = [...all].sort((a, b) => a - b)[Math.floor(q * (all.length - 1))]!;
        // A hair more, because logarithms are rounded too.
        expect(Math.abs(sketch.quantile(q)! - exact)).toBeLessThanOrEqual(exact * 0.010001);
      }),
    );
  });

  test('counts what is beyond its range as its end, and knows when there is nothing', () => {
    const sketch = new DurationSketch();
    expect(sketch.quantile(0.5)).toBe(null);
    sketch.record(0);
    expect(sketch.quantile(0.5)).toBeCloseTo(1e-3, 4);
    sketch.record(1e12);
    expect(sketch.quantile(1)).toBeGreaterThan(0.98e7);
  });
});

function ask(cluster: FakeCluster, kind: Exclude<StateQuery['kind'], 'list'>): unknown {
  cluster.drive({ kind: 'query', query: { kind }, request: 1 });
  const last = cluster.toDriver.at(-1);
  if (last?.kind !== 'answer') throw new Error('the head did not answer');
  return last.answer;
}

test('the counters tell workers, queue, objects, states and how long tasks run', () => {
  const cluster = new FakeCluster(2);
  cluster.put('p1', 'columns', 6400);
  cluster.submit(
    specOf('t1'),
    specOf('t2'),
    specOf('t3'),
    specOf('t4'),
    specOf('t5', { args: [refTo('t4')] }),
  );
  cluster.finish(1);
  cluster.fail(2);
  cluster.finish(1);
  const { runMs, waitMs, ...counts } = ask(cluster, 'counters') as Counters;
  expect(counts).toMatchObject({
    aliveWorkers: 2,
    busyWorkers: 1,
    queueLength: 0,
    tasksByState: { FINISHED: 2, FAILED: 1, SUBMITTED_TO_WORKER: 1, PENDING_ARGS_AVAIL: 1 },
    storeBytes: 6400,
    storeCapacity: null,
  });
  expect(runMs.count).toBe(3);
  expect(runMs.p99! / 10).toBeCloseTo(1, 1);
  expect(waitMs.count).toBe(3);
});

test('resources are those of the workers that are alive, and what is taken is not available', () => {
  const cluster = new FakeCluster(2);
  cluster.submit(specOf('t1', { numCpus: 0.5 }));
  expect(ask(cluster, 'clusterResources')).toEqual({ CPU: 2 });
  expect(ask(cluster, 'availableResources')).toEqual({ CPU: 1.5 });
  cluster.submit(specOf('t2', { numCpus: 1.5 }));
  expect(ask(cluster, 'availableResources')).toEqual({});
  cluster.die(2);
  expect(ask(cluster, 'nodes')).toEqual([
    { NodeID: 'tab', NodeName: 'tab', Alive: true, Resources: { CPU: 1 } },
  ]);
});
