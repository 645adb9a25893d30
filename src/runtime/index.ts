/**
 * The cluster in a tab, seen from the driver: Ray Core's functions with Ray's meaning. One cluster at a time.
 * Times in arguments are milliseconds.
 */
import { serveWith } from './client/api';
import { Driver } from './driver/driver';
import { Journal, type EventListener } from './driver/journal';
import { RaySystemError } from './errors';
import { chromeTrace } from './trace/chrome-trace';
import type { TraceEvent } from './trace/format';
import type { LogOptions } from './logs/deduplicator';
import type { LineWriter } from './logs/driver-logs';
import { linesFor } from './logs/page-logs';
import type { StartReport } from './protocol';

export {
  ActorDiedError,
  ActorUnavailableError,
  GetTimeoutError,
  ObjectLostError,
  ObjectStoreFullError,
  RaySystemError,
  RayTaskError,
  TaskCancelledError,
  WorkerCrashedError,
} from './errors';
export {
  alloc,
  cancel,
  free,
  get,
  getActor,
  kill,
  loseObject,
  put,
  putWhenRoom,
  remote,
  remoteClass,
  scope,
  wait,
} from './client/api';
export type { ActorHandle } from './client/actor-handle';
export type { ObjectRef } from './client/object-ref';
export { availableResources, clusterResources, counters, nodes, watchCounters } from './state/cluster';
export { listActors, listObjects, listTasks, listWorkers, summarizeTasks } from './state/api';
export type { ObjectRefGenerator } from './client/object-ref-generator';

export interface InitOptions extends LogOptions {
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
  /**
   * How long a worker may give no sign of life, in ms from 1,000, before it is ended and its task run again if it has retries
   * left: ends what hangs in an endless loop. A task that computes without awaiting anything or asking `isCancelled()` gives no
   * sign of life either. Default: Infinity.
   */
  readonly heartbeatTimeout?: number;
  /**
   * Where lines go that tasks write with `console.*`: true for the page's console, each line as `(name pid=worker) text`; a
   * function for itself; false for the workers' own consoles, as they are. Of the first two repeats are collected, as the
   * `dedupLogs` options say. The event log has every line in any case. Default: true.
   */
  readonly logToDriver?: boolean | LineWriter;
}

export interface ClusterInfo extends StartReport {
  /** CPUs of the workers that started. */
  readonly numCpus: number;
  readonly sharedMemory: boolean;
  /** Unix time in ms of the event log's time 0. */
  readonly epoch: number;
}

const MAX_WORKERS = 128;
const GIB = 1024 ** 3;

const journal = new Journal();
let driver: Driver | undefined;
let initialised = false;

serveWith(() => (initialised ? driver?.client : undefined));

/**
 * Starts the head and the workers. Workers that fail to start are reported; the others serve.
 * @throws RaySystemError when there is a cluster already, or when the head or every worker fails to start.
 */
export async function init(options: InitOptions): Promise<ClusterInfo> {
  const { numCpus = Math.min(navigator.hardwareConcurrency, MAX_WORKERS) } = options;
  const { sharedMemory = self.crossOriginIsolated } = options;
  const { objectStoreMemory = GIB, startTimeout = 30_000, heartbeatTimeout = Infinity } = options;
  if (driver) throw new RaySystemError('init() was called twice; call shutdown() in between.');
  if (!Number.isInteger(numCpus) || numCpus < 1 || numCpus > MAX_WORKERS) {
    throw new RangeError(`numCpus must be a whole number from 1 to ${MAX_WORKERS}; got ${numCpus}.`);
  }
  if (!(heartbeatTimeout >= 1000)) {
    throw new RangeError(`heartbeatTimeout must be 1,000 ms or more; got ${heartbeatTimeout}.`);
  }
  if (sharedMemory && !self.crossOriginIsolated) {
    throw new RaySystemError(
      'sharedMemory needs a cross-origin isolated page; leave it out to work with copies.',
    );
  }
  const workerUrl = new URL(options.worker, document.baseURI).href;
  const settings = { workerUrl, numCpus, sharedMemory, objectStoreMemory, startTimeout, heartbeatTimeout };
  const mine = new Driver(settings, journal, linesFor(options.logToDriver ?? true, options));
  driver = mine;
  journal.forget();
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
 * Ends a worker's thread at once, in the middle of whatever it does, as if it had crashed: for teaching and for tests. Its
 * tasks are run again if they have retries left, its actors if they have restarts, and another thread starts under the same
 * number. Nothing happens to a worker that is starting.
 * @throws RangeError when the cluster has no such worker; RaySystemError when there is no cluster.
 */
export function killWorker(worker: number): void {
  if (!driver || !initialised) throw new RaySystemError('There is no cluster: call init() first.');
  driver.killWorker(worker);
}

/**
 * What the cluster has done since `init`, as the list of events of Chrome's trace format that `ray timeline` writes:
 * `JSON.stringify` it into a file for Perfetto, speedscope or chrome://tracing. Also to be called after `shutdown`. Of very
 * long runs the newest 50,000 events or more are kept.
 */
export function timeline(): TraceEvent[] {
  return chromeTrace(journal.events);
}

/** Calls `listener` with the events of this and later clusters, in batches; returns how to stop. Works before `init`. */
export function subscribe(listener: EventListener): () => void {
  return journal.subscribe(listener);
}
