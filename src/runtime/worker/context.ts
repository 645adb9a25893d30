import { createHolder, type Holder } from '../client/shares';
import type { ObjectId, RunMessage } from '../protocol';

/** Where and for what the code is running, as in Ray. */
export interface RuntimeContext {
  readonly taskId: ObjectId;
  readonly taskName: string;
  /** The worker's number, counted from 1. */
  readonly worker: number;
  /** 0 for the first attempt. */
  readonly attempt: number;
  /**
   * Whether this task was cancelled. One read of shared memory: poll it about every 1024 iterations of an inner loop.
   * Always false where there is no shared memory; there, cancelling ends the worker.
   */
  readonly isCancelled: () => boolean;
}

/** A task that is running on this worker, or waits for objects here. */
export class TaskScope {
  readonly context: RuntimeContext;
  readonly serial: number;
  /** Of an actor: it does not hold the thread for itself. */
  readonly isMethod: boolean;
  /** It has the thread to itself, and may block it. */
  readonly isBlocking: boolean;
  /** Calls of `get` and `wait` that have not returned. */
  waits = 0;
  /** Arrays that it has allocated. */
  readonly allocated: ArrayBufferView[] = [];
  /** What is to be done when it has ended. */
  readonly atEnd: (() => void)[] = [];
  /** Told while it waits: what it waits for rejects. */
  cancelled = false;
  onCancel: () => void = () => undefined;
  /** Called before the head is told anything on behalf of the task: it may not have heard of it. */
  announce: () => void = () => undefined;
  /** Whose the references are that it is handed: its own, or its actor's. */
  readonly holder: Holder;
  /** What the tasks that it submits name as their parent. */
  readonly path: ObjectId;
  /** It has submitted or put something: the head counts references for it. */
  hasMade = false;
  private readonly counts = { t: 0, p: 0, a: 0 };

  /** @param holder the actor whose method or creation it is */
  constructor(
    { serial, id, name, attempt, actor, blocking }: RunMessage,
    worker: number,
    isCancelled: () => boolean,
    holder?: Holder,
  ) {
    this.serial = serial;
    this.isMethod = actor !== undefined;
    this.isBlocking = blocking === true;
    this.path = attempt === 0 ? id : `${id}~${attempt}`;
    this.holder = holder ?? createHolder(this.path);
    const cancelledNow = (): boolean => this.cancelled || isCancelled();
    this.context = { taskId: id, taskName: name, worker, attempt, isCancelled: cancelledNow };
  }

  /** The id of the next task or object that this task makes, and its own. */
  nextId(kind: 't' | 'p' | 'a'): { readonly id: ObjectId; readonly parent: ObjectId } {
    this.hasMade = true;
    const id = `${this.path}.${kind}${++this.counts[kind]}`;
    return { id, parent: this.path };
  }
}

let current: TaskScope | undefined;

/** Says which task runs from now on; a task sets it again whenever it goes on after waiting. */
export function enterScope(scope: TaskScope | undefined): void {
  current = scope;
}

/** The running task, or undefined between tasks. */
export function currentScope(): TaskScope | undefined {
  return current;
}

/**
 * The context of the task that is running. To be called before the task awaits anything but `get` and `wait`: another
 * task may run meanwhile.
 * @throws Error outside a task.
 */
export function getRuntimeContext(): RuntimeContext {
  if (!current) throw new Error('getRuntimeContext() was called outside a task.');
  return current.context;
}
