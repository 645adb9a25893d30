import { encodeForHead } from '../batches';
import type { ActorClass } from '../client/actor-handle';
import type { TaskFunction } from '../client/object-ref';
import { Client } from '../client/client';
import { createHolder, NOBODY, type Holder } from '../client/shares';
import { Callee, type QuietCall } from '../direct/callee';
import { createClock, type Clock } from '../clock';
import { ObjectStoreFullError, RaySystemError, TaskCancelledError, toRemoteError } from '../errors';
import type { LogEvent } from '../events';
import type {
  HeadToWorker,
  ObjectId,
  RunMessage,
  StoredObject,
  WorkerSettings,
  WorkerToHead,
} from '../protocol';
import { beat } from '../lifeline';
import { Outbox } from '../outbox';
import { Arena } from '../store/arena';
import { packAll, type Packing } from '../store/pack';
import { storeWhenRoom } from '../store/room';
import { LocalActors, methodOf, type LivingActor } from './actors';
import { currentScope, enterScope, TaskScope, type RuntimeContext } from './context';
import { Stream } from './generators';
import { WorkerObjects } from './objects';
import { SyncGetter } from './sync-getter';
import { Turns } from './turns';

/** Arrays in results from 1 KiB go to shared memory; below, a message is cheaper. */
const MIN_SHARED_BYTES = 1024;

/** What a worker script serves, by name. */
export interface Served {
  readonly tasks: ReadonlyMap<string, TaskFunction>;
  readonly classes: ReadonlyMap<string, ActorClass>;
  /** Functions, and methods as `Class.method`, that are generators. */
  readonly generators: ReadonlySet<string>;
  /** Functions that may block their thread. */
  readonly blocking: ReadonlySet<string>;
}

/** Results of tasks that follow one another wait no longer than this for company, in ms. */
const RESULT_DELAY_MS = 1;

/** A dispatch and when it arrived, or a call that came from the driver directly. */
type Arrival = { readonly message: RunMessage; readonly arrived: number } | QuietCall;

/** Runs the tasks that the head sends, one at a time but for those that wait, and keeps the objects it was sent. */
export class Executor {
  readonly client: Client;
  private readonly tasks: ReadonlyMap<string, TaskFunction>;
  private readonly settings: WorkerSettings;
  private readonly now: Clock;
  private readonly packing: Packing;
  private readonly arena: Arena | undefined;
  private readonly objects = new WorkerObjects();
  /** Whose the references are that the methods of each actor here are handed. */
  private readonly holders = new Map<ObjectId, Holder>();
  private readonly outbox: Outbox<WorkerToHead>;
  private readonly callee: Callee;
  private readonly queue: Arrival[] = [];
  private readonly actors: LocalActors<Arrival>;
  /** Dispatches that were cancelled before they began. */
  private readonly cancelled = new Set<number>();
  /** Tasks that wait for objects, by the number of their dispatch. */
  private readonly waiting = new Map<number, TaskScope>();
  /** Generators that have begun, by the number of their dispatch. */
  private readonly streams = new Map<number, Stream>();
  /** Tasks that have begun and do not wait for objects. */
  private active = 0;
  private isLooping = false;
  private readonly turns = new Turns();
  private freeSince = 0;

  constructor(
    { tasks, classes, generators, blocking }: Served,
    settings: WorkerSettings,
    port: MessagePort,
    line: MessagePort,
  ) {
    this.tasks = tasks;
    this.actors = new LocalActors(classes);
    this.settings = settings;
    this.outbox = new Outbox((batch) => {
      port.postMessage(encodeForHead(batch));
    });
    this.now = createClock(settings.epoch, settings.clockOffset);
    const { member, mailbox } = settings;
    const syncGetter = new SyncGetter(mailbox, this.now, (message) => {
      this.sendNow(message);
    });
    const arena = member ? new Arena(member) : undefined;
    this.arena = arena;
    this.packing = { ...(arena ? { arena } : {}), minSharedBytes: MIN_SHARED_BYTES };
    this.client = new Client({
      now: this.now,
      arena,
      workers: undefined,
      isGenerator: (fn) => generators.has(fn),
      isBlocking: (fn) => blocking.has(fn),
      waitSync: (ids, timeout) => syncGetter.wait(currentScope(), ids, timeout),
      send: (message) => {
        currentScope()?.announce();
        this.send(message);
      },
      nextId: (kind) => {
        const scope = currentScope();
        if (!scope) throw new RaySystemError('A worker can submit and put only while it runs a task.');
        return scope.nextId(kind);
      },
      holder: () => currentScope()?.holder ?? NOBODY,
      suspend: (on, wait) => this.suspend(on, wait),
      awaitRoom: (bytes, timeout) => {
        this.outbox.flush();
        return arena?.awaitRoom(bytes, timeout) ?? false;
      },
      allocated: (array) => {
        currentScope()?.allocated.push(array);
      },
      atEnd: (callback) => {
        currentScope()?.atEnd.push(callback);
      },
      note: () => undefined,
    });
    port.onmessage = (event: MessageEvent<HeadToWorker[]>) => {
      // Before `data` is read, because reading it deserialises the message.
      const arrived = this.now();
      for (const message of event.data) this.receive(message, arrived);
      this.runNext();
    };
    this.callee = new Callee(line, {
      now: this.now,
      tell: (message) => {
        this.send(message);
      },
      isFree: () => this.active === 0 && !this.isLooping,
      run: (call) => {
        this.queue.push(call);
        this.runNext();
      },
      deliver: (call, id) => {
        const actor = this.actors.get(id);
        if (!actor) return false;
        actor.push(call);
        this.serve(actor);
        return true;
      },
    });
  }

  /** Sends a log line of the running task at once, because the task may compute for seconds before it yields; false outside tasks. */
  log(level: LogEvent['level'], text: string): boolean {
    const scope = currentScope();
    if (scope) this.sendLine(level, text, scope.context);
    return scope !== undefined;
  }

  /** Sends an error that nobody caught: that of a timer which a task has left behind belongs to no task. */
  logUncaught(text: string): void {
    this.sendLine('error', text, currentScope()?.context ?? { taskId: '', taskName: '' });
  }

  private sendLine(
    level: LogEvent['level'],
    text: string,
    { taskId, taskName: name }: Pick<RuntimeContext, 'taskId' | 'taskName'>,
  ): void {
    const { worker } = this.settings;
    this.sendNow({
      kind: 'log',
      event: { kind: 'log', time: this.now(), worker, taskId, name, level, text },
    });
  }

  /** The thread is about to close itself; what runs in the same turn still counts. */
  sayGoodbye(): void {
    queueMicrotask(() => {
      this.sendNow({ kind: 'closing' });
    });
  }

  private receive(message: HeadToWorker, arrived: number): void {
    switch (message.kind) {
      case 'object':
        this.objects.set(message.id, message);
        return;
      case 'run': {
        const actor = message.actor === undefined ? undefined : this.actors.get(message.actor);
        if (!actor) {
          this.queue.push({ message, arrived });
          return;
        }
        actor.push({ message, arrived });
        this.serve(actor);
        return;
      }
      case 'drop':
        this.actors.drop(message.actor);
        this.endHolder(message.actor);
        return;
      case 'unlease':
        this.callee.endLease(message.lease);
        return;
      case 'forget':
        this.objects.delete(message.ids);
        return;
      case 'consumed':
        this.streams.get(message.serial)?.setConsumed(message.count);
        return;
      case 'cancel': {
        const scope = this.waiting.get(message.serial);
        if (!scope) {
          this.cancelled.add(message.serial);
          return;
        }
        scope.cancelled = true;
        scope.onCancel();
        return;
      }
      case 'ready':
      case 'held':
      case 'failed':
      case 'actor':
      case 'answer':
      case 'release':
        this.client.receive(message);
    }
  }

  /** Begins the calls for which an actor has room. */
  private serve(actor: LivingActor<Arrival>): void {
    const { instance } = actor;
    actor.serve((call, onEnd) => {
      this.begin(call, (...args) => methodOf(instance, call.message.fn).apply(instance, args), onEnd);
    });
  }

  /** Begins the next tasks while none is at work. */
  private runNext(): void {
    // A task that ends at once calls this again: the loop below goes on, instead of a stack that grows.
    if (this.isLooping) return;
    this.isLooping = true;
    for (let next = this.next(); next; next = this.next()) {
      this.active++;
      this.begin(next, this.functionOf(next.message), () => {
        this.active--;
        this.runNext();
      });
    }
    this.isLooping = false;
  }

  private next(): Arrival | undefined {
    return this.active === 0 ? this.queue.shift() : undefined;
  }

  /** What a task runs. Looked up when it is called, so that what is missing fails the task. */
  private functionOf({ id, fn, actor, creates }: RunMessage): TaskFunction {
    return (...args) => {
      if (actor !== undefined) throw new Error('The actor is not on this worker any more.');
      if (creates) {
        const { takesTurns } = this.actors.create(id, fn, args, creates);
        if (takesTurns) this.send({ kind: 'inTurn', actor: id });
        return [];
      }
      const task = this.tasks.get(fn);
      if (!task) throw new Error(this.unknownTask(fn));
      return task(...args);
    };
  }

  /** Runs a task up to its end, or until it awaits something. `onEnd` is called when it has ended. */
  private begin(arrival: Arrival, run: TaskFunction, onEnd: () => void): void {
    const { message, arrived } = arrival;
    const { serial } = message;
    const call = 'values' in arrival ? arrival : undefined;
    const started = Math.max(arrived, this.freeSince);
    const scope = this.scopeOf(message);
    const ending = { message, scope, started, deserialised: started, onEnd, call };
    if (call) {
      scope.announce = () => {
        call.announce('waits');
      };
    }
    enterScope(scope);
    try {
      if (this.cancelled.delete(serial)) throw new TaskCancelledError(`${message.name} was cancelled.`);
      const args = call?.values ?? this.argumentsOf(message);
      ending.deserialised = this.now();
      const times = { started, deserialised: ending.deserialised };
      if (!message.isBrief) this.sendNow({ kind: 'running', serial, times });
      const returned = run(...(args as never[]));
      const result = message.stream ? this.stream(new Stream(message.stream), scope, returned) : returned;
      if (isThenable(result)) {
        scope.announce();
        result.then(
          (value) => {
            this.finish(ending, value);
          },
          (error: unknown) => {
            this.abandon(ending, error);
          },
        );
        return;
      }
      this.finish(ending, result);
    } catch (thrown) {
      this.abandon(ending, thrown);
    }
  }

  /** Runs a generator to its end; resolves with the number of its items. */
  private async stream(stream: Stream, scope: TaskScope, source: unknown): Promise<number> {
    const { serial, context } = scope;
    this.streams.set(serial, stream);
    try {
      return await stream.run(source, {
        enter: () => {
          enterScope(scope);
        },
        isCancelled: () => context.isCancelled() || this.cancelled.has(serial),
        emit: async (index, value) => {
          const [object] = await this.packWhenRoom([value]);
          // At once: it may compute for long before the next one.
          this.sendNow({ kind: 'yielded', serial, index, object: object! });
        },
        suspend: (wait) => this.suspend('wait', wait),
      });
    } finally {
      this.streams.delete(serial);
    }
  }

  private finish(ending: Ending, result: unknown): void {
    const { message } = ending;
    const executed = this.now();
    let objects: StoredObject[];
    try {
      objects = this.pack(resultsOf(message, result));
    } catch (error) {
      if (error instanceof ObjectStoreFullError) void this.deliverWhenRoom(ending, executed, result);
      else this.abandon(ending, error, executed);
      return;
    }
    this.deliver(ending, executed, objects);
  }

  private async deliverWhenRoom(ending: Ending, executed: number, result: unknown): Promise<void> {
    enterScope(ending.scope);
    let objects: StoredObject[];
    try {
      objects = await this.packWhenRoom(resultsOf(ending.message, result));
    } catch (error) {
      this.abandon(ending, error, executed);
      return;
    }
    this.deliver(ending, executed, objects);
  }

  private deliver(ending: Ending, executed: number, objects: readonly StoredObject[]): void {
    const { message, started, deserialised, call } = ending;
    const times = { started, deserialised, executed, stored: this.now() };
    if (!call?.answer(times, objects[0]!)) {
      call?.announce('ended');
      this.send({ kind: 'returned', serial: message.serial, times, objects });
      this.outbox.flushAfter(RESULT_DELAY_MS, times.stored);
    }
    this.leave(ending);
  }

  private abandon(ending: Ending, thrown: unknown, executed?: number): void {
    const { message, started, deserialised } = ending;
    const now = this.now();
    const times = { started, deserialised, executed: executed ?? now, stored: now };
    ending.call?.announce('ended');
    this.send({ kind: 'threw', serial: message.serial, times, error: toRemoteError(thrown) });
    this.leave(ending);
  }

  private leave({ message, scope, onEnd }: Ending): void {
    this.cancelled.delete(message.serial);
    // What was neither returned nor put has no other use. An actor may keep its arrays for a later call.
    if (!scope.isMethod) for (const array of scope.allocated) this.arena?.discard(array);
    // An actor may keep what it has begun.
    if (!scope.isMethod) for (const callback of scope.atEnd) callback();
    enterScope(undefined);
    this.letGo(message, scope);
    this.freeSince = this.now();
    onEnd();
  }

  /** A task has no references when it has ended; those that a method made are its actor's. */
  private letGo({ creates, id }: RunMessage, { holder, path, hasMade }: TaskScope): void {
    if (hasMade || (!holder.isActor && holder.hasAny)) this.send({ kind: 'letGoAll', by: path });
    if (!holder.isActor) holder.hasEnded = true;
    else if (creates && !this.actors.get(id)) this.endHolder(id);
  }

  /** An actor is gone from this worker, or did not come into being. */
  private endHolder(actor: ObjectId): void {
    const holder = this.holders.get(actor);
    if (!holder) return;
    this.holders.delete(actor);
    holder.hasEnded = true;
    if (holder.hasAny) this.send({ kind: 'letGoAll', by: actor });
  }

  private holderOf({ id, actor, creates }: RunMessage): Holder | undefined {
    if (creates) this.holders.set(id, createHolder(id, true));
    return this.holders.get(creates ? id : (actor ?? ''));
  }

  /** Waits for objects on behalf of the running task; other tasks may run on this thread meanwhile. */
  private async suspend<T>(on: 'get' | 'wait', wait: () => Promise<T>): Promise<T> {
    const scope = currentScope();
    if (!scope) return wait();
    scope.announce();
    if (scope.waits++ === 0) {
      if (!scope.isMethod) this.active--;
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
        if (!scope.isMethod) this.active++;
        this.waiting.delete(scope.serial);
        scope.onCancel = () => undefined;
        this.send({ kind: 'resumed', serial: scope.serial, time: this.now() });
      }
      enterScope(scope);
    }
  }

  /** Packs results as soon as there is room for them; the task that waits gives its CPU back. */
  private packWhenRoom(results: readonly unknown[]): Promise<StoredObject[]> {
    return storeWhenRoom(
      () => this.pack(results),
      (bytes, timeout) => this.suspend('wait', () => this.arena!.whenRoom(bytes, timeout)),
    );
  }

  private argumentsOf({ args }: RunMessage): unknown[] {
    return args.map((argument) =>
      this.client.receiveValue('ref' in argument ? this.objects.get(argument.ref) : argument, true),
    );
  }

  private pack(results: readonly unknown[]): StoredObject[] {
    try {
      return packAll(results, this.packing);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TypeError(`The result cannot be returned: ${error.message}.`, { cause: error });
    }
  }

  private scopeOf(message: RunMessage): TaskScope {
    const { worker, cancelFlags, heartbeat } = this.settings;
    const { serial } = message;
    const isCancelled = (): boolean => {
      if (heartbeat) beat(heartbeat);
      return cancelFlags !== undefined && Atomics.load(cancelFlags, worker) === serial;
    };
    return new TaskScope(message, worker, isCancelled, this.holderOf(message));
  }

  /** Sends with all that is on its way, before the thread computes. */
  private sendNow(message: WorkerToHead): void {
    this.outbox.push(message);
    this.outbox.flush();
  }

  private send(message: WorkerToHead): void {
    this.outbox.push(message);
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
  readonly onEnd: () => void;
  readonly call: QuietCall | undefined;
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

/** What a task returned, value by value. @throws TypeError where these are not as many as `numReturns` says */
function resultsOf({ fn, numReturns }: RunMessage, result: unknown): unknown[] {
  if (numReturns === 1 || numReturns === 'streaming') return [result];
  const results = isIterable(result) ? [...result] : [];
  if (results.length === numReturns) return results;
  throw new TypeError(`${fn} must return an array of ${numReturns} values, because numReturns says so.`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof (value as { [Symbol.iterator]?: unknown } | null | undefined)?.[Symbol.iterator] === 'function'
  );
}
