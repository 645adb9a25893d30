/**
 * Every message between the driver, the head and the workers: one discriminated union per direction.
 * Hot paths post arrays of these on raw ports, collected per microtask; only start-up goes through Comlink.
 */
import type { CalleeToHead, CallerToHead, HeadToCallee, HeadToCaller } from './direct/messages';
import type { LogEvent, RuntimeEvent } from './events';
import type { StateQuery } from './state/query';
import type { Generations, Guards } from './store/generations';

/**
 * `t1`, `t2` … are the driver's tasks and what they return, `p1`, `p2` … what it put. What task t3 submits and puts is
 * `t3.t1`, `t3.p1` …, in its second attempt `t3~1.t1` …: who runs the program again gets the same ids. A task of
 * several returns has them as `t1:0`, `t1:1` …
 */
export type ObjectId = string;

/** A thread that submits, puts and gets: the driver is 0, a worker its number. */
export type Participant = number;
export const DRIVER: Participant = 0;

/** Where a task may run: any free worker, spread over all of them, or one worker by its number. */
export type SchedulingStrategy = 'DEFAULT' | 'SPREAD' | { readonly worker: number };

/** A generator stores each item as it yields it: t1's are `t1:0`, `t1:1` …, and `t1` itself, their number, tells the end. */
export type NumReturns = number | 'streaming';

/** A value on its way; `refs` names the objects that references inside it stand for, if there are any. */
export interface Posted {
  readonly value: unknown;
  readonly refs?: readonly ObjectId[];
  /** By which a thread sees that the arrays of an object still are its own; absent for what is not in the store. */
  readonly guards?: Guards;
}

/** A top-level argument: an object in the store by its id, or a value that travels with the task. */
export type Argument = { readonly ref: ObjectId } | (Posted & { readonly blocks?: readonly Block[] });

/** What is submitted and the head keeps until the task has ended. */
export interface TaskSpec {
  readonly id: ObjectId;
  /** The task that submitted it; absent for the driver's. */
  readonly parent?: ObjectId;
  /** The name under which the worker script registered the function. */
  readonly fn: string;
  /** The name on the timeline and in logs; `fn` unless `.options({ name })` says otherwise. */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly numCpus: number;
  /** How often the task is run again after its worker died; -1 for ever. */
  readonly maxRetries: number;
  /** Whether it is also run again after it threw: never, always, or for errors of these names. */
  readonly retryExceptions: boolean | readonly string[];
  /** Objects it returns, each with an id of its own if they are not one; or it is a generator. */
  readonly numReturns: NumReturns;
  /** A generator pauses while so many of its items have not been taken. */
  readonly generatorBackpressureNumObjects?: number;
  readonly schedulingStrategy: SchedulingStrategy;
  /** The actor whose method `fn` is. */
  readonly actor?: ObjectId;
  /** It may call `getSync`: it has its thread to itself until it ends. */
  readonly blocking?: true;
  /** The task makes an actor of the class `fn`, whose id is the task's. */
  readonly creates?: ActorOptions;
  /** When `.remote()` was called, in ms since the cluster's epoch. */
  readonly submitted: number;
}

/** Who allocates in the store: a thread of the driver (owner 0) or of a worker (its number). */
export interface StoreMember {
  /** The store's meter, in shared memory. */
  readonly meter: Int32Array<SharedArrayBuffer>;
  /** Which blocks were given back, in shared memory. */
  readonly generations: Generations;
  /** The member's row in the meter; no other living thread has it. */
  readonly slot: number;
  readonly owner: number;
  /** Which of the cluster's threads it is, counted in the order of their start: a worker's number outlives its threads. */
  readonly incarnation: number;
}

/** A piece of shared memory that one object has to itself. Only the thread that allocated it may use it again. */
export interface Block {
  readonly owner: number;
  readonly incarnation: number;
  /** Counted by the owner's arena and never used twice, so that a block that is freed late is told from its successor. */
  readonly number: number;
  /** A multiple of 64. */
  readonly bytes: number;
}

/** What a handle is made of. */
export interface ActorIdentity {
  readonly id: ObjectId;
  readonly className: string;
  /** How often a call is repeated after the actor restarted; -1 for ever. */
  readonly maxTaskRetries: number;
}

/** How an actor lives. */
export interface ActorOptions {
  /** The name by which `getActor` finds it. */
  readonly name?: string;
  /** How often it is made anew after its worker died; -1 for ever. */
  readonly maxRestarts: number;
  /** How many of its methods may be under way at once; absent: 1, or 1,000 if any of them is async. */
  readonly maxConcurrency?: number;
  /** Whether it keeps its CPUs for its life, or only while it is made. */
  readonly holdsCpus: boolean;
  /** How often a call is repeated after a restart; -1 for ever. */
  readonly maxTaskRetries: number;
}

/** A value as the store keeps it: its arrays in shared memory, the rest ready to be cloned. */
export interface StoredObject {
  readonly value: unknown;
  /** Where its arrays lie in the store; they are this object's alone. */
  readonly blocks: readonly Block[];
  /** The objects that references inside the value name, each once. */
  readonly refs: readonly ObjectId[];
  /** For a value that is one array: its numpy dtype and its shape. */
  readonly array?: { readonly dtype: string; readonly shape: readonly number[] };
  /** Bytes that lie in the store. */
  readonly storedBytes: number;
  /** Estimated bytes that each posting of `value` copies. */
  readonly postedBytes: number;
}

/** An error as it crosses threads: structured clone would lose subclasses and, in some engines, the stack. */
export interface RemoteError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** The objects that a task returns, in order. */
export function returnsOf({ id, numReturns }: Pick<TaskSpec, 'id' | 'numReturns'>): ObjectId[] {
  if (numReturns === 1 || numReturns === 'streaming') return [id];
  return Array.from({ length: numReturns }, (_, index) => `${id}:${index}`);
}

/** The task whose return an object is; for other objects, the object's own id. */
export function taskOf(id: ObjectId): ObjectId {
  const colon = id.lastIndexOf(':');
  return colon === -1 ? id : id.slice(0, colon);
}

/** The task that submitted a task or put an object; undefined where the driver did: `t7.t1` and `t7~2.p1` are of `t7`. */
export function parentOf(id: ObjectId): ObjectId | undefined {
  const dot = id.lastIndexOf('.');
  return dot === -1 ? undefined : id.slice(0, dot).replace(/~\d+$/, '');
}

/** Whether an object was put, not returned by a task. */
export function isPut(id: ObjectId): boolean {
  return id.startsWith('p', id.lastIndexOf('.') + 1);
}

/** The id of a return, or of a generator's item. */
export function itemOf(task: ObjectId, index: number): ObjectId {
  return `${task}:${index}`;
}

/** What a task calls: a function, a class, or `Class.method`. */
export function callableOf({ fn, name, actor }: Pick<TaskSpec, 'fn' | 'name' | 'actor'>): string {
  return actor === undefined ? fn : name;
}

/** What is posted of a stored object. */
export function postedOf({ value, refs }: StoredObject): Posted {
  return refs.length === 0 ? { value } : { value, refs };
}

/** Why a task has no result. */
export type Failure =
  | { readonly kind: 'threw'; readonly task: string; readonly worker?: number; readonly error: RemoteError }
  | { readonly kind: 'crashed'; readonly message: string }
  | { readonly kind: 'actorDied'; readonly message: string }
  | { readonly kind: 'actorUnavailable'; readonly message: string }
  | { readonly kind: 'cancelled'; readonly message: string }
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'shutdown'; readonly message: string };

/** What every participant may ask of the head. */
export type ClientToHead =
  | { readonly kind: 'submit'; readonly task: TaskSpec }
  /** A task whose arguments cannot be sent: it is recorded as failed and never runs. */
  | { readonly kind: 'reject'; readonly task: TaskSpec; readonly error: RemoteError }
  | { readonly kind: 'put'; readonly id: ObjectId; readonly object: StoredObject }
  /** Brings the value as a `ready` as soon as it is there. */
  | { readonly kind: 'want'; readonly id: ObjectId }
  | { readonly kind: 'cancel'; readonly id: ObjectId; readonly force: boolean; readonly recursive: boolean }
  /** So many items of a generator have been taken. */
  | { readonly kind: 'consumed'; readonly id: ObjectId; readonly count: number }
  /** Nobody wants the objects any more. */
  | { readonly kind: 'free'; readonly ids: readonly ObjectId[] }
  /** The objects are lost, as if their memory had gone with a machine: for teaching and for tests. */
  | { readonly kind: 'lose'; readonly ids: readonly ObjectId[] }
  /** References to objects, beside those of who put them or submitted their tasks: to each one more. */
  | { readonly kind: 'hold'; readonly ids: readonly ObjectId[]; readonly by?: ObjectId }
  /** To each object one reference less. A worker says which task's attempt or actor had it. */
  | { readonly kind: 'letGo'; readonly ids: readonly ObjectId[]; readonly by?: ObjectId }
  /** A task's attempt or an actor has ended on its worker, and has no references any more. */
  | { readonly kind: 'letGoAll'; readonly by: ObjectId }
  | { readonly kind: 'kill'; readonly id: ObjectId; readonly noRestart: boolean }
  /** Asks for an actor by name; answered by `actor`. */
  | { readonly kind: 'find'; readonly name: string; readonly request: number }
  /** Asks about the cluster's state; answered by `answer`. */
  | { readonly kind: 'query'; readonly query: StateQuery; readonly request: number };

export type DriverToHead =
  | ClientToHead
  | CallerToHead
  /** Ends a worker's thread, whatever it does. */
  | { readonly kind: 'killWorker'; readonly worker: number }
  | { readonly kind: 'stop' };

/** What a participant is told of the objects of the tasks that it submitted, and of those that it wants. */
export type HeadToClient =
  | ({ readonly kind: 'ready'; readonly id: ObjectId } & Posted)
  /** Ready, but too heavy to be posted unasked. */
  | { readonly kind: 'held'; readonly id: ObjectId }
  | { readonly kind: 'failed'; readonly id: ObjectId; readonly failure: Failure }
  /** Blocks of the receiver's arena that no object lies in any more. */
  | { readonly kind: 'release'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'actor';
      readonly request: number;
      readonly found?: ActorIdentity;
    }
  | { readonly kind: 'answer'; readonly request: number; readonly answer: unknown };

export type HeadToDriver =
  | HeadToClient
  | HeadToCaller
  | { readonly kind: 'event'; readonly event: RuntimeEvent }
  | { readonly kind: 'stopped' };

/** What an attempt of a generator has to know of those before it. */
export interface StreamState {
  /** Items that exist already: they are not to be stored again. */
  readonly made: number;
  /** Items that were taken. */
  readonly consumed: number;
  /** It pauses while so many items have not been taken; absent: never. */
  readonly limit?: number;
}

export interface RunMessage {
  readonly kind: 'run';
  /** Number of this dispatch, unique in the cluster: a late message of an earlier attempt is told apart by it. */
  readonly serial: number;
  readonly id: ObjectId;
  readonly fn: string;
  readonly name: string;
  readonly attempt: number;
  readonly numReturns: NumReturns;
  /** For a generator: where it stands. */
  readonly stream?: StreamState;
  readonly args: readonly Argument[];
  /** A method of this actor, or the making of it. */
  readonly actor?: ObjectId;
  readonly creates?: ActorOptions;
  /** It may block its thread. */
  readonly blocking?: true;
  /** It is expected to end within a millisecond: its beginning is not reported. */
  readonly isBrief?: true;
}

export type HeadToWorker =
  | HeadToClient
  | HeadToCallee
  /** Sent before the first task that needs the object, once per worker. */
  | ({ readonly kind: 'object'; readonly id: ObjectId } & Posted)
  /** The task of this dispatch shall stop; it is read when the task waits. */
  | { readonly kind: 'cancel'; readonly serial: number }
  /** So many items of the generator of this dispatch have been taken. */
  | { readonly kind: 'consumed'; readonly serial: number; readonly count: number }
  /** Objects that it was sent and that are gone. */
  | { readonly kind: 'forget'; readonly ids: readonly ObjectId[] }
  /** The actor is dead. */
  | { readonly kind: 'drop'; readonly actor: ObjectId }
  | RunMessage;

/** The times a worker measured, in ms since the cluster's epoch. */
export interface RunTimes {
  readonly started: number;
  readonly deserialised: number;
  readonly executed: number;
  readonly stored: number;
}

/** What a worker tells of a task that it runs. */
export type TaskReport =
  | {
      readonly kind: 'running';
      readonly serial: number;
      readonly times: Pick<RunTimes, 'started' | 'deserialised'>;
    }
  | {
      readonly kind: 'returned';
      readonly serial: number;
      readonly times: RunTimes;
      /** As many as the task returns. */
      readonly objects: readonly StoredObject[];
    }
  | { readonly kind: 'threw'; readonly serial: number; readonly times: RunTimes; readonly error: RemoteError }
  /** A generator has made an item. */
  | {
      readonly kind: 'yielded';
      readonly serial: number;
      readonly index: number;
      readonly object: StoredObject;
    }
  /** The task waits for objects and gives its CPU back until it goes on. */
  | { readonly kind: 'blocked'; readonly serial: number; readonly on: 'get' | 'wait'; readonly time: number }
  | { readonly kind: 'resumed'; readonly serial: number; readonly time: number }
  /** The task blocks its thread until the objects are there: they are to be written to its mailbox, from `offset` on. */
  | {
      readonly kind: 'getSync';
      readonly serial: number;
      readonly ids: readonly ObjectId[];
      readonly request: number;
      readonly offset: number;
      readonly time: number;
    };

export type WorkerToHead =
  | ClientToHead
  | TaskReport
  | CalleeToHead
  | { readonly kind: 'log'; readonly event: LogEvent }
  /** Its own code closes it: the last that is heard of it. */
  | { readonly kind: 'closing' };

/** What a thread must know to join the cluster; sent once through Comlink. */
interface JoinSettings {
  /** Unix time in ms of the cluster's time 0. */
  readonly epoch: number;
  /** Milliseconds to add to the thread's own clock. */
  readonly clockOffset: number;
  /** The thread's membership in the store (to the head, the driver's); absent where there is no shared memory, and every thread then holds replicas. */
  readonly member?: StoreMember;
  /** Whether workers write what their tasks log to their own console too, because the driver does not. */
  readonly printsLogs: boolean;
}

export interface WorkerSettings extends JoinSettings {
  readonly worker: number;
  /** One slot per worker: the serial of the dispatch that shall stop. */
  readonly cancelFlags?: Int32Array<SharedArrayBuffer>;
  /** The Web Lock that the worker holds while it lives; absent where the browser has no locks. */
  readonly lock?: string;
  /** Where it reads while it is blocked; absent without shared memory. */
  readonly mailbox?: SharedArrayBuffer;
  /** Where it shows that it lives; absent without shared memory, where it answers by message. */
  readonly heartbeat?: Int32Array<SharedArrayBuffer>;
}

export interface HeadSettings extends JoinSettings {
  readonly workerUrl: string;
  readonly numCpus: number;
  readonly startTimeout: number;
  /** How long a worker may give no sign of life, in ms; Infinity for ever. */
  readonly heartbeatTimeout: number;
}

/** Comlink's side of a worker: called while it starts, never per task. */
export interface WorkerHandshake {
  clock(): number;
  /** @param port to the head. @param line to the driver. */
  join(settings: WorkerSettings, port: MessagePort, line: MessagePort): Promise<JoinReport>;
}

/** What a worker script serves, as far as others have to know. */
export interface JoinReport {
  /** The functions, and methods as `Class.method`, that are generators. */
  readonly generators: readonly string[];
  /** The functions that may block their thread. */
  readonly blocking: readonly string[];
}

/** Comlink's side of the head. */
export interface HeadHandshake {
  clock(): number;
  start(settings: HeadSettings, port: MessagePort): Promise<StartReport & JoinReport>;
}

export interface StartReport {
  readonly workers: readonly { readonly worker: number; readonly state: 'ALIVE' | 'DEAD' }[];
  readonly failed: readonly { readonly worker: number; readonly reason: string }[];
}
