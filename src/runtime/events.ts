/**
 * The cluster's event log: what the head tells about tasks, workers, the driver and the object store.
 * This file has no imports, so that whoever draws or stores events needs nothing else of the runtime.
 *
 * All times are milliseconds since the cluster's epoch (the moment `init` was called), on one clock for all threads.
 */

/** The states of a task, with Ray's names. */
export type TaskState =
  | 'PENDING_ARGS_AVAIL'
  | 'PENDING_NODE_ASSIGNMENT'
  | 'SUBMITTED_TO_WORKER'
  | 'RUNNING'
  | 'RUNNING_IN_RAY_GET'
  | 'RUNNING_IN_RAY_WAIT'
  | 'FINISHED'
  | 'FAILED';

/** When a task passed each point of its life; a time is absent until it is known. */
export interface TaskTimes {
  /** `.remote()` was called. */
  readonly submitted: number;
  /** The head gave it to a worker. */
  readonly scheduled?: number;
  /** The worker took it up: arguments are being fetched. */
  readonly started?: number;
  /** The arguments were there: the function runs. */
  readonly deserialised?: number;
  /** The function returned or threw. */
  readonly executed?: number;
  /** The result was stored (or posted) and the worker was free again. */
  readonly stored?: number;
}

/** A task entered a state. Carries everything known of the task so far, so that the newest event of an attempt is enough. */
export interface TaskEvent {
  readonly kind: 'task';
  readonly time: number;
  readonly taskId: string;
  readonly name: string;
  /** The function, the class that it makes an instance of, or `Class.method`; absent where that is its name. */
  readonly fn?: string;
  /** The task that submitted it; absent for the driver's. */
  readonly parentTaskId?: string;
  /** The objects that it was given by reference, each once; absent where there are none. */
  readonly dependencies?: readonly string[];
  /** 0 for the first attempt. */
  readonly attempt: number;
  /** The actor whose method it is, or which it creates. */
  readonly actorId?: string;
  readonly state: TaskState;
  /** The worker's number, counted from 1 (Ray would print its pid); absent until the task was scheduled. */
  readonly worker?: number;
  readonly times: TaskTimes;
  /** For FAILED: the error class and message in one line, and the remote stack. */
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** A worker changed its state. */
interface WorkerEvent {
  readonly kind: 'worker';
  readonly time: number;
  readonly worker: number;
  /** UNRESPONSIVE: it has given no sign of life for 2 s, because it computes without a pause or hangs; ALIVE when it answers again. */
  readonly state: 'STARTING' | 'ALIVE' | 'UNRESPONSIVE' | 'DEAD';
  /** It brings a thread and no CPU: tasks run on it while others are blocked in `getSync`. */
  readonly isSpare?: true;
  /** For DEAD: one sentence that says why. */
  readonly reason?: string;
}

/** The states of an actor, with Ray's names. */
export type ActorState = 'PENDING_CREATION' | 'ALIVE' | 'RESTARTING' | 'DEAD';

/** An actor changed its state. */
interface ActorEvent {
  readonly kind: 'actor';
  readonly time: number;
  readonly actorId: string;
  readonly className: string;
  /** The name it was given, if any. */
  readonly name?: string;
  readonly state: ActorState;
  readonly worker?: number;
  /** How often it was restarted. */
  readonly restarts: number;
  /** For RESTARTING and DEAD: why. */
  readonly reason?: string;
}

/** The driver spent `[start, time]` in one call of the API. */
export interface DriverEvent {
  readonly kind: 'driver';
  readonly time: number;
  readonly start: number;
  readonly op: 'put' | 'get' | 'wait' | 'submit';
  /** Bytes copied into the object store, for `put`. */
  readonly bytes?: number;
}

/** A line that a task wrote with `console.*`. */
export interface LogEvent {
  readonly kind: 'log';
  readonly time: number;
  readonly worker: number;
  /** Empty when no task ran. */
  readonly taskId: string;
  /** The task's name, for the prefix `(name pid=worker)`; empty when no task ran. */
  readonly name: string;
  readonly level: 'debug' | 'info' | 'log' | 'warn' | 'error';
  readonly text: string;
}

/** The fill of the object store after a change. */
interface StoreEvent {
  readonly kind: 'store';
  readonly time: number;
  readonly bytes: number;
  readonly objects: number;
}

export type RuntimeEvent = TaskEvent | WorkerEvent | ActorEvent | DriverEvent | LogEvent | StoreEvent;
