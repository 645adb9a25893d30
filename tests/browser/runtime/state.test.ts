import { afterEach, expect, test, vi } from 'vitest';
import {
  availableResources,
  clusterResources,
  counters,
  get,
  listActors,
  listObjects,
  listTasks,
  listWorkers,
  nodes,
  put,
  RaySystemError,
  shutdown,
  summarizeTasks,
  watchCounters,
} from '../../../src/runtime';
import { actorClass, createFlags, errorFrom, startCluster, task } from './cluster';

afterEach(() => shutdown());

test('the head tells what runs, what waits and why, and what has ended', async () => {
  await startCluster();
  const { ref, running, open } = await createFlags();
  const gates = [task('gate').remote(ref), task('gate').remote(ref)];
  await running(2);
  const queued = task('add').remote(1, 2);
  const dependent = task('square').remote(queued);
  const pending = await listTasks({ filters: [['workerId', '=', null]] });
  expect(pending.map(({ taskId, pendingReason }) => [taskId, pendingReason])).toEqual([
    [queued.id, 'No worker is free: 2 of 2 are busy.'],
    [dependent.id, `It waits for object ${queued.id} (add is pending itself).`],
  ]);
  await vi.waitFor(async () => {
    expect((await listWorkers()).map(({ taskName }) => taskName)).toEqual(['gate', 'gate']);
  });
  const [flags] = await listObjects({ filters: [['objectId', '=', ref.id]], detail: true });
  expect(flags).toMatchObject({ dtype: 'int32', shape: [4], state: 'READY', referenceCount: 3 });
  expect(flags?.references.map(({ holder }) => holder)).toEqual([null, ...gates.map(({ id }) => id)]);
  open();
  await get([...gates, dependent]);
  const [ended] = await listTasks({ limit: 1, detail: true });
  expect(ended).toMatchObject({ taskId: dependent.id, state: 'FINISHED', dependencies: [queued.id] });
  expect(ended!.startTimeMs).toBeGreaterThanOrEqual(ended!.creationTimeMs);
  expect(ended!.endTimeMs).toBeGreaterThanOrEqual(ended!.startTimeMs!);
  const { summary } = await summarizeTasks();
  expect(summary['gate']?.stateCounts).toEqual({ FINISHED: 2 });
});

test.each([true, false])('tells of memory and actors (sharedMemory: %s)', async (sharedMemory) => {
  await startCluster({ sharedMemory });
  const column = put(new Float64Array(5000));
  const counter = actorClass('Counter').options({ name: 'global' }).remote(1);
  await get([task('sum').remote(column), counter.add.remote(1)]);
  const [object] = await listObjects({ filters: [['dtype', '=', 'float64']] });
  expect(object).toMatchObject({ objectId: column.id, shape: [5000], owner: null });
  expect(object!.objectSize).toBeGreaterThanOrEqual(40_000);
  expect(object!.storeBytes).toBe(sharedMemory ? 40_000 : 0);
  expect(await listActors()).toMatchObject([
    { className: 'Counter', name: 'global', state: 'ALIVE', pendingCalls: 0 },
  ]);
});

test('a task can ask as well', async () => {
  await startCluster({ numCpus: 1 });
  put('an object');
  expect(await get(task('looksAround').remote())).toEqual({
    running: ['looksAround'],
    totalTasks: 1,
    counts: [2, 0, 1],
  });
});

test('refuses filters and limits that do not exist', async () => {
  await startCluster({ numCpus: 1 });
  const unknown = [['colour' as 'name', '=', 'red']] as const;
  expect((await errorFrom(listTasks({ filters: unknown }))).message).toMatch(/cannot be filtered by colour/);
  const predicate = [['name', '<' as '=', 'red']] as const;
  expect((await errorFrom(listTasks({ filters: predicate }))).message).toMatch(/must be = or !=; got </);
  expect(await errorFrom(listTasks({ limit: 0 }))).toBeInstanceOf(RangeError);
});

test("resources, in Ray's shapes", async () => {
  await startCluster({ objectStoreMemory: 64 * 1024 ** 2 });
  const total = { CPU: 2, object_store_memory: 64 * 1024 ** 2 };
  expect(await clusterResources()).toEqual(total);
  expect(await nodes()).toMatchObject([{ Alive: true, Resources: total }]);
  const { ref, running, open } = await createFlags();
  const gate = task('gate').remote(ref);
  await running(1);
  expect(await availableResources()).toEqual({ CPU: 1, object_store_memory: 64 * 1024 ** 2 - 64 });
  open();
  await get(gate);
});

test('whoever watches the counters sees them go by, until he stops', async () => {
  const seen: number[] = [];
  const stop = watchCounters(({ tasksByState }) => seen.push(tasksByState.FINISHED ?? 0), { perSecond: 100 });
  await startCluster({ numCpus: 1 });
  await get(task('add').remote(1, 2));
  await vi.waitFor(() => {
    expect(seen.at(-1)).toBe(1);
  });
  stop();
  const { length } = seen;
  await get(task('add').remote(1, 2));
  expect((await counters()).tasksByState).toEqual({ FINISHED: 2 });
  expect(seen).toHaveLength(length);
});

test('without a cluster there is nothing to ask', async () => {
  expect(await errorFrom(listTasks())).toBeInstanceOf(RaySystemError);
});
