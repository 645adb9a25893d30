/**
 * The cluster in a tab, seen from the driver: Ray Core's functions with Ray's meaning. One cluster at a time.
 * Times in arguments are milliseconds.
 */
import { Driver } from './driver/driver';
import { Journal, type EventListener } from './driver/journal';
import { resolveOptions, type TaskOptions } from './driver/options';
import type { ObjectRef, RemoteArguments, RemoteResult, TaskFunction } from './driver/refs';
import { RaySystemError } from './errors';
import type { StartReport } from './protocol';

export {
  GetTimeoutError,
  ObjectStoreFullError,
  RaySystemError,
  RayTaskError,
  TaskCancelledError,
  WorkerCrashedError,
} from './errors';
export type { ObjectRef } from './driver/refs';

export interface InitOptions {
  /** The module worker script that calls `serveTasks`; with Vite: `import url from './tasks.worker?worker&url'`. */
  readonly worker: string | URL;
  /** Workers to start, one CPU each. Default: `navigator.hardwareConcurrency`. */
  readonly numCpus?: number;
  /** Whether arrays are shared or copied to each worker. Default: shared where the page is cross-origin isolated. */
  readonly sharedMemory?: boolean;
  /** Capacity of the shared object store in bytes. Default: 1 GiB. */
  readonly objectStoreMemory?: number;
  /** How long a worker may take to start, in ms. Default: 30,000. */
  readonly startTimeout?: number;
}

export interface ClusterInfo extends StartReport {
  /** CPUs of the workers that started. */
  readonly numCpus: number;
  readonly sharedMemory: boolean;
  /** Unix time in ms of the event log's time 0. */
  readonly epoch: number;
}

export interface RemoteFunction<F extends TaskFunction> {
  /**
   * Submits a call and returns at once. An argument that cannot be sent fails the task.
   * @throws RangeError when the cluster can never run it; RaySystemError when there is no cluster.
   */
  remote(...args: RemoteArguments<Parameters<F>>): ObjectRef<RemoteResult<F>>;
  /** The same function with other options. @throws RangeError or TypeError for a value that is not allowed. */
  options(options: TaskOptions): RemoteFunction<F>;
}

const MAX_WORKERS = 128;
const GIB = 1024 ** 3;

const journal = new Journal();
let driver: Driver | undefined;
let initialised = false;

/**
 * Starts the head and the workers. Workers that fail to start are reported; the others serve.
 * @throws RaySystemError when there is a cluster already, or when the head or every worker fails to start.
 */
export async function init(options: InitOptions): Promise<ClusterInfo> {
  const { numCpus = Math.min(navigator.hardwareConcurrency, MAX_WORKERS) } = options;
  const { sharedMemory = self.crossOriginIsolated } = options;
  const { objectStoreMemory = GIB, startTimeout = 30_000 } = options;
  if (driver) throw new RaySystemError('init() was called twice; call shutdown() in between.');
  if (!Number.isInteger(numCpus) || numCpus < 1 || numCpus > MAX_WORKERS) {
    throw new RangeError(`numCpus must be a whole number from 1 to ${MAX_WORKERS}; got ${numCpus}.`);
  }
  if (sharedMemory && !self.crossOriginIsolated) {
    throw new RaySystemError(
      'sharedMemory needs a cross-origin isolated page; leave it out to work with copies.',
    );
  }
  const workerUrl = new URL(options.worker, document.baseURI).href;
  const mine = new Driver({ workerUrl, numCpus, sharedMemory, objectStoreMemory, startTimeout }, journal);
  driver = mine;
  try {
    const report = await mine.start();
    const alive = report.workers.filter(({ state }) => state === 'ALIVE').length;
    if (alive === 0) {
      const reasons = new Set(report.failed.map(({ reason }) => reason));
      throw new RaySystemError(`No worker started from ${workerUrl}: ${[...reasons].join('; ')}.`);
    }
    initialised = true;
    return { ...report, numCpus: alive, sharedMemory, epoch: mine.epoch };
  } catch (error) {
    // After a shutdown() in mid-start the cluster may be another one already.
    if (driver === mine) driver = undefined;
    await mine.shutdown();
    if (error instanceof RaySystemError) throw error;
    throw new RaySystemError(`The head did not start: ${(error as Error).message}.`, { cause: error });
  }
}

/** Whether `init` has succeeded, `shutdown` was not called since, and the head has not failed. */
export function isInitialized(): boolean {
  return initialised && !(driver?.isBroken ?? true);
}

/** Ends all workers and frees the store. Objects that were not there yet reject with RaySystemError. Can be repeated. */
export async function shutdown(): Promise<void> {
  const ending = driver;
  driver = undefined;
  initialised = false;
  await ending?.shutdown();
}

/**
 * A handle to the function that the worker script serves under `name`. Its type comes by `import type`:
 * `remote<typeof train>('train')`. It can be made before `init`.
 */
export function remote<F extends TaskFunction>(name: string): RemoteFunction<F> {
  return remoteWith(name, {});
}

function remoteWith<F extends TaskFunction>(name: string, options: TaskOptions): RemoteFunction<F> {
  const resolved = resolveOptions(name, options);
  return {
    remote: (...args) => cluster().submit(name, resolved, args) as ObjectRef<RemoteResult<F>>,
    options: (more) => remoteWith(name, { ...options, ...more }),
  };
}

/**
 * Stores a snapshot of a value. Typed arrays anywhere in plain objects and arrays are copied once into shared memory,
 * where every worker reads them in place.
 * @throws TypeError for what cannot be sent to a thread; ObjectStoreFullError when the store has no room.
 */
export function put<T>(value: T): ObjectRef<T> {
  return cluster().put(value) as ObjectRef<T>;
}

/**
 * The values of objects, when all are there; the first failure rejects at once. Values are shared: do not write to them.
 * @throws RayTaskError, WorkerCrashedError, TaskCancelledError as the task ended; GetTimeoutError.
 */
export async function get<T>(ref: ObjectRef<T>, options?: { readonly timeout?: number }): Promise<T>;
export async function get<T extends readonly unknown[]>(
  refs: readonly [...{ [K in keyof T]: ObjectRef<T[K]> }],
  options?: { readonly timeout?: number },
): Promise<T>;
export async function get(
  refs: ObjectRef<unknown> | readonly ObjectRef<unknown>[],
  { timeout }: { readonly timeout?: number } = {},
): Promise<unknown> {
  checkTimeout(timeout);
  if (isList(refs)) return cluster().get(refs, timeout);
  const [value] = await cluster().get([refs], timeout);
  return value;
}

/**
 * Waits until `numReturns` (default 1) of the objects are ready or failed, or until the timeout.
 * Both lists keep the order of `refs`; the first has at most `numReturns` members.
 */
export async function wait<R extends ObjectRef<unknown>>(
  refs: readonly R[],
  { numReturns = 1, timeout }: { readonly numReturns?: number; readonly timeout?: number } = {},
): Promise<[ready: R[], notReady: R[]]> {
  checkTimeout(timeout);
  if (!Number.isInteger(numReturns) || numReturns < 1 || numReturns > refs.length) {
    throw new RangeError(`numReturns must be a whole number from 1 to ${refs.length}; got ${numReturns}.`);
  }
  return cluster().wait(refs, numReturns, timeout);
}

/**
 * Cancels a task; nothing happens when it has ended. A pending task never runs. A running one is asked to stop
 * through `getRuntimeContext().isCancelled()`; with `force`, or where there is no shared memory, its worker is ended
 * and replaced. Its result, if any, is dropped: `get` rejects with TaskCancelledError.
 */
export function cancel(ref: ObjectRef<unknown>, { force = false }: { readonly force?: boolean } = {}): void {
  cluster().cancel(ref, force);
}

/** Calls `listener` with the events of this and later clusters, in batches; returns how to stop. Works before `init`. */
export function subscribe(listener: EventListener): () => void {
  return journal.subscribe(listener);
}

function cluster(): Driver {
  if (driver && initialised) return driver;
  throw new RaySystemError('There is no cluster: call init() first.');
}

function checkTimeout(timeout: number | undefined): void {
  if (timeout === undefined || timeout >= 0) return;
  throw new RangeError(`timeout must be 0 or more milliseconds; got ${timeout}.`);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
