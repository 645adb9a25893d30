import { describe, expect, test } from 'vitest';
import { History } from '../../../src/runtime/head/state/history';
import { createTask, taskEvent } from '../../../src/runtime/head/task';
import type { StateQuery } from '../../../src/runtime/state/query';
import type {
  ActorDetail,
  Listed,
  Listings,
  TaskDetail,
  TaskSummaries,
} from '../../../src/runtime/state/records';
import type { Filter } from '../../../src/runtime/state/filters';
import type { TaskSpec } from '../../../src/runtime/protocol';
import { FakeCluster, refTo, specOf } from './fake-cluster';

let requests = 0;

function ask(cluster: FakeCluster, query: StateQuery): unknown {
  const request = ++requests;
  cluster.drive({ kind: 'query', query, request });
  const last = cluster.toDriver.at(-1);
  if (last?.kind !== 'answer' || last.request !== request) throw new Error('the head did not answer');
  return last.answer;
}

function list<L extends Listed>(
  cluster: FakeCluster,
  listed: L,
  filters: readonly Filter[] = [],
  limit = 100,
): Listings[L]['detail'][] {
  return ask(cluster, { kind: 'list', listed, filters, limit, detail: true }) as Listings[L]['detail'][];
}

const taskOf = (cluster: FakeCluster, id: string): TaskDetail =>
  list(cluster, 'tasks', [['taskId', '=', id]])[0]!;

const whyPending = (cluster: FakeCluster, id: string) => {
  const { pendingKind, pendingReason } = taskOf(cluster, id);
  return [pendingKind, pendingReason];
};

const creation = (id: string, options: Partial<TaskSpec> = {}): TaskSpec => {
  const creates = { maxRestarts: 1, holdsCpus: true, maxTaskRetries: 0, name: 'global' };
  return specOf(id, { fn: 'Counter', name: 'Counter', numReturns: 0, creates, ...options });
};

const call = (id: string, options: Partial<TaskSpec> = {}): TaskSpec =>
  specOf(id, { fn: 'add', name: 'Counter.add', actor: 'a1', numCpus: 0, ...options });

describe('listTasks', () => {
  test('tells those that have not ended by their submission, then those that have, newest first', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'), specOf('t2'), specOf('t3'), specOf('t4'));
    cluster.finish(1);
    cluster.fail(1, 'no such column');
    const states = list(cluster, 'tasks').map(({ taskId, state }) => `${taskId} ${state}`);
    expect(states).toEqual([
      't3 SUBMITTED_TO_WORKER',
      't4 PENDING_NODE_ASSIGNMENT',
      't2 FAILED',
      't1 FINISHED',
    ]);
  });

  test('tells of each attempt what it was and how it ended', () => {
    const cluster = new FakeCluster(2);
    cluster.put('p1', 'columns');
    cluster.submit(
      specOf('t1', { numCpus: 0.5, name: 'first', args: [refTo('p1'), refTo('p1')], submitted: 7 }),
    );
    cluster.finish(1);
    cluster.submit(specOf('t1.t1', { parent: 't1' }));
    cluster.fail(1, 'no such column');
    expect(taskOf(cluster, 't1')).toMatchObject({
      attemptNumber: 0,
      name: 'first',
      type: 'NORMAL_TASK',
      funcOrClassName: 'train',
      parentTaskId: null,
      workerId: 1,
      errorType: null,
      pendingReason: null,
      requiredResources: { CPU: 0.5 },
      dependencies: ['p1'],
      creationTimeMs: 7,
      startTimeMs: 0,
      endTimeMs: 10,
      errorMessage: null,
    });
    expect(taskOf(cluster, 't1.t1')).toMatchObject({
      parentTaskId: 't1',
      state: 'FAILED',
      errorType: 'Error',
      errorMessage: 'no such column',
    });
  });

  test('has an entry for each attempt of a task that is run again', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    cluster.die(1);
    cluster.join(1);
    expect(list(cluster, 'tasks').map((task) => [task.attemptNumber, task.state, task.errorType])).toEqual([
      [1, 'SUBMITTED_TO_WORKER', null],
      [0, 'FAILED', 'WorkerCrashedError'],
    ]);
  });

  test('remembers the last 10,000 attempts that have ended', () => {
    const history = new History();
    for (let n = 1; n <= 10_005; n++) {
      const task = createTask(specOf(`t${n}`), 0);
      history.add(task, taskEvent(task, n));
    }
    const ids = [...history.newest()].map(({ event }) => event.taskId);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([10_000, 't10005', 't6']);
  });

  test('filters by equality and inequality, texts without regard to case, and stops at the limit', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'), specOf('t2', { fn: 'score' }), specOf('t3', { fn: 'score' }), specOf('t4'));
    const idsOf = (filters: Filter[], limit?: number) =>
      list(cluster, 'tasks', filters, limit).map(({ taskId }) => taskId);
    expect(idsOf([['funcOrClassName', '=', 'SCORE']])).toEqual(['t2', 't3']);
    expect(idsOf([['funcOrClassName', '!=', 'score']])).toEqual(['t1', 't4']);
    expect(
      idsOf([
        ['state', '=', 'pending_node_assignment'],
        ['funcOrClassName', '=', 'train'],
      ]),
    ).toEqual(['t4']);
    expect(idsOf([['workerId', '=', '1']])).toEqual(['t1']);
    expect(idsOf([['workerId', '=', null]], 2)).toEqual(['t2', 't3']);
  });
});

describe('a pending task says why:', () => {
  test('its arguments, and how far their tasks are', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1', { name: 'load' }), specOf('t2'));
    cluster.submit(specOf('t3', { args: [refTo('t1'), refTo('t2')] }), specOf('t4', { args: [refTo('t3')] }));
    const { serial } = cluster.running.get(1)!;
    const times = { started: 0, deserialised: 0 };
    cluster.head.handleWorker(1, [{ kind: 'running', serial, times }]);
    expect(whyPending(cluster, 't3')).toEqual([
      'ARGUMENTS',
      'It waits for 2 objects: t1 (load is running on worker 1), t2 (train is pending itself).',
    ]);
    expect(whyPending(cluster, 't4')).toEqual([
      'ARGUMENTS',
      'It waits for object t3 (train waits for objects itself).',
    ]);
    expect(taskOf(cluster, 't1').pendingReason).toBe(null);
  });

  test('no worker is free, and how many tasks are before it', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(...['t1', 't2', 't3', 't4', 't5'].map((id) => specOf(id)));
    expect(whyPending(cluster, 't3')).toEqual(['NO_FREE_WORKER', 'No worker is free: 2 of 2 are busy.']);
    expect(whyPending(cluster, 't5')).toEqual([
      'NO_FREE_WORKER',
      'No worker is free: 2 of 2 are busy; 2 tasks are before it.',
    ]);
  });

  test('too few free CPUs, or too few at the moment', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1'), specOf('t2', { numCpus: 2 }));
    expect(whyPending(cluster, 't2')).toEqual(['NO_FREE_CPUS', 'It needs 2 CPUs, of which 1 of 2 are free.']);
    cluster.die(2);
    expect(whyPending(cluster, 't2')).toEqual([
      'TOO_FEW_CPUS',
      'It needs 2 CPUs, of which the cluster has 1 at the moment.',
    ]);
  });

  test('no worker is alive', () => {
    const cluster = new FakeCluster(1);
    cluster.die(1);
    cluster.head.workerStarting(1);
    cluster.submit(specOf('t1'));
    expect(whyPending(cluster, 't1')).toEqual(['NO_WORKERS', 'No worker is alive; 1 is starting.']);
  });

  test('the worker that it asked for is busy, dead or starting', () => {
    const cluster = new FakeCluster(2);
    const onSecond = { schedulingStrategy: { worker: 2 } } as const;
    cluster.submit(specOf('t1', onSecond), specOf('t2', onSecond), specOf('t3', onSecond));
    expect(whyPending(cluster, 't3')).toEqual([
      'WORKER_BUSY',
      'Worker 2, for which it asked, is busy with train (t1); 1 task is before it.',
    ]);
    cluster.die(2);
    expect(whyPending(cluster, 't2')).toEqual([
      'WORKER_STARTING',
      'Worker 2, for which it asked, is dead and will be started again.',
    ]);
    cluster.head.workerStarting(2);
    expect(whyPending(cluster, 't2')[1]).toBe('Worker 2, for which it asked, is starting.');
  });

  test('its actor is still to be made, restarts, or serves an earlier call first', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'), creation('a1'), call('t2'));
    expect(whyPending(cluster, 't2')).toEqual([
      'ACTOR_PENDING',
      'Its actor a1 (Counter) is still to be made. No worker is free: 1 of 1 are busy.',
    ]);
    cluster.finish(1);
    cluster.finish(1);
    expect(whyPending(cluster, 't2')).toEqual([
      'SENT_TO_WORKER',
      'Worker 1 has it and has not told yet that it runs.',
    ]);
    cluster.finish(1);
    cluster.submit(specOf('t3'), call('t4', { args: [refTo('t3')] }), call('t5'));
    expect(whyPending(cluster, 't3')[1]).toBe('No worker is free: 1 of 1 are busy.');
    expect(whyPending(cluster, 't5')).toEqual([
      'EARLIER_CALL',
      'Call t4 of the same submitter comes first, and waits for its arguments.',
    ]);
    cluster.die(1);
    expect(whyPending(cluster, 't5')).toEqual([
      'ACTOR_RESTARTING',
      'Its actor a1 (Counter) is restarting. No worker is alive; they will be started again; 1 task is before it.',
    ]);
  });

  test('others are before it at its worker', () => {
    const cluster = new FakeCluster(1, { taskMs: 0.01 });
    cluster.submit(specOf('t0'));
    cluster.finish(1);
    cluster.submit(specOf('t1'), specOf('t2'), specOf('t3'));
    expect(whyPending(cluster, 't3')).toEqual([
      'QUEUED_AT_WORKER',
      'Worker 1 has it; 2 tasks are before it there.',
    ]);
  });
});

test('summarizeTasks counts all attempts that ever were, by function and state', () => {
  const cluster = new FakeCluster(1);
  cluster.submit(specOf('t1'), specOf('t2'), specOf('t3', { fn: 'score' }), specOf('t4'));
  cluster.finish(1);
  cluster.fail(1);
  const { summary, ...totals } = ask(cluster, { kind: 'summary' }) as TaskSummaries;
  expect(Object.values(summary)).toEqual([
    {
      funcOrClassName: 'train',
      type: 'NORMAL_TASK',
      stateCounts: { FINISHED: 1, FAILED: 1, PENDING_NODE_ASSIGNMENT: 1 },
    },
    { funcOrClassName: 'score', type: 'NORMAL_TASK', stateCounts: { SUBMITTED_TO_WORKER: 1 } },
  ]);
  expect(totals).toEqual({
    totalTasks: 4,
    totalActorTasks: 0,
    totalActorScheduled: 0,
    summaryBy: 'func_name',
  });
});

test('listObjects tells what is in the store and what keeps it there', () => {
  const cluster = new FakeCluster(1);
  const array = { dtype: 'float64', shape: [100, 8] };
  const object = { value: 0, blocks: [], refs: [], array, storedBytes: 6400, postedBytes: 120 };
  cluster.drive({ kind: 'put', id: 'p1', object });
  cluster.drive({ kind: 'put', id: 'p2', object: { ...object, refs: ['p1'] } });
  cluster.submit(specOf('t1', { args: [refTo('p1'), refTo('p1')] }), specOf('t2'));
  cluster.finish(1);
  cluster.submit(specOf('t2.t1', { parent: 't2', args: [refTo('p1')] }));
  cluster.fail(1, 'no such column');
  const objects = new Map(list(cluster, 'objects').map((each) => [each.objectId, each]));
  expect(objects.get('p1')).toMatchObject({
    objectId: 'p1',
    state: 'READY',
    objectSize: 6400,
    storeBytes: 6400,
    dtype: 'float64',
    shape: [100, 8],
    referenceCount: 3,
    owner: null,
    taskStatus: null,
    references: [
      { referenceType: 'LOCAL_REFERENCE', holder: null, count: 1 },
      { referenceType: 'USED_BY_PENDING_TASK', holder: 't2.t1', count: 1 },
      { referenceType: 'CAPTURED_IN_OBJECT', holder: 'p2', count: 1 },
    ],
    workers: [1],
  });
  expect(objects.get('t1')).toMatchObject({
    objectId: 't1',
    state: 'READY',
    taskStatus: 'FINISHED',
    dtype: null,
  });
  expect(objects.get('t2')).toMatchObject({
    state: 'FAILED',
    taskStatus: 'FAILED',
    errorMessage: 'no such column',
  });
  expect(objects.get('t2.t1')).toMatchObject({
    objectId: 't2.t1',
    state: 'PENDING',
    taskStatus: 'SUBMITTED_TO_WORKER',
    owner: 't2',
  });
});

test('listActors tells where each lives, how often it restarted and what it has to do', () => {
  const cluster = new FakeCluster(1);
  cluster.submit(creation('a1'));
  cluster.finish(1);
  cluster.submit(call('t1', { maxRetries: 0 }), call('t2', { args: [refTo('t1')] }));
  const actor = (): ActorDetail => list(cluster, 'actors')[0]!;
  expect(actor()).toEqual({
    actorId: 'a1',
    className: 'Counter',
    state: 'ALIVE',
    name: 'global',
    workerId: 1,
    numRestarts: 0,
    pendingCalls: 2,
    requiredResources: { CPU: 1 },
    maxRestarts: 1,
    deathCause: null,
  });
  cluster.die(1, 'it closed itself');
  expect(actor()).toMatchObject({ state: 'RESTARTING', workerId: null, numRestarts: 1, pendingCalls: 0 });
  cluster.drive({ kind: 'kill', id: 'a1', noRestart: true });
  expect(actor()).toMatchObject({ state: 'DEAD', deathCause: 'it was killed by kill()' });
});

describe('listWorkers', () => {
  test('tells what each runs, has waiting and has done', () => {
    const cluster = new FakeCluster(2);
    cluster.submit(specOf('t1'), specOf('t2'), specOf('t3'));
    cluster.finish(1);
    const { serial } = cluster.running.get(2)!;
    cluster.head.handleWorker(2, [{ kind: 'blocked', serial, on: 'get', time: 5 }]);
    expect(list(cluster, 'workers')).toMatchObject([
      { workerId: 1, isAlive: true, taskId: 't3', taskName: 'train', endedTasks: 1, busyMs: 10 },
      { workerId: 2, taskId: null, waitingTasks: 1, endedTasks: 0, numRestarts: 0 },
    ]);
    cluster.die(2, 'it closed itself');
    cluster.join(2);
    expect(list(cluster, 'workers')[1]).toMatchObject({ state: 'ALIVE', numRestarts: 1 });
  });

  test('does not count the time in which a task waits for objects as busy', () => {
    const cluster = new FakeCluster(1);
    cluster.submit(specOf('t1'));
    const { serial } = cluster.running.get(1)!;
    cluster.head.handleWorker(1, [
      { kind: 'running', serial, times: { started: 0, deserialised: 0 } },
      { kind: 'blocked', serial, on: 'get', time: 2 },
      { kind: 'resumed', serial, time: 8 },
    ]);
    cluster.finish(1);
    expect(list(cluster, 'workers')[0]).toMatchObject({ busyMs: 4 });
  });

  test('says why a worker died', () => {
    const cluster = new FakeCluster(1);
    cluster.die(1, 'it closed itself');
    expect(list(cluster, 'workers')[0]).toMatchObject({
      isAlive: false,
      state: 'DEAD',
      exitDetail: 'it closed itself',
    });
  });
});
