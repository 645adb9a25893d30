import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TaskSpec } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

describe('whatever happens, the head', () => {
  const anyStep = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('submit' as const),
        deps: fc.array(fc.nat(), { maxLength: 3 }),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('finish' as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('throw' as const), pick: fc.nat() }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(), force: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), pick: fc.nat() }) },
  );

  test('ends every task exactly once and runs dependencies first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0, 10),
        fc.array(anyStep, { maxLength: 80 }),
        (workers, taskMs, steps) => {
          const cluster = new FakeCluster(workers, { taskMs });
          const dead: number[] = [];
          const ids: string[] = [];
          const depsOf = new Map<string, string[]>();
          const kill = (worker: number): void => {
            cluster.die(worker);
            dead.push(worker);
          };
          const pickRunning = (pick: number): number | undefined => {
            const busy = [...cluster.running.keys()];
            return busy.length === 0 ? undefined : busy[pick % busy.length];
          };
          steps.forEach((step, index) => {
            // Workers come back one step after their death.
            for (const worker of [...dead.splice(0), ...cluster.replaced.splice(0)]) cluster.join(worker);
            switch (step.kind) {
              case 'submit': {
                const deps = ids.length === 0 ? [] : step.deps.map((n) => ids[n % ids.length]!);
                const id = `t${index}`;
                cluster.submit(specOf(id, { args: deps.map(refTo), maxRetries: 1 }));
                ids.push(id);
                depsOf.set(id, deps);
                break;
              }
              case 'finish': {
                const worker = pickRunning(step.pick);
                if (worker !== undefined) cluster.finish(worker);
                break;
              }
              case 'throw': {
                const worker = pickRunning(step.pick);
                if (worker !== undefined) cluster.fail(worker);
                break;
              }
              case 'cancel':
                if (ids.length > 0) {
                  cluster.drive({
                    kind: 'cancel',
                    id: ids[step.pick % ids.length]!,
                    force: step.force,
                    recursive: true,
                  });
                }
                break;
              case 'crash': {
                const worker = pickRunning(step.pick);
                if (worker !== undefined) kill(worker);
                break;
              }
            }
          });
          for (const worker of [...dead, ...cluster.replaced]) cluster.join(worker);
          while (cluster.running.size > 0) cluster.finish([...cluster.running.keys()][0]!);

          const endings = cluster.endings().map(({ id }) => id);
          expect([...endings].sort()).toEqual([...ids].sort());
          const last = new Map(cluster.taskEvents().map((event) => [event.taskId, event.state]));
          for (const id of ids) expect(['FINISHED', 'FAILED']).toContain(last.get(id));
          // A task is dispatched only after everything it needs was ready.
          const log = cluster.taskEvents();
          for (const [id, deps] of depsOf) {
            const dispatched = log.findIndex(
              (event) => event.taskId === id && event.state === 'SUBMITTED_TO_WORKER',
            );
            if (dispatched === -1) continue;
            for (const dep of deps) {
              const finished = log.findIndex((event) => event.taskId === dep && event.state === 'FINISHED');
              expect(finished).toBeGreaterThan(-1);
              expect(finished).toBeLessThan(dispatched);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('objects', () => {
  test('are sent to a worker once, before the first task that needs them', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'the data set');
    cluster.submit(specOf('t1', { args: [refTo('p1')] }), specOf('t2', { args: [refTo('p1'), refTo('p1')] }));
    cluster.finish(1);
    cluster.finish(1);
    expect(cluster.sent.map(({ message }) => message.kind)).toEqual(['object', 'run', 'run']);
  });

  test('are sent again to the successor of a dead worker', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'the data set');
    cluster.submit(specOf('t1', { args: [refTo('p1')] }));
    cluster.die(1);
    cluster.join(1);
    expect(cluster.sent.map(({ message }) => message.kind)).toEqual(['object', 'run', 'object', 'run']);
    expect(cluster.sent.at(-1)?.message).toMatchObject({ id: 't1', attempt: 1 });
  });

  test('too heavy to be posted unasked are held until they are fetched', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    const { serial } = cluster.running.get(1)!;
    const times = { started: 0, deserialised: 0, executed: 0, stored: 0 };
    const object = { value: 'heavy', blocks: [], refs: [], storedBytes: 0, postedBytes: 1_000_000 };
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [object] }]);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'held' }]);
    cluster.drive({ kind: 'want', id: 't1' });
    expect(cluster.toDriver.at(-1)).toEqual({ kind: 'ready', id: 't1', value: 'heavy' });
  });
});

describe('cancel', () => {
  test('raises the flag of the dispatch and waits for the task to end', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.drive({ kind: 'cancel', id: 't1', force: false, recursive: true });
    expect(cluster.flagged).toEqual([{ worker: 1, serial: 1 }]);
    expect(cluster.endings()).toEqual([]);
    cluster.finish(1, 'too late');
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
    expect(cluster.taskEvents('t1').at(-1)?.error?.name).toBe('TaskCancelledError');
  });

  test('of a task whose worker then dies is not undone by a retry', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.drive({ kind: 'cancel', id: 't1', force: false, recursive: true });
    cluster.die(1);
    cluster.join(1);
    expect(cluster.running.size).toBe(0);
    expect(cluster.taskEvents('t1').at(-1)?.error?.name).toBe('TaskCancelledError');
  });

  test('replaces the worker where there is no flag, and ignores what the old one still says', () => {
    const cluster = new FakeCluster(1, { cancelFlags: false });
    cluster.submit(specOf('t1'), specOf('t2'));
    const { serial } = cluster.running.get(1)!;
    cluster.drive({ kind: 'cancel', id: 't1', force: false, recursive: true });
    expect(cluster.replaced).toEqual([1]);
    cluster.join(1);
    const times = { started: 0, deserialised: 0, executed: 0, stored: 0 };
    const object = { value: 0, blocks: [], refs: [], storedBytes: 0, postedBytes: 8 };
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [object] }]);
    expect(cluster.running.get(1)?.id).toBe('t2');
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
  });
});

describe('a task whose worker dies', () => {
  const crash = (cluster: FakeCluster): void => {
    cluster.die(1);
    cluster.join(1);
  };

  test('is run again maxRetries times, then fails', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { maxRetries: 1 }));
    crash(cluster);
    expect(cluster.endings()).toEqual([]);
    crash(cluster);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'failed' }]);
    expect(cluster.running.size).toBe(0);
    expect(cluster.taskEvents('t1').at(-1)).toMatchObject({
      attempt: 1,
      error: { name: 'WorkerCrashedError' },
    });
  });

  test('is run again for ever with maxRetries -1', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { maxRetries: -1 }));
    for (let i = 0; i < 20; i++) crash(cluster);
    expect(cluster.running.get(1)).toMatchObject({ id: 't1', attempt: 20 });
  });

  test('does not end by what the dead attempt still says', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    const { serial } = cluster.running.get(1)!;
    crash(cluster);
    const times = { started: 0, deserialised: 0, executed: 0, stored: 0 };
    cluster.head.handleWorker(1, [
      { kind: 'threw', serial, times, error: { name: 'Error', message: 'late' } },
    ]);
    expect(cluster.endings()).toEqual([]);
    cluster.finish(1);
    expect(cluster.endings()).toEqual([{ id: 't1', kind: 'ready' }]);
  });
});

describe('workers that are lost for good', () => {
  test('fail what only they could run, now and later, instead of letting it wait', () => {
    const cluster = new FakeCluster(2);
    const onSecond = { schedulingStrategy: { worker: 2 } } as const;
    cluster.submit(specOf('running', onSecond), specOf('queued', onSecond), specOf('anywhere'));
    cluster.submit(specOf('later', { ...onSecond, args: [refTo('anywhere')] }));
    cluster.die(2);
    cluster.head.workerLost(2, 'its script did not load');
    expect(cluster.endings()).toEqual(
      [
        { id: 'running', kind: 'failed' },
        { id: 'queued', kind: 'failed' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    cluster.finish(1);
    expect(cluster.endings().at(-1)).toEqual({ id: 'later', kind: 'failed' });
    expect(cluster.taskEvents('later').at(-1)?.error).toMatchObject({
      name: 'WorkerCrashedError',
      message:
        "train cannot run: only 1 of the cluster's workers are left. Worker 2 is gone: its script did not load.",
    });
  });
});

test('stop fails every task that has not ended and confirms last', () => {
  const cluster = new FakeCluster(1);
  cluster.submit(specOf('t1'), specOf('t2'), specOf('t3', { args: [refTo('t1')] }));
  cluster.drive({ kind: 'stop' });
  expect(
    cluster
      .endings()
      .map(({ id, kind }) => `${id} ${kind}`)
      .sort(),
  ).toEqual(['t1 failed', 't2 failed', 't3 failed']);
  expect(cluster.toDriver.at(-1)).toEqual({ kind: 'stopped' });
});

describe('brief tasks', () => {
  const ids = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `t${from + i}`);
  const submitted = (cluster: FakeCluster, from: number, count: number): void => {
    cluster.submit(...ids(from, count).map((id) => specOf(id, { maxRetries: 0 })));
  };
  /** A cluster that knows how brief they are. */
  const warmCluster = (workers: number): FakeCluster => {
    const cluster = new FakeCluster(workers, { taskMs: 0.01 });
    submitted(cluster, 0, 1);
    cluster.finish(1);
    return cluster;
  };

  test('are given to workers ahead of their turn, evenly, and no more than 64 at once', () => {
    const cluster = warmCluster(2);
    submitted(cluster, 1, 200);
    expect(cluster.givenTo(1)).toHaveLength(64);
    expect(cluster.givenTo(2)).toHaveLength(64);
    expect(cluster.givenTo(1).slice(0, 3)).toEqual(['t1', 't3', 't5']);
  });

  test('that a dead worker had not begun run elsewhere, whatever their maxRetries', () => {
    const cluster = warmCluster(1);
    submitted(cluster, 1, 10);
    expect(cluster.givenTo(1)).toEqual(ids(1, 10));
    cluster.die(1);
    expect(cluster.endings().slice(1)).toEqual([{ id: 't1', kind: 'failed' }]);
    cluster.join(1);
    expect(cluster.givenTo(1)).toEqual(ids(2, 9));
  });

  test('that take longer than expected are told of as running, those behind them not yet', () => {
    const cluster = warmCluster(1);
    submitted(cluster, 1, 2);
    const statesOf = (id: string) => cluster.taskEvents(id).map(({ state }) => state);
    expect([statesOf('t1'), statesOf('t2')]).toEqual([[], []]);
    for (const timer of cluster.timers.splice(0)) timer();
    expect([statesOf('t1'), statesOf('t2')]).toEqual([['SUBMITTED_TO_WORKER', 'RUNNING'], []]);
    cluster.finish(1);
    for (const timer of cluster.timers.splice(0)) timer();
    expect(statesOf('t2')).toEqual(['SUBMITTED_TO_WORKER', 'RUNNING']);
    cluster.finish(1);
    expect(statesOf('t2').at(-1)).toBe('FINISHED');
  });

  test('turn out to be long: no others are given ahead any more', () => {
    const cluster = warmCluster(1);
    submitted(cluster, 1, 1);
    const { serial } = cluster.running.get(1)!;
    const times = { started: 0, deserialised: 0, executed: 100, stored: 100 };
    const object = { value: 0, blocks: [], refs: [], storedBytes: 0, postedBytes: 8 };
    cluster.forget(1);
    cluster.head.handleWorker(1, [{ kind: 'returned', serial, times, objects: [object] }]);
    submitted(cluster, 2, 10);
    expect(cluster.givenTo(1)).toEqual(['t2']);
  });
});

describe('actors', () => {
  const creates = { maxRestarts: 0, holdsCpus: false, maxTaskRetries: 0 };
  const creation = (id: string, args: TaskSpec['args'] = []): TaskSpec =>
    specOf(id, { fn: 'Counter', name: 'Counter', numReturns: 0, creates, args });
  const call = (id: string, options: Partial<TaskSpec> = {}): TaskSpec =>
    specOf(id, { fn: 'add', name: 'Counter.add', actor: 'a1', numCpus: 0, maxRetries: 0, ...options });
  const withActor = (): FakeCluster => {
    const cluster = new FakeCluster(1, { taskMs: 0.01 });
    cluster.submit(creation('a1'));
    cluster.finish(1);
    return cluster;
  };

  test('go on with the calls behind one that fails before its turn', () => {
    const cluster = withActor();
    cluster.submit(specOf('t1'), call('c1', { args: [refTo('t1')] }), call('c2'));
    expect(cluster.givenTo(1)).toEqual(['t1']);
    cluster.fail(1);
    expect(cluster.endings().map(({ id, kind }) => `${id} ${kind}`)).toEqual(['t1 failed', 'c1 failed']);
    expect(cluster.givenTo(1)).toEqual(['c2']);
  });

  test('killed before they were made are never made, though what they need is freed', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'needed');
    cluster.submit(specOf('t1'), creation('a1', [refTo('p1')]), call('c1'));
    cluster.drive({ kind: 'kill', id: 'a1', noRestart: true }, { kind: 'free', ids: ['p1'] });
    cluster.finish(1);
    expect(cluster.givenTo(1)).toEqual([]);
    expect(cluster.endings()).toContainEqual({ id: 'c1', kind: 'failed' });
  });

  test('killed while they are made keep what they are made from until that has ended', () => {
    const cluster = new FakeCluster(1);
    cluster.put('p1', 'needed');
    cluster.submit(creation('a1', [refTo('p1')]));
    cluster.drive({ kind: 'free', ids: ['p1'] }, { kind: 'kill', id: 'a1', noRestart: true });
    const forgotten = () => cluster.sent.filter(({ message }) => message.kind === 'forget').length;
    expect(forgotten()).toBe(0);
    cluster.finish(1);
    expect(forgotten()).toBe(1);
    expect(cluster.sent.at(-1)?.message).toMatchObject({ kind: 'forget', ids: ['p1'] });
    cluster.submit(specOf('t1'));
    expect(cluster.givenTo(1)).toEqual(['t1']);
  });
});
