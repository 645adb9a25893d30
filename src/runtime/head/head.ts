import type { RuntimeEvent, TaskState } from '../events';
import type {
  DriverToHead,
  Failure,
  HeadToDriver,
  HeadToWorker,
  ObjectId,
  RemoteError,
  StoredObject,
  TaskSpec,
  WorkerToHead,
} from '../protocol';
import { ObjectDirectory } from './directory';
import { canEverRun, Scheduler } from './scheduler';
import { cancelledFailure, createTask, taskEvent, type Task } from './task';

/** Everything the head causes outside itself; in tests plain functions, in the tab ports and workers. */
export interface Outlets {
  now(): number;
  toDriver(message: HeadToDriver): void;
  toWorker(worker: number, message: HeadToWorker): void;
  /** Asks a running task to stop; false when there is no shared memory to ask through. */
  raiseCancelFlag(worker: number, serial: number): boolean;
  /** Ends a worker at once and starts another under the same number. */
  replaceWorker(worker: number, reason: string): void;
  /** Ends everything; called once all that was to be told has been told. */
  halt(): void;
}

/** Values of up to 100 KiB are posted to the driver unasked, heavier ones when it gets them (Ray's limit). */
const INLINE_BYTES = 100 * 1024;

/**
 * The cluster's one authority: keeps the state of every task and object, gives tasks to workers, and tells the
 * driver. It holds no thread and no port, so that every path can be tested without a browser.
 */
export class Head {
  private readonly out: Outlets;
  private readonly scheduler = new Scheduler();
  private readonly directory = new ObjectDirectory();
  /** Tasks that have not ended. */
  private readonly tasks = new Map<ObjectId, Task>();
  /** The task of each dispatch under way. */
  private readonly dispatches = new Map<number, Task>();
  /** Workers that run, start or will start again. */
  private readonly members = new Set<number>();
  private lastSerial = 0;
  private toldObjects = 0;

  constructor(outlets: Outlets) {
    this.out = outlets;
  }

  handleDriver(batch: readonly DriverToHead[]): void {
    for (const message of batch) this.receiveFromDriver(message);
    this.settleDown();
  }

  handleWorker(worker: number, batch: readonly WorkerToHead[]): void {
    for (const message of batch) this.receiveFromWorker(worker, message);
    this.settleDown();
  }

  workerStarting(worker: number): void {
    this.members.add(worker);
    this.emit({ kind: 'worker', time: this.out.now(), worker, state: 'STARTING' });
  }

  workerAlive(worker: number): void {
    this.emit({ kind: 'worker', time: this.out.now(), worker, state: 'ALIVE' });
    this.scheduler.addWorker(worker);
    this.settleDown();
  }

  /** A worker ended or did not start. Its task is run again if it may be. */
  workerDead(worker: number, reason: string): void {
    this.emit({ kind: 'worker', time: this.out.now(), worker, state: 'DEAD', reason });
    this.directory.forgetWorker(worker);
    const id = this.scheduler.removeWorker(worker);
    const task = id === undefined ? undefined : this.tasks.get(id);
    if (task) this.afterCrash(task, worker, reason);
    this.settleDown();
  }

  /** A worker will not come back: what cannot run without it fails instead of waiting for ever. */
  workerLost(worker: number): void {
    this.members.delete(worker);
    for (const id of this.scheduler.infeasible(this.members)) this.failInfeasible(this.tasks.get(id)!);
    this.settleDown();
  }

  private receiveFromDriver(message: DriverToHead): void {
    switch (message.kind) {
      case 'submit':
        this.submit(message.task);
        return;
      case 'reject':
        this.reject(message.task, message.error);
        return;
      case 'put':
        this.directory.declare(message.id);
        this.directory.seal(message.id, message.object);
        return;
      case 'fetch': {
        const state = this.directory.stateOf(message.id);
        if (state.kind === 'ready') {
          this.out.toDriver({ kind: 'ready', id: message.id, value: state.object.value });
        }
        return;
      }
      case 'cancel':
        this.cancel(message.id, message.force);
        return;
      case 'stop':
        this.stop();
        return;
    }
  }

  private receiveFromWorker(worker: number, message: WorkerToHead): void {
    if (message.kind === 'log') {
      this.emit(message.event);
      return;
    }
    const task = this.dispatches.get(message.serial);
    if (!task) return;
    task.times = { ...task.times, ...message.times };
    switch (message.kind) {
      case 'running':
        this.enter(task, 'RUNNING', message.times.deserialised);
        return;
      case 'returned':
        if (task.cancelled) this.fail(task, cancelledFailure(task));
        else this.succeed(task, message.object);
        return;
      case 'threw':
        if (task.cancelled) this.fail(task, cancelledFailure(task));
        else this.fail(task, { kind: 'threw', task: task.spec.name, worker, error: message.error });
        return;
    }
  }

  private submit(spec: TaskSpec): void {
    const task = this.admit(spec);
    for (const argument of spec.args) {
      if (!('ref' in argument)) continue;
      const state = this.directory.stateOf(argument.ref);
      if (state.kind === 'failed') {
        this.fail(task, state.failure);
        return;
      }
      if (state.kind === 'pending') {
        task.missing++;
        this.directory.addDependent(argument.ref, spec.id);
      }
    }
    if (task.missing > 0) this.enter(task, 'PENDING_ARGS_AVAIL', this.out.now());
    else this.queue(task);
  }

  private reject(spec: TaskSpec, error: RemoteError): void {
    this.fail(this.admit(spec), { kind: 'threw', task: spec.name, error });
  }

  private admit(spec: TaskSpec): Task {
    const task = createTask(spec);
    this.tasks.set(spec.id, task);
    this.directory.declare(spec.id);
    return task;
  }

  private queue(task: Task): void {
    this.enter(task, 'PENDING_NODE_ASSIGNMENT', this.out.now());
    if (canEverRun(task.spec, this.members)) this.scheduler.enqueue(task.spec);
    else this.failInfeasible(task);
  }

  private failInfeasible(task: Task): void {
    this.fail(task, {
      kind: 'crashed',
      message: `${task.spec.name} cannot run: only ${this.members.size} of the cluster's workers are left.`,
    });
  }

  /** Gives out what can be given out, and reports the store if it changed. */
  private settleDown(): void {
    for (let placement = this.scheduler.next(); placement; placement = this.scheduler.next()) {
      this.dispatch(this.tasks.get(placement.id)!, placement.worker);
    }
    const { objects, bytes } = this.directory;
    if (objects === this.toldObjects) return;
    this.toldObjects = objects;
    this.emit({ kind: 'store', time: this.out.now(), bytes, objects });
  }

  private dispatch(task: Task, worker: number): void {
    const { id, fn, name, args } = task.spec;
    for (const argument of args) {
      if (!('ref' in argument)) continue;
      const sendable = this.directory.valueToSend(argument.ref, worker);
      if (sendable) this.out.toWorker(worker, { kind: 'object', id: argument.ref, value: sendable.value });
    }
    task.worker = worker;
    task.serial = ++this.lastSerial;
    task.times = { submitted: task.times.submitted, scheduled: this.out.now() };
    this.dispatches.set(task.serial, task);
    this.out.toWorker(worker, {
      kind: 'run',
      serial: task.serial,
      id,
      fn,
      name,
      attempt: task.attempt,
      args,
    });
    this.enter(task, 'SUBMITTED_TO_WORKER', this.out.now());
  }

  private cancel(id: ObjectId, force: boolean): void {
    const task = this.tasks.get(id);
    if (!task) return;
    const { worker } = task;
    if (worker === undefined) {
      this.fail(task, cancelledFailure(task));
      return;
    }
    task.cancelled = true;
    if (!force && this.out.raiseCancelFlag(worker, task.serial)) return;
    this.fail(task, cancelledFailure(task));
    this.out.replaceWorker(worker, `${task.spec.name} was cancelled and its worker ended`);
  }

  private afterCrash(task: Task, worker: number, reason: string): void {
    const { name, maxRetries } = task.spec;
    const failure: Failure = {
      kind: 'crashed',
      message: `Worker ${worker} died while it ran ${name} (attempt ${task.attempt}): ${reason}.`,
    };
    if (task.cancelled) {
      this.fail(task, cancelledFailure(task));
      return;
    }
    if (maxRetries !== -1 && task.attempt >= maxRetries) {
      this.fail(task, failure);
      return;
    }
    this.enter(task, 'FAILED', this.out.now(), failure);
    this.dispatches.delete(task.serial);
    task.attempt++;
    task.worker = undefined;
    task.times = { submitted: task.times.submitted };
    this.queue(task);
  }

  private succeed(task: Task, object: StoredObject): void {
    const { id } = task.spec;
    this.close(task);
    this.enter(task, 'FINISHED', this.out.now());
    if (object.postedBytes > INLINE_BYTES) this.out.toDriver({ kind: 'held', id });
    else this.out.toDriver({ kind: 'ready', id, value: object.value });
    for (const dependent of this.directory.seal(id, object)) {
      const waiting = this.tasks.get(dependent);
      if (waiting && --waiting.missing === 0) this.queue(waiting);
    }
  }

  /** Ends a task without a result, and with it every task that waits for the result. */
  private fail(first: Task, failure: Failure): void {
    // A set grows while it is walked, and a task that waits for several failing objects enters it once.
    const failing = new Set([first]);
    for (const task of failing) {
      const { id } = task.spec;
      this.close(task);
      this.enter(task, 'FAILED', this.out.now(), failure);
      this.out.toDriver({ kind: 'failed', id, failure });
      for (const dependent of this.directory.fail(id, failure)) {
        const waiting = this.tasks.get(dependent);
        if (waiting) failing.add(waiting);
      }
    }
  }

  private close(task: Task): void {
    const { id } = task.spec;
    this.tasks.delete(id);
    this.dispatches.delete(task.serial);
    if (!this.scheduler.withdraw(id)) this.scheduler.finish(id);
  }

  private stop(): void {
    const failure: Failure = {
      kind: 'shutdown',
      message: 'The cluster was shut down before the task ended.',
    };
    for (const task of [...this.tasks.values()]) if (this.tasks.has(task.spec.id)) this.fail(task, failure);
    this.out.halt();
    this.out.toDriver({ kind: 'stopped' });
  }

  private enter(task: Task, state: TaskState, time: number, failure?: Failure): void {
    task.state = state;
    this.emit(taskEvent(task, time, failure));
  }

  private emit(event: RuntimeEvent): void {
    this.out.toDriver({ kind: 'event', event });
  }
}
