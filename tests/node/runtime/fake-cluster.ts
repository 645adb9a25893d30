/** A head without threads: the test plays the driver and the workers, and time is a counter. */
import { Head } from '../../../src/runtime/head/head';
import type {
  Argument,
  DriverToHead,
  HeadToClient,
  HeadToDriver,
  HeadToWorker,
  ObjectId,
  RunMessage,
  TaskSpec,
} from '../../../src/runtime/protocol';
import { decode } from '../../../src/runtime/sync/wire';
import type { RuntimeEvent, TaskEvent } from '../../../src/runtime/events';

export function specOf(id: ObjectId, options: Partial<TaskSpec> = {}): TaskSpec {
  return {
    id,
    fn: 'train',
    name: 'train',
    args: [],
    numCpus: 1,
    maxRetries: 3,
    retryExceptions: false,
    numReturns: 1,
    schedulingStrategy: 'DEFAULT',
    submitted: 0,
    ...options,
  };
}

export const refTo = (id: ObjectId): Argument => ({ ref: id });

export class FakeCluster {
  readonly toDriver: HeadToDriver[] = [];
  /** Every message to a worker, in order. */
  readonly sent: { readonly worker: number; readonly message: HeadToWorker }[] = [];
  /** What each worker was given and has not ended, in order. */
  private readonly given = new Map<number, RunMessage[]>();
  private readonly times: { started: number; deserialised: number; executed: number; stored: number };
  readonly replaced: number[] = [];
  /** What is to be called back later. */
  readonly timers: (() => void)[] = [];
  /** What was written to the mailboxes of blocked workers. */
  readonly mail: { readonly worker: number; readonly request: number; readonly answer: HeadToClient[] }[] =
    [];
  wantedSpares = 0;
  readonly flagged: { readonly worker: number; readonly serial: number }[] = [];
  readonly head: Head;
  private time = 0;

  /** @param taskMs how long every task takes; brief ones are given to workers ahead of their turn */
  constructor(workers: number, { cancelFlags = true, taskMs = 10, maxSpares = 64 } = {}) {
    this.times = { started: 0, deserialised: 0, executed: taskMs, stored: taskMs };
    this.head = new Head({
      now: () => ++this.time,
      toDriver: (message) => this.toDriver.push(message),
      toWorker: (worker, message) => {
        this.sent.push({ worker, message });
        if (message.kind !== 'run') return;
        const given = this.given.get(worker) ?? [];
        if (given.length > 0 && taskMs > 1) throw new Error(`worker ${worker} was given two tasks`);
        this.given.set(worker, [...given, message]);
      },
      raiseCancelFlag: (worker, serial) => {
        if (cancelFlags) this.flagged.push({ worker, serial });
        return cancelFlags;
      },
      replaceWorker: (worker, reason) => {
        this.replaced.push(worker);
        this.die(worker, reason);
      },
      workerClosed: (worker) => {
        this.die(worker, 'it closed itself');
      },
      after: (_, callback) => {
        this.timers.push(callback);
      },
      writeMailbox: (worker, request, { parts }, offset) => {
        const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
        if (offset === 0) this.mail.push({ worker, request, answer: decode(bytes) as HeadToClient[] });
      },
      startSpare: () => this.wantedSpares++ < maxSpares,
      halt: () => undefined,
    });
    for (let worker = 1; worker <= workers; worker++) this.join(worker);
  }

  /** What each worker runs now. */
  get running(): ReadonlyMap<number, RunMessage> {
    return new Map([...this.given].map(([worker, [first]]) => [worker, first!]));
  }

  /** Tasks that a worker has. */
  givenTo(worker: number): ObjectId[] {
    return (this.given.get(worker) ?? []).map(({ id }) => id);
  }

  submit(...specs: TaskSpec[]): void {
    this.drive(...specs.map((task) => ({ kind: 'submit', task }) as const));
  }

  put(id: ObjectId, value: unknown, storedBytes = 0): void {
    this.drive({ kind: 'put', id, object: { value, blocks: [], refs: [], storedBytes, postedBytes: 8 } });
  }

  drive(...batch: DriverToHead[]): void {
    this.head.handleDriver(batch);
  }

  join(worker: number, isSpare = false): void {
    this.head.workerStarting(worker, isSpare);
    this.head.workerAlive(worker);
  }

  /** The worker's task returns; answers with its id. */
  finish(worker: number, value: unknown = worker): ObjectId {
    const { serial, id } = this.take(worker);
    const object = { value, blocks: [], refs: [], storedBytes: 0, postedBytes: 8 };
    this.head.handleWorker(worker, [{ kind: 'returned', serial, times: this.times, objects: [object] }]);
    return id;
  }

  /** The worker's task throws. */
  fail(worker: number, message = 'no'): ObjectId {
    const { serial, id } = this.take(worker);
    this.head.handleWorker(worker, [
      { kind: 'threw', serial, times: this.times, error: { name: 'Error', message } },
    ]);
    return id;
  }

  die(worker: number, reason = 'it died'): void {
    this.given.delete(worker);
    this.head.workerDead(worker, reason);
  }

  events(): RuntimeEvent[] {
    return this.toDriver.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
  }

  taskEvents(id?: ObjectId): TaskEvent[] {
    return this.events().filter(
      (event): event is TaskEvent => event.kind === 'task' && (id === undefined || event.taskId === id),
    );
  }

  /** How the driver was told that each object ended, in order. */
  endings(): { readonly id: ObjectId; readonly kind: 'ready' | 'held' | 'failed' }[] {
    return this.toDriver.flatMap((message) =>
      message.kind === 'ready' || message.kind === 'held' || message.kind === 'failed'
        ? [{ id: message.id, kind: message.kind }]
        : [],
    );
  }

  /** The test itself ends what the worker has. */
  forget(worker: number): void {
    this.given.delete(worker);
  }

  private take(worker: number): RunMessage {
    const run = this.running.get(worker);
    if (!run) throw new Error(`worker ${worker} has no task`);
    const rest = this.given.get(worker)!.slice(1);
    if (rest.length > 0) this.given.set(worker, rest);
    else this.given.delete(worker);
    return run;
  }
}
