import type { RuntimeEvent, TaskEvent } from '../../../../src/runtime/events';
import { Head } from '../../../../src/runtime/head/head';
import type {
  DriverToHead,
  HeadToDriver,
  ObjectId,
  TaskSpec,
  WorkerToHead,
} from '../../../../src/runtime/protocol';
import { Arena } from '../../../../src/runtime/store/arena';
import { createStore, Ledger } from '../../../../src/runtime/store/ledger';
import { FakeClock, FakeWorker } from './fake-worker';

const CAPACITY = 1e9;

/** A head, its ledger, and everybody around it without a thread: what is posted arrives between two steps. */
export class FakeTab {
  readonly head: Head;
  readonly ledger: Ledger;
  readonly driverArena: Arena;
  readonly workers = new Map<number, FakeWorker>();
  /** Workers that died and will come back, and those that will not. */
  readonly dead = new Set<number>();
  readonly log: RuntimeEvent[] = [];
  /** What the driver was told of each object. */
  readonly settled = new Map<ObjectId, string[]>();
  readonly faults: string[] = [];
  private readonly toHead: {
    readonly worker: number;
    readonly from: FakeWorker;
    readonly message: WorkerToHead;
  }[] = [];
  private readonly burials: FakeWorker[] = [];
  private timers: (() => void)[] = [];
  private readonly clock = new FakeClock();

  /** @param hasFlags whether running tasks can be asked to stop */
  constructor(workers: number, hasFlags: boolean) {
    const driver = createStore(CAPACITY);
    this.ledger = new Ledger(driver);
    this.driverArena = new Arena(driver);
    this.head = new Head(
      {
        now: () => this.clock.now(),
        toDriver: (message) => {
          this.hear(message);
        },
        toWorker: (worker, message) => {
          this.workers.get(worker)?.receive(message);
        },
        raiseCancelFlag: () => hasFlags,
        replaceWorker: (worker, reason) => {
          this.crash(worker, reason);
        },
        workerClosed: (worker) => {
          this.crash(worker, 'it closed itself');
        },
        after: (_, callback) => {
          this.timers.push(callback);
        },
        writeMailbox: () => undefined,
        startSpare: () => false,
        halt: () => undefined,
      },
      this.ledger,
    );
    for (let worker = 1; worker <= workers; worker++) this.join(worker);
  }

  get events(): TaskEvent[] {
    return this.log.filter((event) => event.kind === 'task');
  }

  /** When what the driver does now is submitted. */
  now(): number {
    return this.clock.now();
  }

  get members(): number[] {
    return [...this.workers.keys(), ...this.dead].sort((a, b) => a - b);
  }

  drive(...batch: DriverToHead[]): void {
    this.head.handleDriver(batch);
  }

  submitFrom(worker: number, task: TaskSpec): void {
    this.post(worker, { kind: 'submit', task });
  }

  post(worker: number, message: WorkerToHead): void {
    const from = this.workers.get(worker);
    if (from) this.toHead.push({ worker, from, message });
  }

  /** What was posted arrives; those that died come back. */
  settle(): void {
    for (const { worker, from, message } of this.toHead.splice(0)) {
      // The dead are not listened to.
      if (this.workers.get(worker) === from) this.head.handleWorker(worker, [message]);
    }
    for (const worker of [...this.dead]) this.join(worker);
    for (const { member } of this.burials.splice(0)) this.ledger.bury(member);
  }

  tick(): void {
    for (const callback of this.timers.splice(0)) callback();
  }

  crash(worker: number, reason = 'it crashed'): void {
    const thread = this.workers.get(worker);
    if (!thread) return;
    this.faults.push(...thread.faults);
    this.workers.delete(worker);
    this.dead.add(worker);
    this.ledger.fence(thread.member);
    this.burials.push(thread);
    this.head.workerDead(worker, reason);
  }

  /** It will not come back; the last one always does. */
  lose(worker: number): void {
    if (this.members.length === 1) return;
    this.crash(worker, 'it is lost');
    this.dead.delete(worker);
    this.head.workerLost(worker, 'it does not start');
  }

  allFaults(): string[] {
    return [...this.faults, ...[...this.workers.values()].flatMap(({ faults }) => faults)];
  }

  private join(worker: number): void {
    this.dead.delete(worker);
    this.head.workerStarting(worker);
    const thread: FakeWorker = new FakeWorker(this.ledger.admit(worker), this.clock, (message) => {
      this.toHead.push({ worker, from: thread, message });
    });
    this.workers.set(worker, thread);
    this.head.workerAlive(worker);
  }

  private hear(message: HeadToDriver): void {
    const { kind } = message;
    if (kind === 'event') {
      this.log.push(message.event);
    } else if (kind === 'release') this.driverArena.free(message.blocks);
    else if (kind === 'ready' || kind === 'held' || kind === 'failed') {
      this.settled.set(message.id, [...(this.settled.get(message.id) ?? []), kind]);
    }
  }
}
