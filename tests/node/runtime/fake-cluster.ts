/** A head without threads: the test plays the driver and the workers, and time is a counter. */
import { Head } from '../../../src/runtime/head/head';
import type {
  Argument,
  DriverToHead,
  HeadToDriver,
  HeadToWorker,
  ObjectId,
  RunMessage,
  TaskSpec,
} from '../../../src/runtime/protocol';
import type { RuntimeEvent, TaskEvent } from '../../../src/runtime/events';

const TIMES = { started: 0, deserialised: 0, executed: 0, stored: 0 };

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
  /** What each worker runs now. */
  readonly running = new Map<number, RunMessage>();
  readonly replaced: number[] = [];
  readonly flagged: { readonly worker: number; readonly serial: number }[] = [];
  readonly head: Head;
  private time = 0;

  constructor(workers: number, { cancelFlags = true } = {}) {
    this.head = new Head({
      now: () => ++this.time,
      toDriver: (message) => this.toDriver.push(message),
      toWorker: (worker, message) => {
        this.sent.push({ worker, message });
        if (message.kind !== 'run') return;
        if (this.running.has(worker)) throw new Error(`worker ${worker} was given two tasks`);
        this.running.set(worker, message);
      },
      raiseCancelFlag: (worker, serial) => {
        if (cancelFlags) this.flagged.push({ worker, serial });
        return cancelFlags;
      },
      replaceWorker: (worker, reason) => {
        this.replaced.push(worker);
        this.die(worker, reason);
      },
      halt: () => undefined,
    });
    for (let worker = 1; worker <= workers; worker++) this.join(worker);
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

  join(worker: number): void {
    this.head.workerStarting(worker);
    this.head.workerAlive(worker);
  }

  /** The worker's task returns; answers with its id. */
  finish(worker: number, value: unknown = worker): ObjectId {
    const { serial, id } = this.take(worker);
    const object = { value, blocks: [], refs: [], storedBytes: 0, postedBytes: 8 };
    this.head.handleWorker(worker, [{ kind: 'returned', serial, times: TIMES, objects: [object] }]);
    return id;
  }

  /** The worker's task throws. */
  fail(worker: number, message = 'no'): ObjectId {
    const { serial, id } = this.take(worker);
    this.head.handleWorker(worker, [
      { kind: 'threw', serial, times: TIMES, error: { name: 'Error', message } },
    ]);
    return id;
  }

  die(worker: number, reason = 'it died'): void {
    this.running.delete(worker);
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

  private take(worker: number): RunMessage {
    const run = this.running.get(worker);
    if (!run) throw new Error(`worker ${worker} has no task`);
    this.running.delete(worker);
    return run;
  }
}
