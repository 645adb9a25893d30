import { finishedEvent, readAccount, storedValue, taskOfCall } from '../direct/account';
import type { CalleeToHead, CallerToHead } from '../direct/messages';
import type { TaskEvent } from '../events';
import type { Actors } from './actors';
import type { Durations } from '../durations';
import { callableOf, DRIVER, type ObjectId, type TaskReport, type TaskSpec } from '../protocol';
import type { Leases } from './leases';
import type { Objects } from './objects';
import type { Outlets } from './outlets';
import { createTask, type Task } from './task';

type CallOnLine =
  Extract<CallerToHead, { kind: 'placed' | 'lost' }> | Extract<CalleeToHead, { kind: 'took' }>;

/** What the direct calls need of the head. */
export interface DirectHost {
  /** The task of a dispatch under way. */
  dispatched(serial: number): Task | undefined;
  admit(task: TaskSpec): Task;
  /** Counts a task as dispatched that was put on a line. */
  assign(task: Task, worker: number, serial: number, scheduled: number): void;
  receiveReport(worker: number, task: Task, report: TaskReport): void;
  /** A task that began on a line waits for something. */
  adopt(task: Task, worker: number): void;
  /** Takes a task back that its worker has not begun. */
  recall(task: Task): void;
  /** The worker died while it ran a task. */
  crashed(task: Task, worker: number, reason: string): void;
  /** Keeps account of a call of which the driver has told the event log itself. @param like any task of its form */
  witness(like: Task, event: TaskEvent): void;
  /** The calls of actors, in their order. */
  readonly actors: Pick<Actors, 'place' | 'begun' | 'missed'>;
}

/**
 * The head's account of calls that the driver makes without it. It hears of them afterwards, or before it is told
 * anything that may be about them; from then on they are tasks like any other, but for who ran them.
 */
export class Direct {
  private readonly host: DirectHost;
  private readonly out: Outlets;
  private readonly objects: Objects;
  private readonly durations: Durations;
  private readonly leases: Leases;
  /** Calls on the lines that it has heard of, by worker in their order. */
  private readonly onLines = new Map<number, Set<Task>>();
  /** The serials of calls that the driver has told of, until their lines are done with them: nothing of them is news. */
  private readonly told = new Set<number>();
  /** Functions that wait: they are not called directly. */
  private readonly waiters = new Set<string>();
  /** Functions of which the driver's calls have ended since it was told how long they take. */
  private readonly paces = new Set<string>();

  constructor(
    host: DirectHost,
    context: {
      readonly out: Outlets;
      readonly objects: Objects;
      readonly durations: Durations;
      readonly leases: Leases;
    },
  ) {
    this.host = host;
    ({ out: this.out, objects: this.objects, durations: this.durations, leases: this.leases } = context);
  }

  workerAlive(worker: number, line: MessagePort | undefined): void {
    if (line) this.out.toDriver({ kind: 'line', worker, port: line });
  }

  /** What was on its line the driver tells now. */
  workerDead(worker: number, reason: string): void {
    this.leases.workerDead(worker);
    this.out.toDriver({ kind: 'cut', worker, reason });
  }

  receive(message: CallerToHead): void {
    switch (message.kind) {
      case 'ran':
        this.book(message);
        return;
      case 'lease':
        this.leases.want();
        return;
      case 'giveBack':
        this.leases.end(message.lease);
        return;
      case 'placed':
        this.place(message);
        return;
      case 'answered': {
        const { serial } = message.report;
        this.told.delete(serial);
        const task = this.host.dispatched(serial);
        if (task) this.host.receiveReport(message.worker, task, message.report);
        return;
      }
      case 'lost':
        this.lose(message);
        return;
    }
  }

  /** A worker has been called and asks the head to care for the call. */
  took(worker: number, message: Extract<CalleeToHead, { kind: 'took' }>): void {
    const { serial } = message;
    this.out.toDriver({ kind: 'taken', worker, serial });
    const task = this.told.delete(serial) ? this.find(message) : this.admit(message, worker);
    if (!task) return;
    this.ended(task);
    if (message.how === 'notBegun') {
      this.host.recall(task);
      return;
    }
    if (task.spec.actor !== undefined) this.host.actors.begun(task, worker);
    if (message.how === 'ended') return;
    this.leaveToHead(callableOf(task.spec));
    if (task.spec.actor !== undefined) return;
    this.host.adopt(task, worker);
    this.leases.revoke(worker);
  }

  /** A task that the head ran has returned. */
  returned({ spec, owner }: Task): void {
    if (owner !== DRIVER || spec.creates) return;
    const key = callableOf(spec);
    if (this.durations.isBrief(key) && !this.waiters.has(key)) this.paces.add(key);
  }

  /** A task has ended, or is not on a line any more. */
  ended(task: Task): void {
    const calls = this.onLines.get(task.worker ?? 0);
    if (calls?.delete(task) && calls.size === 0) this.onLines.delete(task.worker!);
  }

  /** Whether a call is the one that its worker runs. */
  isAtWork(task: Task): boolean {
    const [first] = this.onLines.get(task.worker ?? 0) ?? [];
    return first === task;
  }

  /** Tells the driver what it may call, once all that has come is done. */
  settleDown(): void {
    for (const key of this.paces) this.out.toDriver({ kind: 'pace', key, ms: this.durations.expect(key) });
    this.paces.clear();
    this.leases.settleDown();
  }

  private book(message: Extract<CallerToHead, { kind: 'ran' }>): void {
    // What the state API asks of a task is the same for all calls of a form.
    const likes = new Map(
      message.forms.map((form) => [form, createTask(taskOfCall(form, '', undefined, 0), DRIVER)] as const),
    );
    for (const ended of readAccount(message)) {
      const { id, form, times, value, bytes } = ended;
      this.durations.record(callableOf(form), times.stored - times.started);
      this.objects.put(id, storedValue(value, bytes), DRIVER);
      this.host.witness(likes.get(form)!, finishedEvent(ended));
    }
  }

  private place(message: Extract<CallerToHead, { kind: 'placed' }>): void {
    const { worker } = message;
    const task = this.admit(message, worker);
    if (!task) return;
    this.told.add(message.serial);
    const isMissing = task.spec.actor !== undefined && !this.host.actors.place(task, worker);
    if (isMissing) {
      this.host.actors.missed(task);
      return;
    }
    let calls = this.onLines.get(worker);
    if (!calls) this.onLines.set(worker, (calls = new Set()));
    calls.add(task);
  }

  private lose(message: Extract<CallerToHead, { kind: 'lost' }>): void {
    const { worker, reason, hasBegun, isTold } = message;
    this.told.delete(message.serial);
    const task = isTold ? this.find(message) : this.admit(message, worker);
    if (!task) return;
    this.ended(task);
    if (task.spec.actor !== undefined) this.host.actors.missed(task);
    else if (hasBegun) this.host.crashed(task, worker, reason);
    else this.host.recall(task);
  }

  /** A call that it was told of before and that has not ended. */
  private find({ serial, task }: CallOnLine): Task | undefined {
    const found = this.host.dispatched(serial);
    return found?.spec.id === task.id ? found : undefined;
  }

  /** A call that is news; undefined when it was known, and has ended or runs elsewhere. */
  private admit({ task: spec, serial, scheduled }: CallOnLine, worker: number): Task | undefined {
    if (this.objects.directory.has(spec.id)) return undefined;
    const task = this.host.admit(spec);
    this.host.assign(task, worker, serial, scheduled);
    return task;
  }

  private leaveToHead(key: ObjectId): void {
    if (this.waiters.has(key)) return;
    this.waiters.add(key);
    this.paces.delete(key);
    this.out.toDriver({ kind: 'pace', key, ms: Infinity });
  }
}
