import type { Clock } from '../clock';
import type { Caller } from '../direct/caller';
import { errorOf, GetTimeoutError, ObjectStoreFullError, RaySystemError, toRemoteError } from '../errors';
import type { DriverEvent } from '../events';
import {
  isPut,
  postedOf,
  returnsOf,
  taskOf,
  type ActorIdentity,
  type Argument,
  type ClientToHead,
  type Failure,
  type HeadToClient,
  type ObjectId,
  type Posted,
  type StoredObject,
  type TaskSpec,
} from '../protocol';
import type { StateQuery } from '../state/query';
import type { Arena } from '../store/arena';
import { storeWhenRoom, storeWithPatience } from '../store/room';
import { createArray, type Dtype, type Shape, type TypedArrays } from '../store/dtypes';
import { pack, type Packing } from '../store/pack';
import { identityOf, restoreReferences, type Place } from '../store/references';
import {
  changeState,
  createEntry,
  isLocal,
  isSettled,
  watchEntries,
  type Entry,
  type EntryState,
  type ReadyState,
  type Tally,
} from './entries';
import { ObjectRef } from './object-ref';
import type { ObjectRefGenerator } from './object-ref-generator';
import { Streams } from './streams';
import { createHandle } from './actor-handle';
import {
  checkFeasible,
  resolveReturns,
  type MethodOptions,
  type ResolvedActorOptions,
  type ResolvedOptions,
} from './options';
import { Pins } from './pins';
import { NOBODY, Shares, type Holder } from './shares';

type AnyRef = ObjectRef<unknown>;

/** What `remote` returns, depending on `numReturns`. */
export type Returned = AnyRef | AnyRef[] | ObjectRefGenerator<unknown>;

/** Of a task, an object that is put, and an actor. */
type IdKind = 't' | 'p' | 'a';

/** A method runs where its actor is, and takes no CPU of its own. */
const METHOD_OPTIONS = {
  numCpus: 0,
  retryExceptions: false,
  schedulingStrategy: 'DEFAULT',
} as const;

/** What a client needs of the thread it serves. */
export interface ClientHost {
  readonly now: Clock;
  /** Where arrays go; absent where there is no shared memory. */
  readonly arena: Arena | undefined;
  /** The workers that a task may ask for by number; undefined where they are not known. */
  readonly workers: ReadonlySet<number> | undefined;
  /** Whether a function, or a method as `Class.method`, is a generator. */
  isGenerator(fn: string): boolean;
  /** Whether a function may block its thread. */
  isBlocking(fn: string): boolean;
  send(message: ClientToHead): void;
  /** Calls workers without the head in between; absent where the head is always in between. */
  readonly caller?: Caller;
  /** The id of the next task or object, and the task that makes it. */
  nextId(kind: IdKind): { readonly id: ObjectId; readonly parent?: ObjectId };
  /** Whose the references are that are handed out now. */
  holder(): Holder;
  /** Waits for objects; a task gives its CPU back meanwhile. */
  suspend<T>(on: 'get' | 'wait', wait: () => Promise<T>): Promise<T>;
  /** Blocks until the store has room for so many bytes, at most so many ms; absent where a thread may not be blocked. */
  awaitRoom?(bytes: number, timeout: number): boolean;
  /** Blocks the thread until objects are there, or the first has failed; undefined after `timeout` ms. */
  waitSync(ids: readonly ObjectId[], timeout: number): readonly HeadToClient[] | undefined;
  /** An array was allocated that may never be put. */
  allocated(array: ArrayBufferView): void;
  /** What is to be done when the running task has ended. */
  atEnd(callback: () => void): void;
  /** A call of the API has ended. */
  note(op: DriverEvent['op'], start: number, bytes?: number): void;
}

/** What every thread of the cluster has that submits tasks and gets objects: the driver, and each worker for its tasks. */
export class Client {
  private readonly host: ClientHost;
  private readonly packing: { readonly put: Packing; readonly argument: Packing };
  /** Entries that the head will tell of, and those of objects it sent unasked. Settled ones live as long as their references. */
  private readonly known = new Map<ObjectId, Entry>();
  private readonly streams: Streams;
  private readonly shares: Shares;
  private readonly pins = new Pins();
  private readonly searches = new Map<number, (found: ActorIdentity | undefined) => void>();
  private readonly questions = new Map<number, (answer: unknown, failure?: Failure) => void>();
  private requests = 0;
  private waits = 0;
  /**
   * What `wait` said is not ready, and how long these lists were. Whoever gives one to the next `wait` need not have it
   * checked again: a thousand waits for one of a thousand objects would look at half a million references.
   */
  private readonly rests = new WeakMap<readonly AnyRef[], number>();
  /** Why nothing works any more. */
  private broken: Failure | undefined;

  constructor(host: ClientHost) {
    this.host = host;
    this.streams = new Streams({
      send: (message) => {
        host.send(message);
      },
      atEnd: (close) => {
        host.atEnd(close);
      },
      expect: (id) => {
        const ref = this.track(id, { kind: 'pending' });
        return { ref, entry: this.entryOf(ref) };
      },
      suspend: async (wait) => {
        const start = host.now();
        await host.suspend('wait', wait);
        host.note('wait', start);
      },
    });
    this.shares = new Shares(
      (message) => {
        if (!this.broken) host.send(message);
      },
      (tally) => {
        this.forget(tally);
      },
    );
    const arena = host.arena ? { arena: host.arena } : {};
    // What is put is read by many: all of its arrays are shared. A small array travels cheaper inside a message.
    this.packing = {
      put: { ...arena, minSharedBytes: 0 },
      argument: { ...arena, minSharedBytes: 1024, seals: false, locate: placeOf },
    };
  }

  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  /** Submits a task; returns a reference to what it will return, or to each of several objects, or to what it yields. */
  submit(fn: string, options: ResolvedOptions, args: readonly unknown[], actor?: ActorIdentity): Returned {
    const { host } = this;
    if (host.workers && actor === undefined) checkFeasible(options, host.workers);
    const submitted = host.now();
    const isStream = host.isGenerator(actor === undefined ? fn : `${actor.className}.${fn}`);
    const numReturns = options.numReturns ?? (isStream ? 'streaming' : 1);
    const isBlocking = actor === undefined && host.isBlocking(fn);
    const direct = numReturns === 1 && !isBlocking && this.callDirectly(fn, options, args, submitted, actor);
    if (direct) return direct;
    const ofActor = actor === undefined ? {} : { actor: actor.id };
    const task: TaskSpec = {
      ...host.nextId('t'),
      fn,
      ...options,
      numReturns,
      args: [],
      ...ofActor,
      ...(isBlocking ? { blocking: true } : {}),
      submitted,
    };
    const state: EntryState = this.broken ? { kind: 'failed', failure: this.broken } : { kind: 'pending' };
    const refs = returnsOf(task).map((id) => this.track(id, state));
    this.send(task, args);
    this.keep(refs);
    host.note('submit', submitted);
    if (numReturns === 'streaming') return this.streams.start(task, refs[0]!, this.entryOf(refs[0]!));
    return numReturns === 1 ? refs[0]! : refs;
  }

  /** Has a worker run a call without the head in between; undefined where that cannot be. */
  private callDirectly(
    fn: string,
    options: ResolvedOptions,
    args: readonly unknown[],
    submitted: number,
    actor?: ActorIdentity,
  ): AnyRef | undefined {
    const { host } = this;
    // First, because to look for a worker may ask for one.
    if (this.broken || !args.every(isSmall)) return undefined;
    const form = host.caller?.find(fn, options, actor?.id);
    if (!form) return undefined;
    const { id } = host.nextId('t');
    const ref = this.track(id, { kind: 'pending' });
    host.caller!.call(form, id, args, submitted);
    host.note('submit', submitted);
    return ref;
  }

  private send(task: TaskSpec, args: readonly unknown[]): void {
    try {
      const packed = this.patiently(() => this.packArguments(args));
      this.host.caller?.leftToHead(task);
      this.host.send({ kind: 'submit', task: { ...task, args: packed } });
    } catch (error) {
      this.host.send({ kind: 'reject', task, error: toRemoteError(error) });
    }
  }

  /** All of them, or nothing is stored. */
  private packArguments(args: readonly unknown[]): Argument[] {
    const packed: Argument[] = [];
    try {
      for (const value of args) packed.push(this.packArgument(value));
      return packed;
    } catch (error) {
      const blocks = packed.flatMap((argument) => ('ref' in argument ? [] : (argument.blocks ?? [])));
      this.host.arena?.abandon(blocks);
      if (!(error instanceof ObjectStoreFullError) || error.wantedBytes === undefined) throw error;
      const wantedBytes = blocks.reduce((sum, { bytes }) => sum + bytes, error.wantedBytes);
      throw new ObjectStoreFullError(error.message, { wantedBytes });
    }
  }

  private handleOf(identity: ActorIdentity): object {
    const { className, maxTaskRetries: maxRetries } = identity;
    const known = new WeakMap<MethodOptions, ResolvedOptions>();
    return createHandle(identity, (method, options, args) => {
      let resolved = known.get(options);
      if (!resolved) {
        const { name = `${className}.${method}`, ...returns } = options;
        resolved = { ...METHOD_OPTIONS, ...resolveReturns(returns), name, maxRetries };
        known.set(options, resolved);
      }
      return this.submit(method, resolved, args, identity);
    });
  }

  /** Submits the making of an actor; returns its handle. */
  createActor(className: string, { task, actor }: ResolvedActorOptions, args: readonly unknown[]): object {
    const { host } = this;
    if (host.workers) checkFeasible(task, host.workers);
    const submitted = host.now();
    const ids = host.nextId('a');
    this.send({ ...ids, fn: className, ...task, numReturns: 0, args: [], creates: actor, submitted }, args);
    host.note('submit', submitted);
    return this.handleOf({ id: ids.id, className, maxTaskRetries: actor.maxTaskRetries });
  }

  /** The handle of a named actor, or undefined. */
  async findActor(name: string): Promise<object | undefined> {
    const request = ++this.requests;
    const found = await new Promise<ActorIdentity | undefined>((resolve) => {
      this.searches.set(request, resolve);
      this.host.send({ kind: 'find', name, request });
    });
    return found && this.handleOf(found);
  }

  /** Asks the head about the cluster's state. Rejects when the cluster ends before it answers. */
  inquire(query: StateQuery): Promise<unknown> {
    if (this.broken) return Promise.reject(errorOf(this.broken));
    const request = ++this.requests;
    return new Promise((resolve, reject) => {
      this.questions.set(request, (answer, failure) => {
        this.questions.delete(request);
        if (failure) reject(errorOf(failure));
        else resolve(answer);
      });
      this.host.send({ kind: 'query', query, request });
    });
  }

  alloc<D extends Dtype>(dtype: D, shape: Shape): TypedArrays[D] {
    const { arena } = this.host;
    if (!arena) return createArray(dtype, shape);
    const array = this.patiently(() => arena.alloc(dtype, shape));
    this.host.allocated(array);
    return array;
  }

  free(refs: readonly AnyRef[]): void {
    const ids = refs.map((ref) => this.entryOf(ref).id);
    this.host.send({ kind: 'free', ids });
    for (const ref of refs) {
      const entry = this.entryOf(ref);
      this.known.delete(entry.id);
      const message = `Object ${entry.id} is not there any more: it was freed.`;
      changeState(entry, { kind: 'failed', failure: { kind: 'lost', message } });
    }
  }

  lose(refs: readonly (AnyRef | ObjectId)[]): void {
    this.host.send({
      kind: 'lose',
      ids: refs.map((ref) => (typeof ref === 'string' ? ref : this.entryOf(ref).id)),
    });
    for (const ref of refs) {
      if (typeof ref === 'string') continue;
      const entry = this.entryOf(ref);
      if (entry.state.kind === 'ready' || entry.state.kind === 'held') this.disown(entry);
    }
  }

  kill(handle: object, noRestart: boolean): void {
    const identity = identityOf(handle);
    if (!identity) throw new TypeError('kill was given no actor handle.');
    this.host.send({ kind: 'kill', id: identity.id, noRestart });
  }

  put(value: unknown): AnyRef {
    const start = this.host.now();
    return this.store(
      start,
      this.patiently(() => this.packToPut(value)),
    );
  }

  /** As `put`, but waits for room without blocking the thread. */
  async putWhenRoom(value: unknown, timeout: number | undefined): Promise<AnyRef> {
    const { arena, now } = this.host;
    const start = now();
    const whenRoom = (bytes: number, left: number): Promise<boolean> =>
      this.host.suspend('wait', () => arena!.whenRoom(bytes, left));
    return storeWhenRoom(() => this.store(start, this.packToPut(value)), whenRoom, timeout);
  }

  private packToPut(value: unknown): StoredObject {
    if (!(value instanceof ObjectRef)) return pack(value, this.packing.put);
    throw new TypeError('put was given an ObjectRef; it is in the store already.');
  }

  /** Stores something; where the thread may be blocked, as soon as there is room. */
  private patiently<T>(store: () => T): T {
    const { host } = this;
    if (!host.awaitRoom) return store();
    return storeWithPatience(store, (bytes, timeout) => {
      // What was let go of may be the room.
      this.shares.tell();
      return host.awaitRoom!(bytes, timeout);
    });
  }

  private store(start: number, object: StoredObject): AnyRef {
    const { host } = this;
    const { id } = host.nextId('p');
    host.send({ kind: 'put', id, object });
    host.note('put', start, object.storedBytes);
    const posted = postedOf(object);
    const { blocks } = object;
    const isStored = host.arena !== undefined && blocks.length > 0;
    const state = readyState(isStored ? { ...posted, guards: host.arena.guardsOf(blocks) } : posted);
    const ref = this.track(id, isStored ? { ...state, isOwn: true } : state);
    this.keep([ref]);
    return ref;
  }

  /** The values, at once where all of them are on this thread. */
  get(refs: readonly AnyRef[], timeout: number | undefined): unknown[] | Promise<unknown[]> {
    const start = this.host.now();
    const entries = refs.map((ref) => this.entryOf(ref));
    for (const entry of entries) this.doubt(entry);
    if (!entries.every(({ state }) => state.kind === 'ready')) {
      return this.whileUsing(refs, () => this.getLater(refs, entries, timeout, start));
    }
    this.host.note('get', start);
    return this.valuesOf(refs, entries);
  }

  /** Keeps what a call was given until it returns, though its caller lets go. */
  private async whileUsing<T>(refs: readonly AnyRef[], call: () => Promise<T>): Promise<T> {
    const shares = refs.map((ref) => ObjectRef.shareOf(ref));
    for (const share of shares) if (share) share.uses++;
    try {
      return await call();
    } finally {
      for (const share of shares) if (share) this.shares.endUse(share);
    }
  }

  private async getLater(
    refs: readonly AnyRef[],
    entries: readonly Entry[],
    timeout: number | undefined,
    start: number,
  ): Promise<unknown[]> {
    const { host } = this;
    const deadline = timeout === undefined ? Infinity : start + timeout;
    // What was there may be gone when the rest has come.
    for (;;) {
      const missing = new Set(entries.filter(({ state }) => !isLocal(state)));
      for (const entry of missing) this.want(entry);
      if (missing.size === 0 || entries.some(({ state }) => state.kind === 'failed')) break;
      const left = Math.max(0, deadline - host.now());
      const goal = { isDone: isLocal, missing: missing.size, failFast: true, timeout: left };
      const reached = await host.suspend('get', () => watchEntries(missing, goal));
      if (!reached) break;
      for (const entry of entries) if (!missing.has(entry)) this.doubt(entry);
    }
    host.note('get', start);
    for (const { state } of entries) if (state.kind === 'failed') throw errorOf(state.failure);
    if (!entries.every(({ state }) => isLocal(state))) throw lateError(entries, timeout);
    return this.valuesOf(refs, entries);
  }

  /** As `get`, but it does not return before the values are there: the thread is blocked. */
  getSync(refs: readonly AnyRef[], timeout = Infinity): unknown[] {
    const entries = refs.map((ref) => this.entryOf(ref));
    for (const entry of entries) this.doubt(entry);
    const missing = new Set(entries.filter(({ state }) => !isLocal(state)));
    if (missing.size > 0 && !entries.some(({ state }) => state.kind === 'failed')) {
      const told = this.host.waitSync(
        [...missing].map(({ id }) => id),
        timeout,
      );
      if (!told) throw lateError(entries, timeout);
      for (const entry of missing) this.expect(entry);
      for (const message of told) {
        // The arrays are copies: there is nothing to guard.
        if (message.kind === 'ready') {
          const { id, value, refs } = message;
          this.settle(id, readyState(refs ? { value, refs } : { value }));
        } else {
          this.receive(message);
        }
      }
    }
    for (const { state } of entries) if (state.kind === 'failed') throw errorOf(state.failure);
    return this.valuesOf(refs, entries);
  }

  async wait<R extends AnyRef>(
    refs: readonly R[],
    numReturns: number,
    timeout: number | undefined,
  ): Promise<[ready: R[], notReady: R[]]> {
    const start = this.host.now();
    if (this.rests.get(refs) !== refs.length) this.checkUnique(refs);
    let parted = this.partition(refs, numReturns);
    const missing = numReturns - parted[0].length;
    if (missing > 0) {
      const goal = { isDone: isSettled, missing, failFast: false, timeout };
      const entries = parted[1].map((ref) => this.entryOf(ref));
      // Some may have been lost since they were looked at.
      for (const entry of entries) this.ask(entry);
      await this.host.suspend('wait', () => watchEntries(entries, goal));
      parted = this.partition(refs, numReturns);
    }
    this.rests.set(parted[1], parted[1].length);
    this.host.note('wait', start);
    return parted;
  }

  /** Sees that no reference comes twice, and asks the head for those that it was not asked for. */
  private checkUnique(refs: readonly AnyRef[]): void {
    const mark = ++this.waits;
    for (const ref of refs) {
      const entry = this.entryOf(ref);
      if (entry.mark === mark) throw new TypeError('wait was given the same ObjectRef twice.');
      entry.mark = mark;
      this.ask(entry);
    }
  }

  private partition<R extends AnyRef>(refs: readonly R[], numReturns: number): [ready: R[], notReady: R[]] {
    const ready: R[] = [];
    const notReady: R[] = [];
    let next = 0;
    while (ready.length < numReturns && next < refs.length) {
      const ref = refs[next++]!;
      (isSettled(this.entryOf(ref).state) ? ready : notReady).push(ref);
    }
    return [ready, next < refs.length ? notReady.concat(refs.slice(next)) : notReady];
  }

  cancel(ref: AnyRef, force: boolean, recursive: boolean): void {
    const { id } = this.entryOf(ref);
    if (isPut(id))
      throw new TypeError('cancel was given an object that was put; only tasks can be cancelled.');
    this.host.send({ kind: 'cancel', id: taskOf(id), force, recursive });
  }

  receive(message: HeadToClient): void {
    switch (message.kind) {
      case 'ready':
        this.settle(message.id, readyState(message));
        return;
      case 'held': {
        const entry = this.known.get(message.id) ?? this.streams.arrive(message.id);
        if (!entry) return;
        const all = [entry, ...(entry.twins ?? [])];
        for (const each of all) changeState(each, { kind: 'held' });
        if (all.some(({ wanted }) => wanted)) this.want(entry);
        return;
      }
      case 'failed':
        this.settle(message.id, { kind: 'failed', failure: message.failure });
        return;
      case 'release':
        this.host.arena?.free(message.blocks);
        return;
      case 'actor':
        this.searches.get(message.request)?.(message.found);
        this.searches.delete(message.request);
        return;
      case 'answer':
        this.questions.get(message.request)?.(message.answer);
        return;
    }
  }

  /** A value whose memory may hold another object by now is asked for anew. */
  private doubt(entry: Entry): void {
    const { state } = entry;
    if (state.kind !== 'ready' || !state.guards || this.host.arena?.areCurrent(state.guards)) return;
    this.disown(entry);
  }

  /** Has the value asked for when it is needed again. */
  private disown(entry: Entry): void {
    entry.state = { kind: 'borrowed' };
    entry.restored = undefined;
    entry.wanted = false;
  }

  /**
   * A posted value as this thread uses it: with references to what it names.
   *
   * @param isPinned the running task was given it: what it names stays until the task ends
   */
  receiveValue({ value, refs }: Posted, isPinned = false): unknown {
    if (!refs) return value;
    const running = this.host.holder();
    const holder = isPinned && !running.isActor ? NOBODY : running;
    const borrowed: ObjectId[] = [];
    const restored = restoreReferences(
      value,
      (id, place) => {
        borrowed.push(id);
        return this.borrow(id, holder, place);
      },
      (identity) => this.handleOf(identity),
    );
    this.hold(borrowed, holder);
    return restored;
  }

  /** The values of entries that are ready. Who uses them keeps the references. */
  private valuesOf(refs: readonly AnyRef[], entries: readonly Entry[]): unknown[] {
    return entries.map((entry, index) => {
      const { state } = entry;
      if (state.kind === 'ready' && state.guards) this.pin(refs[index]!, entry, state);
      return this.valueOf(entry);
    });
  }

  private pin(ref: AnyRef, entry: Entry, { isOwn, ...state }: ReadyState): void {
    // Of buffers that this thread keeps anyway the garbage collector does not tell who uses them.
    const value: unknown = isOwn ? structuredClone(state.value) : state.value;
    if (isOwn) entry.state = { ...state, value };
    this.pins.pin(value, ref);
  }

  /** The value of an entry that is ready. References inside are made once for each holder. */
  private valueOf(entry: Entry): unknown {
    const { state } = entry;
    if (state.kind !== 'ready') return undefined;
    if (!state.refs) return state.value;
    const holder = this.host.holder();
    if (entry.restored?.holder !== holder) entry.restored = { holder, value: this.receiveValue(state) };
    return entry.restored.value;
  }

  /** Has the head count references for their holder. */
  private hold(ids: readonly ObjectId[], { id, hasEnded }: Holder): void {
    if (ids.length > 0 && !hasEnded)
      this.host.send({ kind: 'hold', ids, ...(id === undefined ? {} : { by: id }) });
  }

  /** An actor has a reference longer than the method that was handed it, and for which the head counts it. */
  private keep(refs: readonly AnyRef[]): void {
    const holder = this.host.holder();
    if (!holder.isActor) return;
    const ids = refs.map(({ id }) => id);
    this.hold(ids, holder);
  }

  /** Nobody on this thread can ask for the object any more. */
  private forget(tally: Tally): void {
    const { id } = tally;
    const entry = this.known.get(id);
    if (entry?.tally !== tally) return;
    this.known.delete(id);
    const [heir, ...others] = entry.twins ?? [];
    if (heir) {
      heir.twins = new Set(others);
      this.known.set(id, heir);
    }
    if (isSettled(entry.state)) return;
    const message = `ObjectRef ${id} was let go of while it was waited for.`;
    changeState(entry, { kind: 'failed', failure: { kind: 'lost', message } });
  }

  /** Rejects what is pending and everything that comes. */
  breakDown(message: string): void {
    const failure: Failure = { kind: 'shutdown', message };
    this.broken = failure;
    for (const id of [...this.known.keys()]) this.settle(id, { kind: 'failed', failure });
    for (const resolve of this.searches.values()) resolve(undefined);
    this.searches.clear();
    const shutDown: Failure = { kind: 'shutdown', message: 'The cluster was shut down before it answered.' };
    for (const answer of [...this.questions.values()]) answer(undefined, shutDown);
  }

  private packArgument(value: unknown): Argument {
    if (value instanceof ObjectRef) return { ref: this.entryOf(value).id };
    const object = pack(value, this.packing.argument);
    const posted = postedOf(object);
    return object.blocks.length === 0 ? posted : { ...posted, blocks: object.blocks };
  }

  /** A reference to an object that somebody else has made. */
  private borrow(id: ObjectId, holder: Holder, place?: Place): AnyRef {
    const state: EntryState = place ? { kind: 'ready', ...place } : { kind: 'borrowed' };
    const entry = this.known.get(id) ?? createEntry(id, this, state);
    return new ObjectRef<unknown>(id, entry, this.shares.open(entry.tally, holder));
  }

  private track(id: ObjectId, state: EntryState): AnyRef {
    const entry = createEntry(id, this, state);
    if (!isLocal(state)) this.known.set(id, entry);
    return new ObjectRef<unknown>(id, entry, this.shares.open(entry.tally, this.host.holder()));
  }

  private entryOf(ref: AnyRef): Entry {
    const entry = ObjectRef.entryOf(ref);
    if (entry?.home === this) return entry;
    throw new RaySystemError(`ObjectRef ${ref.id} belongs to a cluster that was shut down.`);
  }

  /** Has the value brought to this thread as soon as it is ready. */
  private want(entry: Entry): void {
    entry.wanted = true;
    if (entry.state.kind === 'held') this.host.send({ kind: 'want', id: entry.id });
    else this.ask(entry);
  }

  /** Asks the head for a borrowed object. */
  private ask(entry: Entry): void {
    if (entry.state.kind !== 'borrowed') return;
    if (this.broken) {
      changeState(entry, { kind: 'failed', failure: this.broken });
      return;
    }
    entry.state = { kind: 'pending' };
    this.expect(entry);
    this.host.send({ kind: 'want', id: entry.id });
  }

  /** Has an entry settled when its object is there, with all others of the object. */
  private expect(entry: Entry): void {
    const first = this.known.get(entry.id);
    if (!first) this.known.set(entry.id, entry);
    else if (first !== entry) (first.twins ??= new Set()).add(entry);
  }

  private settle(id: ObjectId, state: EntryState): void {
    const entry = this.known.get(id) ?? this.streams.arrive(id);
    if (!entry) return;
    this.known.delete(id);
    const { twins = [] } = entry;
    entry.twins = undefined;
    changeState(entry, state);
    for (const twin of twins) changeState(twin, state);
  }
}

/** @param entries those that were waited for */
function lateError(entries: readonly Entry[], timeout = 0): GetTimeoutError {
  const all = new Set(entries);
  const late = [...all].filter(({ state }) => !isLocal(state)).length;
  return new GetTimeoutError(`${late} of ${all.size} objects were not there after ${timeout} ms.`);
}

/** Where the object of a reference lies, if it is one array in shared memory that this thread has seen. */
function placeOf(reference: object): Place | undefined {
  const state = ObjectRef.entryOf(reference as AnyRef)?.state;
  if (state?.kind !== 'ready' || !state.guards || !ArrayBuffer.isView(state.value)) return undefined;
  return { value: state.value, guards: state.guards };
}

function readyState({ value, refs, guards }: Posted): ReadyState {
  return { kind: 'ready', value, ...(refs ? { refs } : {}), ...(guards ? { guards } : {}) };
}

/** Texts up to this length are copied sooner than looked up. */
const SMALL_TEXT = 1024;

/** Whether a value is immutable and posted in next to no time. */
function isSmall(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= SMALL_TEXT;
  if (typeof value === 'object') return value === null;
  return typeof value !== 'function' && typeof value !== 'symbol';
}
