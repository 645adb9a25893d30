import type { RuntimeEvent, TaskEvent } from '../../events';
import type { Task } from '../task';

type WorkerEvent = Extract<RuntimeEvent, { kind: 'worker' }>;

/** What is remembered of a worker; its number outlives its threads. */
export interface Member {
  state: WorkerEvent['state'];
  /** It brings a thread, but no CPU. */
  isSpare: boolean;
  /** Threads that came to life. */
  lives: number;
  /** When the newest of them did, and when the last one ended. */
  start: number | undefined;
  end: number | undefined;
  reason: string | undefined;
  /** How long its former threads were alive, in ms. */
  pastMs: number;
  /** How long tasks that have ended ran on it, in ms. */
  busyMs: number;
  ended: number;
  /** Until when methods have kept it busy. */
  methodsTo: number;
}

/** Whether a worker has a thread that serves. */
export function isAlive(state: Member['state']): boolean {
  return state === 'ALIVE' || state === 'UNRESPONSIVE';
}

/** The workers: which are alive, and how long they worked. */
export class Roll {
  private readonly members = new Map<number, Member>();
  /** Tasks that have waited for objects: since when, and how long before that. */
  private readonly waits = new Map<Task, { since: number | undefined; total: number }>();

  get all(): ReadonlyMap<number, Readonly<Member>> {
    return this.members;
  }

  /** How many workers are alive, but for spares: each brings a CPU. */
  get alive(): number {
    let count = 0;
    for (const { state, isSpare } of this.members.values()) if (isAlive(state) && !isSpare) count++;
    return count;
  }

  changed({ worker, state, time, reason, isSpare }: WorkerEvent): void {
    const member = this.memberOf(worker);
    member.isSpare = isSpare === true;
    const wasAlive = isAlive(member.state);
    if (wasAlive && !isAlive(state) && member.start !== undefined) member.pastMs += time - member.start;
    member.state = state;
    switch (state) {
      case 'STARTING':
      case 'UNRESPONSIVE':
        return;
      case 'ALIVE':
        // Or it answers again.
        if (wasAlive) return;
        member.lives++;
        member.start = time;
        return;
      case 'DEAD':
        member.end = time;
        member.reason = reason;
        return;
    }
  }

  /** A running task waits for objects from now on. */
  block(task: Task, time: number): void {
    const wait = this.waits.get(task);
    if (wait) wait.since ??= time;
    else this.waits.set(task, { since: time, total: 0 });
  }

  resume(task: Task, time: number): void {
    const wait = this.waits.get(task);
    if (wait?.since === undefined) return;
    wait.total += Math.max(0, time - wait.since);
    wait.since = undefined;
  }

  /** An attempt has ended. */
  end(task: Task, { worker, times, time }: TaskEvent): void {
    if (worker === undefined) return;
    const member = this.memberOf(worker);
    member.ended++;
    const end = times.stored ?? time;
    member.busyMs += this.ownMs(task, member.methodsTo, end);
    if (task.spec.actor !== undefined) member.methodsTo = Math.max(member.methodsTo, end);
    this.waits.delete(task);
  }

  /** How long a worker was busy up to now, with the tasks that it has. */
  busyMs(worker: number, tasks: readonly Task[], now: number): number {
    const { busyMs, methodsTo } = this.memberOf(worker);
    let own = 0;
    let ofMethods = 0;
    for (const task of tasks) {
      if (task.spec.actor === undefined) own += this.ownMs(task, 0, now);
      else ofMethods = Math.max(ofMethods, this.ownMs(task, methodsTo, now));
    }
    return busyMs + own + ofMethods;
  }

  /** How long an attempt kept its worker busy up to `end`; methods that interleave share the time. */
  private ownMs(task: Task, methodsTo: number, end: number): number {
    const { started } = task.times;
    if (started === undefined) return 0;
    const from = task.spec.actor === undefined ? started : Math.max(started, methodsTo);
    const wait = this.waits.get(task);
    const waited = wait ? wait.total + (wait.since === undefined ? 0 : Math.max(0, end - wait.since)) : 0;
    return Math.max(0, end - from - waited);
  }

  private memberOf(worker: number): Member {
    let member = this.members.get(worker);
    if (!member) {
      const never = { start: undefined, end: undefined, reason: undefined };
      member = {
        state: 'STARTING',
        isSpare: false,
        lives: 0,
        ...never,
        pastMs: 0,
        busyMs: 0,
        ended: 0,
        methodsTo: 0,
      };
      this.members.set(worker, member);
    }
    return member;
  }
}
