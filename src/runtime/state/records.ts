/**
 * What the state API answers, with the names of Ray's `ray.util.state` in camelCase. There is one job and one node, so that
 * their ids are left out; what is not known is null, as it is None in Ray. Times are ms since the cluster's epoch, as in
 * the event log; bytes are bytes.
 */
import type { ActorState, TaskState } from '../events';
import type { Block, ObjectId } from '../protocol';

export type TaskType = 'NORMAL_TASK' | 'ACTOR_CREATION_TASK' | 'ACTOR_TASK';

/** Why a task does not run yet. */
export type PendingKind =
  /** Objects that it was given are not there yet. */
  | 'ARGUMENTS'
  /** All workers that are alive have something to run. */
  | 'NO_FREE_WORKER'
  /** A worker is free, but not as many CPUs as it takes. */
  | 'NO_FREE_CPUS'
  /** It takes more CPUs than there are alive at the moment. */
  | 'TOO_FEW_CPUS'
  /** No worker is alive; they start, or will start again. */
  | 'NO_WORKERS'
  /** The worker that it asked for runs something else. */
  | 'WORKER_BUSY'
  /** The worker that it asked for is not there (yet, or again). */
  | 'WORKER_STARTING'
  /** Its actor was not made yet. */
  | 'ACTOR_PENDING'
  /** Its actor is being made anew. */
  | 'ACTOR_RESTARTING'
  /** An earlier call of the same submitter waits for its arguments. */
  | 'EARLIER_CALL'
  /** Its worker has it, and others before it. */
  | 'QUEUED_AT_WORKER'
  /** Its worker was sent it a moment ago. */
  | 'SENT_TO_WORKER';

/** One attempt at a task. */
export interface TaskRecord {
  readonly taskId: ObjectId;
  /** 0 for the first. */
  readonly attemptNumber: number;
  readonly name: string;
  readonly state: TaskState;
  readonly type: TaskType;
  /** The function, the class that it makes an instance of, or `Class.method`. */
  readonly funcOrClassName: string;
  /** The task that submitted it; null for the driver's. */
  readonly parentTaskId: ObjectId | null;
  readonly actorId: ObjectId | null;
  /** The worker's number, Ray's `worker_pid`. */
  readonly workerId: number | null;
  /** The class of the error with which it FAILED. */
  readonly errorType: string | null;
  /** Why it has not begun, in a sentence; null where it has. */
  readonly pendingReason: string | null;
  readonly pendingKind: PendingKind | null;
}

/** With `detail: true`. */
export interface TaskDetail extends TaskRecord {
  readonly requiredResources: { readonly CPU: number };
  /** The objects among its arguments. */
  readonly dependencies: readonly ObjectId[];
  readonly creationTimeMs: number;
  readonly startTimeMs: number | null;
  readonly endTimeMs: number | null;
  readonly errorMessage: string | null;
}

/** Who keeps an object. */
export interface ReferenceRecord {
  /** As in Ray: the driver, a task or an actor has it; it was given to a task that has not ended; an object's value names it. */
  readonly referenceType: 'LOCAL_REFERENCE' | 'USED_BY_PENDING_TASK' | 'CAPTURED_IN_OBJECT';
  /** The task, actor or object; null for the driver. */
  readonly holder: ObjectId | null;
  readonly count: number;
}

export interface ObjectRecord {
  readonly objectId: ObjectId;
  /** LOST: its value is gone, and is made again if somebody needs it. */
  readonly state: 'PENDING' | 'READY' | 'LOST' | 'FAILED';
  /** Bytes of the value, estimated where it does not lie in the store. */
  readonly objectSize: number;
  /** Those of them that lie in the store. */
  readonly storeBytes: number;
  /** numpy's name of the element type, for a value that is one array. */
  readonly dtype: string | null;
  readonly shape: readonly number[] | null;
  /** References to it; without any it goes. */
  readonly referenceCount: number;
  /** The task that put it or submitted the task that returns it; null for the driver. */
  readonly owner: ObjectId | null;
  /** The state of the task that returns it; null for one that was put. */
  readonly taskStatus: TaskState | null;
}

/** With `detail: true`. */
export interface ObjectDetail extends ObjectRecord {
  readonly references: readonly ReferenceRecord[];
  /** Where it lies in the store. */
  readonly blocks: readonly Block[];
  /** The workers that were sent it. */
  readonly workers: readonly number[];
  readonly errorMessage: string | null;
}

export interface ActorRecord {
  readonly actorId: ObjectId;
  readonly className: string;
  readonly state: ActorState;
  /** The name under which `getActor` finds it. */
  readonly name: string | null;
  /** The worker's number, Ray's `pid`. */
  readonly workerId: number | null;
  readonly numRestarts: number;
  /** Calls that have not ended. */
  readonly pendingCalls: number;
}

/** With `detail: true`. */
export interface ActorDetail extends ActorRecord {
  readonly requiredResources: { readonly CPU: number };
  /** -1 for ever. */
  readonly maxRestarts: number;
  /** For DEAD: why. */
  readonly deathCause: string | null;
}

export interface WorkerRecord {
  /** The worker's number, counted from 1. */
  readonly workerId: number;
  readonly isAlive: boolean;
  /** UNRESPONSIVE: alive, but silent for 2 s, because it computes without a pause or hangs. */
  readonly state: 'STARTING' | 'ALIVE' | 'UNRESPONSIVE' | 'DEAD';
  /** The task that it runs at this moment. */
  readonly taskId: ObjectId | null;
  /** Its name. */
  readonly taskName: string | null;
  /** Tasks that it has begun and that wait for objects. */
  readonly waitingTasks: number;
  /** Tasks that it was given ahead of their turn. */
  readonly queuedTasks: number;
  /** Actors that live on it. */
  readonly actors: number;
  /** Attempts that ended on it. */
  readonly endedTasks: number;
  /** How long tasks ran on it since it was started first, without the time that they waited for objects. */
  readonly busyMs: number;
  /** busyMs as a share of the time for which it was alive, 0 to 1. */
  readonly utilization: number;
  /** How often its thread was replaced. */
  readonly numRestarts: number;
  /** Bytes of the store that its threads have allocated; 0 where there is no shared memory. */
  readonly storeBytes: number;
}

/** With `detail: true`. */
export interface WorkerDetail extends WorkerRecord {
  /** When its thread was there. */
  readonly startTimeMs: number | null;
  /** When its last thread ended. */
  readonly endTimeMs: number | null;
  /** Why it ended. */
  readonly exitDetail: string | null;
}

interface TaskSummaryPerFuncOrClassName {
  readonly funcOrClassName: string;
  readonly type: TaskType;
  /** Attempts in each state; states without any are left out. */
  readonly stateCounts: Readonly<Partial<Record<TaskState, number>>>;
}

/** All attempts since `init`. */
export interface TaskSummaries {
  readonly summary: Readonly<Record<string, TaskSummaryPerFuncOrClassName>>;
  readonly totalTasks: number;
  readonly totalActorTasks: number;
  readonly totalActorScheduled: number;
  readonly summaryBy: 'func_name';
}

/** Amounts by Ray's names of them. */
export interface Resources {
  readonly CPU?: number;
  /** Bytes; absent where there is no shared memory. */
  readonly object_store_memory?: number;
}

/** A node, with Ray's keys. */
export interface NodeInfo {
  readonly NodeID: string;
  readonly NodeName: string;
  readonly Alive: boolean;
  readonly Resources: Resources;
}

/** Of durations in ms; within 1 %, null when there are none. */
export interface Quantiles {
  /** How many there were since `init`. */
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Counters {
  readonly time: number;
  readonly aliveWorkers: number;
  /** Workers that have a task that does not wait for objects. */
  readonly busyWorkers: number;
  /** Tasks that could run if there were a worker for them. */
  readonly queueLength: number;
  /** Attempts since `init`; states without any are left out. */
  readonly tasksByState: Readonly<Partial<Record<TaskState, number>>>;
  /** Objects that are there. */
  readonly objects: number;
  /** Bytes of the store that are in use, and those that there are; null where there is no shared memory. */
  readonly storeBytes: number;
  readonly storeCapacity: number | null;
  /** Of attempts that ran to their end: from their start on a worker until their result was stored. */
  readonly runMs: Quantiles;
  /** From their submission until their start. */
  readonly waitMs: Quantiles;
}

/** Each list's records, short and with details. */
export interface Listings {
  tasks: { readonly record: TaskRecord; readonly detail: TaskDetail };
  objects: { readonly record: ObjectRecord; readonly detail: ObjectDetail };
  actors: { readonly record: ActorRecord; readonly detail: ActorDetail };
  workers: { readonly record: WorkerRecord; readonly detail: WorkerDetail };
}

/** What may be listed. */
export type Listed = keyof Listings;
