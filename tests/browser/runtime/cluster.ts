/** What the browser tests share: handles to the test tasks, gates in shared memory, a collector of events. */
import {
  get,
  init,
  put,
  remote,
  remoteClass,
  subscribe,
  type ClusterInfo,
  type InitOptions,
} from '../../../src/runtime';
import type { RuntimeEvent, TaskEvent } from '../../../src/runtime/events';
import type { Classes, Tasks } from './tasks.worker';
import worker from './tasks.worker?worker&url';

export function startCluster(options: Partial<InitOptions> = {}): Promise<ClusterInfo> {
  return init({ worker, numCpus: 2, ...options });
}

export function task<Name extends keyof Tasks>(name: Name): ReturnType<typeof remote<Tasks[Name]>> {
  return remote<Tasks[Name]>(name);
}

export function actorClass<Name extends keyof Classes>(
  name: Name,
): ReturnType<typeof remoteClass<Classes[Name]>> {
  return remoteClass<Classes[Name]>(name);
}

/** Flags that a task and the test both see. */
export async function createFlags() {
  const ref = put(new Int32Array(4));
  const flags = await get(ref);
  return {
    ref,
    flags,
    /** Resolves when `count` tasks have said that they run. */
    running: async (count: number): Promise<void> => {
      for (let seen = flags[1]!; seen < count; seen = Atomics.load(flags, 1)) {
        const { async, value } = Atomics.waitAsync(flags, 1, seen);
        if (async) await value;
      }
    },
    open: (): void => {
      Atomics.store(flags, 0, 1);
      Atomics.notify(flags, 0);
    },
  };
}

/** Collects the events from now on. */
export function collectEvents() {
  const events: RuntimeEvent[] = [];
  const stop = subscribe((batch) => {
    events.push(...batch);
  });
  const tasks = (): TaskEvent[] => events.filter((event) => event.kind === 'task');
  return {
    events,
    stop,
    tasks,
    statesOf: (id: string): string[] =>
      tasks()
        .filter(({ taskId }) => taskId === id)
        .map(({ state, attempt }) => `${state}${attempt > 0 ? ` (attempt ${attempt})` : ''}`),
    of: <K extends RuntimeEvent['kind']>(kind: K): Extract<RuntimeEvent, { kind: K }>[] =>
      events.filter((event): event is Extract<RuntimeEvent, { kind: K }> => event.kind === kind),
  };
}

/** The error that a promise rejects with. */
export async function errorFrom(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the promise was expected to reject');
}
