/** The worker's side of the runtime: what a module worker script calls to serve tasks. */
import * as Comlink from 'comlink';
import { unixNow } from '../clock';
import { toRemoteError } from '../errors';
import { keepLifeline } from '../lifeline';
import type { WorkerHandshake } from '../protocol';
import { sayHello } from '../startup';
import type { ActorClass } from '../client/actor-handle';
import type { TaskFunction } from '../client/object-ref';
import { serveWith } from '../client/api';
import { Executor } from './executor';
import { blockingOf } from './blocking';
import { generatorsOf } from './generators';
import { forwardConsole } from './logs';

export {
  alloc,
  cancel,
  free,
  get,
  getActor,
  getSync,
  kill,
  put,
  putWhenRoom,
  remote,
  remoteClass,
  scope,
  wait,
} from '../client/api';
export type { ActorClass, ActorHandle } from '../client/actor-handle';
export type { ObjectRef } from '../client/object-ref';
export { listActors, listObjects, listTasks, listWorkers, summarizeTasks } from '../state/api';
export { blocking } from './blocking';
export { getRuntimeContext } from './context';

/**
 * Makes this worker serve the given functions to `remote(name)`, and classes to `remoteClass(name)`; a worker script calls
 * it once. Functions and methods may be async; what generators yield comes object by object. Arguments are immutable: they
 * may be views of memory that other workers read at the same moment, and are valid until the task ends.
 */
export function serveTasks(
  tasks: Record<string, TaskFunction>,
  classes: Record<string, ActorClass> = {},
): void {
  const generators = generatorsOf(tasks, classes);
  const blocking = blockingOf(tasks);
  const served = {
    tasks: new Map(Object.entries(tasks)),
    classes: new Map(Object.entries(classes)),
    generators: new Set(generators),
    blocking: new Set(blocking),
  };
  const handshake: WorkerHandshake = {
    clock: unixNow,

    async join(settings, port, line) {
      if (settings.lock !== undefined) await holdLock(settings.lock);
      const executor = new Executor(served, settings, port, line);
      keepLifeline(settings.heartbeat, () => {
        executor.sayGoodbye();
      });
      serveWith(() => executor.client);
      forwardConsole((level, text) => executor.log(level, text), settings.printsLogs);
      self.addEventListener('error', (event) => {
        // Some browsers say so themselves.
        executor.logUncaught(`Uncaught ${event.message.replace(/^Uncaught /, '')}`);
      });
      self.addEventListener('unhandledrejection', (event) => {
        const { name, message, stack } = toRemoteError(event.reason);
        executor.logUncaught(`Unhandled rejection: ${stack ?? `${name}: ${message}`}`);
      });
      return { generators, blocking };
    },
  };
  Comlink.expose(handshake);
  sayHello();
}

/** Resolves once this thread holds the lock, which it keeps until it dies: that is how the head learns of the death. */
function holdLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, () => {
        resolve();
        return new Promise(() => undefined);
      })
      .catch(reject);
  });
}
