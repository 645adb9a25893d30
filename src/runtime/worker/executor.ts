import type { TaskFunction } from '../client/object-ref';
import { Client } from '../client/client';
import { createClock, type Clock } from '../clock';
import { RaySystemError, TaskCancelledError, toRemoteError } from '../errors';
import type { LogEvent } from '../events';
import type {
  HeadToWorker,
  ObjectId,
  RunMessage,
  StoredObject,
  WorkerSettings,
  WorkerToHead,
} from '../protocol';
import { Arena } from '../store/arena';
import { pack, type Packing } from '../store/pack';
import { currentScope, enterScope, TaskScope } from './context';
import { Turns } from './turns';

/** Arrays in results from 1 KiB go to shared memory; below, a message is cheaper. */
const MIN_SHARED_BYTES = 1024;

/** A dispatch and when it arrived. */
interface Arrival {
  readonly message: RunMessage;
  readonly arrived: number;
}

/** Runs the tasks that the head sends, one at a time but for those that wait, and keeps the objects it was sent. */
export class Executor {
  readonly client: Client;
  private readonly tasks: ReadonlyMap<string, TaskFunction>;
  private readonly settings: WorkerSettings;
  private readonly now: Clock;
  private readonly packing: Packing;
  private readonly objects = new Map<ObjectId, unknown>();
  private readonly port: MessagePort;
  private readonly queue: Arrival[] = [];
  /** Tasks that wait for objects, by the number of their dispatch. */
  private readonly waiting = new Map<number, TaskScope>();
  /** Tasks that have begun and do not wait for objects. */
  private active = 0;
  private readonly turns = new Turns();
  private freeSince = 0;

  constructor(tasks: ReadonlyMap<string, TaskFunction>, settings: WorkerSettings, port: MessagePort) {
    this.tasks = tasks;
    this.settings = settings;
    this.port = port;
    this.now = createClock(settings.epoch, settings.clockOffset);
    const { meter, worker } = settings;
    const arena = meter ? new Arena({ meter, slot: worker, owner: worker, incarnation: 0 }) : undefined;
    this.packing = { ...(arena ? { arena } : {}), minSharedBytes: MIN_SHARED_BYTES };
    this.client = new Client({
      now: this.now,
      arena,
      workers: undefined,
      send: (message) => {
        this.send(message);
      },
      nextId: (kind) => {
        const scope = currentScope();
        if (!scope) throw new RaySystemError('A worker can submit and put only while it runs a task.');
        return scope.nextId(kind);
      },
      suspend: (on, wait) => this.suspend(on, wait),
      note: () => undefined,
    });
    port.onmessage = (event: MessageEvent<HeadToWorker[]>) => {
      // Before `data` is read, because reading it deserialises the message.
      const arrived = this.now();
      for (const message of event.data) this.receive(message, arrived);
      this.runNext();
    };
  }

  /** Sends a log line of the running task at once, because the task may compute for seconds before it yields. */
  log(level: LogEvent['level'], text: string): void {
    const scope = currentScope();
    if (!scope) return;
    const { taskId, taskName: name, worker } = scope.context;
    this.send({ kind: 'log', event: { kind: 'log', time: this.now(), worker, taskId, name, level, text } });
  }

  private receive(message: HeadToWorker, arrived: number): void {
    switch (message.kind) {
      case 'object':
        this.objects.set(message.id, this.client.receiveValue(message));
        return;
      case 'run':
        this.queue.push({ message, arrived });
        return;
      case 'cancel': {
        const scope = this.waiting.get(message.serial);
        if (scope) scope.cancelled = true;
        scope?.onCancel();
        return;
      }
      case 'ready':
      case 'held':
      case 'failed':
        this.client.receive(message);
    }
  }

  /** Begins the next tasks while none is at work. */
  private runNext(): void {
    while (this.active === 0) {
      const next = this.queue.shift();
      if (!next) return;
      this.begin(next);
    }
  }

  private begin({ message, arrived }: Arrival): void {
    const { serial, fn } = message;
    const started = Math.max(arrived, this.freeSince);
    const scope = this.scopeOf(message);
    const ending = { message, scope, started, deserialised: started };
    this.active++;
    enterScope(scope);
    try {
      const args = message.args.map((argument) =>
        'ref' in argument ? this.objects.get(argument.ref) : this.client.receiveValue(argument),
      );
      const task = this.tasks.get(fn);
      if (!task) throw new Error(this.unknownTask(fn));
      ending.deserialised = this.now();
      this.send({ kind: 'running', serial, times: { started, deserialised: ending.deserialised } });
      const result = task(...(args as never[]));
      if (isThenable(result)) {
        result.then(
          (value) => {
            this.finish(ending, value);
            this.runNext();
          },
          (error: unknown) => {
            this.abandon(ending, error, undefined);
            this.runNext();
          },
        );
        return;
      }
      this.finish(ending, result);
    } catch (thrown) {
      this.abandon(ending, thrown, undefined);
    }
  }

  private finish(ending: Ending, result: unknown): void {
    const { message, started, deserialised } = ending;
    const executed = this.now();
    try {
      const objects = this.packResults(message, result);
      const times = { started, deserialised, executed, stored: this.now() };
      this.send({ kind: 'returned', serial: message.serial, times, objects });
      this.leave();
    } catch (error) {
      this.abandon(ending, error, executed);
    }
  }

  private abandon({ message, started, deserialised }: Ending, thrown: unknown, executed?: number): void {
    const now = this.now();
    const times = { started, deserialised, executed: executed ?? now, stored: now };
    this.send({ kind: 'threw', serial: message.serial, times, error: toRemoteError(thrown) });
    this.leave();
  }

  private leave(): void {
    this.active--;
    enterScope(undefined);
    this.freeSince = this.now();
  }

  /** Waits for objects on behalf of the running task; other tasks may run on this thread meanwhile. */
  private async suspend<T>(on: 'get' | 'wait', wait: () => Promise<T>): Promise<T> {
    const scope = currentScope();
    if (!scope) return wait();
    if (scope.waits++ === 0) {
      this.active--;
      this.waiting.set(scope.serial, scope);
      this.send({ kind: 'blocked', serial: scope.serial, on, time: this.now() });
      // Later: the task may have more to do before it awaits.
      queueMicrotask(() => {
        this.runNext();
      });
    }
    try {
      return await Promise.race([wait(), cancelled(scope)]);
    } finally {
      await this.turns.next();
      if (--scope.waits === 0) {
        this.active++;
        this.waiting.delete(scope.serial);
        this.send({ kind: 'resumed', serial: scope.serial, time: this.now() });
      }
      enterScope(scope);
    }
  }

  private packResults({ fn, numReturns }: RunMessage, result: unknown): StoredObject[] {
    try {
      if (numReturns === 1) return [pack(result, this.packing)];
      const results = isIterable(result) ? [...result] : [];
      if (results.length === numReturns) return results.map((value) => pack(value, this.packing));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TypeError(`The result cannot be returned: ${error.message}.`, { cause: error });
    }
    throw new TypeError(`${fn} must return an array of ${numReturns} values, because numReturns says so.`);
  }

  private scopeOf(message: RunMessage): TaskScope {
    const { worker, cancelFlags } = this.settings;
    const { serial } = message;
    const isCancelled = (): boolean =>
      cancelFlags !== undefined && Atomics.load(cancelFlags, worker) === serial;
    return new TaskScope(message, worker, isCancelled);
  }

  private send(message: WorkerToHead): void {
    this.port.postMessage([message]);
  }

  private unknownTask(fn: string): string {
    const known = [...this.tasks.keys()].join(', ');
    return `No task is registered under the name ${fn}; the worker script serves: ${known}.`;
  }
}

/** A task that has begun: what telling its end takes. */
interface Ending {
  readonly message: RunMessage;
  readonly scope: TaskScope;
  readonly started: number;
  deserialised: number;
}

/** Rejects when the task is cancelled. */
function cancelled(scope: TaskScope): Promise<never> {
  const { taskName, taskId } = scope.context;
  return new Promise((_, reject) => {
    const before = scope.onCancel;
    scope.onCancel = () => {
      before();
      reject(new TaskCancelledError(`${taskName} (task ${taskId}) was cancelled.`));
    };
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof (value as { [Symbol.iterator]?: unknown } | null | undefined)?.[Symbol.iterator] === 'function'
  );
}
