/** The runtime's error classes, with Ray's names, and their passage between threads. */
import type { Failure, RemoteError } from './protocol';

/** The cluster itself cannot serve: not started, started twice, failed to start, or shut down. */
export class RaySystemError extends Error {
  override readonly name = 'RaySystemError';
}

/** A task threw. `cause` is the error as the worker saw it; both stacks are the worker's. */
export class RayTaskError extends Error {
  override readonly name = 'RayTaskError';
}

/** The worker of a task died, and the task had no retries left. */
export class WorkerCrashedError extends Error {
  override readonly name = 'WorkerCrashedError';
}

/** The actor is dead: its constructor threw, it was killed, or its worker died and it had no restarts left. */
export class ActorDiedError extends Error {
  override readonly name = 'ActorDiedError';
}

/** The actor restarted while it had the call, which may have run or not. */
export class ActorUnavailableError extends Error {
  override readonly name = 'ActorUnavailableError';
}

/** The object is gone: it was freed, or its owner died before it was there. */
export class ObjectLostError extends Error {
  override readonly name = 'ObjectLostError';
}

/** The task was cancelled. */
export class TaskCancelledError extends Error {
  override readonly name = 'TaskCancelledError';
}

/** `get` reached its timeout before every object was there. */
export class GetTimeoutError extends Error {
  override readonly name = 'GetTimeoutError';
}

/** The object store has no room for a value; what it holds is untouched. */
export class ObjectStoreFullError extends Error {
  override readonly name = 'ObjectStoreFullError';
  /** How much room would do; undefined where it is not room in the store that is missing. */
  readonly wantedBytes: number | undefined;

  constructor(
    message: string,
    { wantedBytes, ...options }: ErrorOptions & { readonly wantedBytes?: number } = {},
  ) {
    super(message, options);
    this.wantedBytes = wantedBytes;
  }
}

/** Whatever was thrown, as plain data. */
export function toRemoteError(thrown: unknown): RemoteError {
  if (thrown instanceof Error) {
    const { name, message, stack } = thrown;
    return { name, message, ...(stack === undefined ? {} : { stack }) };
  }
  let message: string;
  try {
    message = String(thrown);
  } catch {
    message = 'a value without a text was thrown';
  }
  return { name: 'Error', message };
}

/** The failure in one name and sentence, for the event log. */
export function failureAsError(failure: Failure): RemoteError {
  switch (failure.kind) {
    case 'threw':
      return failure.error;
    case 'crashed':
      return { name: 'WorkerCrashedError', message: failure.message };
    case 'actorDied':
      return { name: 'ActorDiedError', message: failure.message };
    case 'actorUnavailable':
      return { name: 'ActorUnavailableError', message: failure.message };
    case 'cancelled':
      return { name: 'TaskCancelledError', message: failure.message };
    case 'lost':
      return { name: 'ObjectLostError', message: failure.message };
    case 'shutdown':
      return { name: 'RaySystemError', message: failure.message };
  }
}

/** The error that `get` throws for a failed task. */
export function errorOf(failure: Failure): Error {
  switch (failure.kind) {
    case 'threw': {
      const { name, message, stack } = failure.error;
      const cause = new Error(message);
      cause.name = name;
      cause.stack = stack ?? `${name}: ${message}`;
      const where = failure.worker === undefined ? '' : ` on worker ${failure.worker}`;
      const error = new RayTaskError(`${failure.task} failed${where}: ${name}: ${message}`, { cause });
      // The local stack would lead here, where nothing was thrown; the worker's stack leads to the fault.
      error.stack = `RayTaskError: ${failure.task} failed${where}:\n${cause.stack}`;
      return error;
    }
    case 'crashed':
      return new WorkerCrashedError(failure.message);
    case 'actorDied':
      return new ActorDiedError(failure.message);
    case 'actorUnavailable':
      return new ActorUnavailableError(failure.message);
    case 'cancelled':
      return new TaskCancelledError(failure.message);
    case 'lost':
      return new ObjectLostError(failure.message);
    case 'shutdown':
      return new RaySystemError(failure.message);
  }
}
