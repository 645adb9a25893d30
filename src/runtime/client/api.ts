/**
 * Ray Core's functions with Ray's meaning, for the driver and, inside tasks, for the workers. Times in arguments are
 * milliseconds.
 */
import { RaySystemError } from '../errors';
import type { NumReturns, ObjectId } from '../protocol';
import type { Dtype, Shape, TypedArrays } from '../store/dtypes';
import type { ActorClass, ActorHandle } from './actor-handle';
import type { Client } from './client';
import {
  letGo,
  type DefaultReturns,
  type ObjectRef,
  type RemoteArguments,
  type RemoteReturns,
  type TaskFunction,
} from './object-ref';
import { ObjectRefGenerator } from './object-ref-generator';
import { resolveActorOptions, resolveOptions, type ActorClassOptions, type TaskOptions } from './options';

export interface RemoteFunction<F extends TaskFunction, N extends NumReturns = DefaultReturns<F>> {
  /**
   * Submits a call and returns at once. An argument that cannot be sent fails the task.
   * @throws RangeError when the cluster can never run it; RaySystemError when there is no cluster.
   */
  remote(...args: RemoteArguments<Parameters<F>>): RemoteReturns<F, N>;
  /** The same function with other options. @throws RangeError or TypeError for a value that is not allowed. */
  options<const M extends NumReturns = N>(
    options: TaskOptions & { readonly numReturns?: M },
  ): RemoteFunction<F, M>;
}

let current: (() => Client | undefined) | undefined;

/** Says which client serves the calls of this thread from now on. */
export function serveWith(client: () => Client | undefined): void {
  current = client;
}

/**
 * A handle to the function that the worker script serves under `name`. Its type comes by `import type`:
 * `remote<typeof train>('train')`. It can be made before `init`.
 */
export function remote<F extends TaskFunction>(name: string): RemoteFunction<F> {
  return remoteWith(name, {});
}

function remoteWith<F extends TaskFunction, N extends NumReturns>(
  name: string,
  options: TaskOptions,
): RemoteFunction<F, N> {
  const resolved = resolveOptions(name, options);
  return {
    remote: (...args) => cluster().submit(name, resolved, args) as RemoteReturns<F, N>,
    options: (more) => remoteWith(name, { ...options, ...more }),
  };
}

export interface RemoteClass<C extends ActorClass> {
  /**
   * Makes an actor and returns its handle at once. What its constructor throws is told by the calls.
   * @throws RangeError when the cluster can never make it; RaySystemError when there is no cluster.
   */
  remote(...args: RemoteArguments<ConstructorParameters<C>>): ActorHandle<C>;
  /** The same class with other options. @throws RangeError or TypeError for a value that is not allowed. */
  options(options: ActorClassOptions): RemoteClass<C>;
}

/**
 * A handle to the class that the worker script serves under `name`, whose instances are actors: each lives on one worker
 * and keeps its state. `remoteClass<typeof Counter>('Counter').remote()` makes one.
 */
export function remoteClass<C extends ActorClass>(name: string): RemoteClass<C> {
  return remoteClassWith(name, {});
}

function remoteClassWith<C extends ActorClass>(name: string, options: ActorClassOptions): RemoteClass<C> {
  const resolved = resolveActorOptions(name, options);
  return {
    remote: (...args) => cluster().createActor(name, resolved, args) as ActorHandle<C>,
    options: (more) => remoteClassWith(name, { ...options, ...more }),
  };
}

/** The actor that was given this name. @throws RangeError when there is none. */
export async function getActor<C extends ActorClass>(name: string): Promise<ActorHandle<C>> {
  const handle = await cluster().findActor(name);
  if (!handle) throw new RangeError(`There is no actor named ${name}.`);
  return handle as ActorHandle<C>;
}

/**
 * Ends an actor at once, with the method that it runs; calls that have not returned reject with ActorDiedError. Unless
 * `noRestart` is false it is not made anew, whatever its `maxRestarts`.
 */
export function kill<C extends ActorClass>(
  actor: ActorHandle<C>,
  { noRestart = true }: { readonly noRestart?: boolean } = {},
): void {
  cluster().kill(actor, noRestart);
}

/**
 * Stores a snapshot of a value. Typed arrays anywhere in plain objects and arrays are copied once into shared memory,
 * where every worker reads them in place.
 * @throws TypeError for what cannot be sent to a thread; ObjectStoreFullError when the store has no room: on the page at once,
 * in a worker, whose thread is blocked meanwhile, after 5 s.
 */
export function put<T>(value: T): ObjectRef<T> {
  return cluster().put(value) as ObjectRef<T>;
}

/**
 * As `put`, but waits until the store has room, at most `timeout` ms (default 5,000), and blocks no thread. The value must not
 * change meanwhile. A task that waits here gives its CPU back, so that those can run that make room.
 * @throws TypeError for what cannot be sent to a thread; ObjectStoreFullError at the timeout, and at once for what the empty store
 * could not hold; RangeError for a timeout that is not allowed.
 */
export async function putWhenRoom<T>(
  value: T,
  { timeout }: { readonly timeout?: number } = {},
): Promise<ObjectRef<T>> {
  checkTimeout(timeout);
  return (await cluster().putWhenRoom(value, timeout)) as ObjectRef<T>;
}

/**
 * The values of objects, when all are there; the first failure rejects at once. Values are shared: do not write to them.
 * A task that waits here gives its CPU back meanwhile.
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
  const values = cluster().get([refs], timeout);
  return Array.isArray(values) ? values[0] : (await values)[0];
}

/**
 * The values of objects, as `get`, but without a promise: the thread is blocked until they are there, which only tasks of
 * functions that were registered as `blocking(fn)` may do. Other tasks run on a spare thread meanwhile. Arrays are copies.
 *
 * @throws as `get`; RaySystemError on the page, in actors, in tasks of other functions, and without shared memory; TypeError
 *   for values that cannot be read so, such as a Blob.
 */
export function getSync<T>(ref: ObjectRef<T>, options?: { readonly timeout?: number }): T;
export function getSync<T extends readonly unknown[]>(
  refs: readonly [...{ [K in keyof T]: ObjectRef<T[K]> }],
  options?: { readonly timeout?: number },
): T;
export function getSync(
  refs: ObjectRef<unknown> | readonly ObjectRef<unknown>[],
  { timeout }: { readonly timeout?: number } = {},
): unknown {
  checkTimeout(timeout);
  return isList(refs) ? cluster().getSync(refs, timeout) : cluster().getSync([refs], timeout)[0];
}

/**
 * A writable array in the object store. The first `put` of it, or its return from a task, stores it without a copy: then it
 * must not be written to any more. It may hold anything at first, as in `numpy.empty`. What a task neither puts nor returns
 * is gone when it ends. Where there is no shared memory it is an ordinary array.
 * @param dtype numpy's name of the element type; @param shape a length, or the lengths of all axes
 * @throws ObjectStoreFullError; TypeError or RangeError for a dtype or shape that does not exist.
 */
export function alloc<D extends Dtype>(dtype: D, shape: Shape): TypedArrays[D] {
  return cluster().alloc(dtype, shape);
}

/**
 * Frees objects: their memory is used again as soon as no task uses them, so values that were got from them must not be used
 * any more. Who gets them afterwards is told ObjectLostError. Ray calls this `ray.internal.free`.
 */
export function free(refs: ObjectRef<unknown> | readonly ObjectRef<unknown>[]): void {
  cluster().free(isList(refs) ? refs : [refs]);
}

/**
 * Loses objects, as if the machine had died that had them: for teaching and for tests. What a task has returned is made again by
 * running it again, as soon as somebody needs it and if it has retries left (Ray's lineage reconstruction); what was put cannot be
 * made again, and who gets it is told ObjectLostError. Tasks that run go on with what they were given. Nothing happens to an
 * object that is not there yet or has failed, and threads keep what they have copied: values of up to 100 KiB that they have got.
 *
 * @param refs references, or ids as `listObjects` has them
 * @throws RaySystemError when there is no cluster.
 */
export function loseObject(
  refs: ObjectRef<unknown> | ObjectId | readonly (ObjectRef<unknown> | ObjectId)[],
): void {
  cluster().lose(isList(refs) ? refs : [refs]);
}

/**
 * Runs `run` and lets go, when it has ended, of the references that it named to `own`, as of local variables in Python: their
 * objects go unless others hold them. `own` returns what it is given, so that it fits around a call. What is got of such an object
 * is to be used, or copied, inside.
 *
 * @example
 * ```ts
 * const scores = await scope(async (own) => {
 *   const column = own(put(data));
 *   return get(own(sizes.map((n) => train.remote(column, n))));
 * });
 * ```
 * @throws what `run` throws.
 */
export async function scope<T>(
  run: (own: <R extends ObjectRef<unknown> | readonly ObjectRef<unknown>[]>(refs: R) => R) => T | Promise<T>,
): Promise<T> {
  const owned: ObjectRef<unknown>[] = [];
  try {
    return await run((refs) => {
      if (isList<ObjectRef<unknown>>(refs)) owned.push(...refs);
      else owned.push(refs);
      return refs;
    });
  } finally {
    for (const ref of owned) letGo(ref);
  }
}

/**
 * Waits until `numReturns` (default 1) of the objects are ready or failed, or until the timeout.
 * Both lists keep the order of `refs`; the first has at most `numReturns` members.
 * @throws RangeError for a `numReturns` or timeout that is not allowed; TypeError for the same reference twice;
 * RaySystemError when there is no cluster.
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
 * and replaced. Its result, if any, is dropped: `get` rejects with TaskCancelledError. With `recursive` (the default)
 * the tasks that it has submitted are cancelled as well.
 */
export function cancel(
  ref: ObjectRef<unknown> | ObjectRefGenerator<unknown>,
  { force = false, recursive = true }: { readonly force?: boolean; readonly recursive?: boolean } = {},
): void {
  const ended = ref instanceof ObjectRefGenerator ? ref.completed() : ref;
  cluster().cancel(ended, force, recursive);
}

/** The client that serves this thread. @throws RaySystemError when there is no cluster. */
export function cluster(): Client {
  const client = current?.();
  if (client) return client;
  throw new RaySystemError('There is no cluster: call init() first.');
}

function checkTimeout(timeout: number | undefined): void {
  if (timeout === undefined || timeout >= 0) return;
  throw new RangeError(`timeout must be 0 or more milliseconds; got ${timeout}.`);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
