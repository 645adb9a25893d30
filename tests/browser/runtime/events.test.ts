import { afterEach, expect, test, vi } from 'vitest';
import { get, put, shutdown, subscribe, timeline } from '../../../src/runtime';
import { faultsOf } from '../../node/runtime/trace/validate';
import { actorClass, collectEvents, createFlags, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

/** `performance.now()` ticks in 5 µs here; a time may be rounded up by one tick on either side of a comparison. */
const RESOLUTION_MS = 0.011;

test.each([true, false])(
  'the times of a task are in order on one clock (sharedMemory: %s)',
  async (sharedMemory) => {
    const log = collectEvents();
    const { epoch } = await startCluster({ sharedMemory });
    const before = performance.timeOrigin + performance.now() - epoch;
    const column = put(new Float64Array(5000).fill(1));
    await get(
      Array.from({ length: 50 }, () => task('sum').options({ schedulingStrategy: 'SPREAD' }).remote(column)),
    );
    const after = performance.timeOrigin + performance.now() - epoch;
    log.stop();
    const finished = log.tasks().filter(({ state }) => state === 'FINISHED');
    expect(finished).toHaveLength(50);
    for (const { times, time, worker } of finished) {
      const { submitted, scheduled, started, deserialised, executed, stored } = times;
      const line = [before, submitted, scheduled!, started!, deserialised!, executed!, stored!, time, after];
      for (let i = 1; i < line.length; i++)
        expect(line[i]! - line[i - 1]!).toBeGreaterThanOrEqual(-RESOLUTION_MS);
      expect([1, 2]).toContain(worker);
    }
  },
);

test('each state of a task is an event that carries all times known so far', async () => {
  const log = collectEvents();
  await startCluster({ numCpus: 1 });
  const first = task('later').remote(1);
  const second = task('add').options({ name: 'plus' }).remote(first, 1);
  await get(second);
  log.stop();
  expect(log.statesOf(first.id)).toEqual([
    'PENDING_NODE_ASSIGNMENT',
    'SUBMITTED_TO_WORKER',
    'RUNNING',
    'FINISHED',
  ]);
  const events = log.tasks().filter(({ taskId }) => taskId === second.id);
  expect(events.map(({ state, name, times }) => [state, name, Object.keys(times).length])).toEqual([
    ['PENDING_ARGS_AVAIL', 'plus', 1],
    ['PENDING_NODE_ASSIGNMENT', 'plus', 1],
    ['SUBMITTED_TO_WORKER', 'plus', 2],
    ['RUNNING', 'plus', 4],
    ['FINISHED', 'plus', 6],
  ]);
});

test('an event tells the function, who submitted the task and what it was given', async () => {
  const log = collectEvents();
  await startCluster();
  const square = task('square').options({ name: 'four' }).remote(2);
  const sum = task('add').remote(square, square);
  const family = task('fanOut').remote(30);
  await get([sum, family]);
  log.stop();
  const ended = log.tasks().filter(({ state }) => state === 'FINISHED');
  const toldOf = (id: string) => {
    const { name, fn, parentTaskId, dependencies } = ended.find(({ taskId }) => taskId === id)!;
    return { name, fn, parentTaskId, dependencies };
  };
  const none = { fn: undefined, parentTaskId: undefined, dependencies: undefined };
  expect(toldOf(square.id)).toEqual({ ...none, name: 'four', fn: 'square' });
  expect(toldOf(sum.id)).toEqual({ ...none, name: 'add', dependencies: [square.id] });
  const children = ended.filter(({ parentTaskId }) => parentTaskId === family.id);
  expect(children.map(({ name }) => name)).toEqual(Array.from({ length: 30 }, () => 'square'));
});

test('a worker never runs two tasks at once', async () => {
  const log = collectEvents();
  await startCluster();
  await get(Array.from({ length: 40 }, (_, i) => task('later').remote(i)));
  log.stop();
  for (const worker of [1, 2]) {
    const spans = log
      .tasks()
      .filter((event) => event.state === 'FINISHED' && event.worker === worker)
      .map(({ times }) => [times.started!, times.stored!] as const)
      .sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < spans.length; i++) {
      expect(spans[i]![0]).toBeGreaterThanOrEqual(spans[i - 1]![1] - RESOLUTION_MS);
    }
  }
});

test('tasks start in the order they were submitted', async () => {
  const log = collectEvents();
  await startCluster();
  const refs = Array.from({ length: 30 }, (_, i) => task('add').remote(i, i));
  await get(refs);
  log.stop();
  const finished = log.tasks().filter(({ state }) => state === 'FINISHED');
  expect(finished).toHaveLength(refs.length);
  for (const worker of [1, 2]) {
    const started = finished.filter((event) => event.worker === worker);
    started.sort((a, b) => a.times.started! - b.times.started!);
    const numbers = started.map(({ taskId }) => Number(taskId.slice(1)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
});

test('a running task is reported while it runs, and so is what it writes to the console', async () => {
  const log = collectEvents();
  await startCluster({ numCpus: 1 });
  const { ref, running, open } = await createFlags();
  const gate = task('gate').remote(ref);
  await running(1);
  await vi.waitFor(() => {
    expect(log.statesOf(gate.id).at(-1)).toBe('RUNNING');
  });
  open();
  const speaker = task('speak').options({ name: 'trainAndScoreModel' }).remote();
  await get([gate, speaker]);
  log.stop();
  expect(
    log.of('log').map(({ level, text, worker, name, taskId }) => [level, text, worker, name, taskId]),
  ).toEqual([
    ['log', 'n_estimators=%s 8 {"mse":0.5}', 1, 'trainAndScoreModel', speaker.id],
    ['warn', 'careful', 1, 'trainAndScoreModel', speaker.id],
  ]);
});

test('the driver logs its own calls', async () => {
  const log = collectEvents();
  await startCluster({ numCpus: 1 });
  await get(task('add').remote(put(1), 2));
  log.stop();
  const calls = log.of('driver');
  expect(calls.map(({ op }) => op)).toEqual(['put', 'submit', 'get']);
  for (const { start, time } of calls) expect(time).toBeGreaterThanOrEqual(start);
});

test('a listener that throws does not stop the cluster or the other listeners', async () => {
  const reported = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined);
  const stop = subscribe(() => {
    throw new Error('a broken view');
  });
  const log = collectEvents();
  await startCluster({ numCpus: 1 });
  expect(await get(task('add').remote(1, 2))).toBe(3);
  stop();
  log.stop();
  expect(reported).toHaveBeenCalled();
  expect(log.tasks().at(-1)?.state).toBe('FINISHED');
  reported.mockRestore();
});

test('timeline() tells what a run has done, with every slice inside its lane', async () => {
  await startCluster();
  await get([
    task('fanOut').remote(20),
    task('descend').remote(5),
    actorClass('Counter').remote(0).addSquare.remote(3),
  ]);
  await errorFrom(get(task('boom').remote('no')));
  await shutdown();
  const trace = timeline();
  expect(faultsOf(trace)).toEqual([]);
  const runs = trace.filter((event) => event.ph === 'X' && event.cat.startsWith('task::'));
  const names = runs.map(({ name }) => name);
  expect(names.filter((name) => name.includes('square')).length).toBeGreaterThanOrEqual(21);
  expect(names.filter((name) => name.includes('descend')).length).toBeGreaterThanOrEqual(6);
  expect(names.some((name) => name.includes('Counter.addSquare'))).toBe(true);
  await startCluster({ numCpus: 1 });
  expect(timeline().filter(({ ph }) => ph === 'X')).toEqual([]);
});
