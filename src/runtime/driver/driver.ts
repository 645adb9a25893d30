import { createClock, unixNow, type Clock } from '../clock';
import { errorOf, GetTimeoutError, RaySystemError, toRemoteError } from '../errors';
import type { DriverEvent } from '../events';
import type { Argument, Failure, HeadToDriver, ObjectId, StartReport, TaskSpec } from '../protocol';
import { Arena } from '../store/arena';
import { createMeter } from '../store/meter';
import { pack, type Packing } from '../store/pack';
import {
  changeState,
  createEntry,
  isLocal,
  isSettled,
  watchEntries,
  type Entry,
  type EntryState,
} from './entries';
import { HeadLink } from './head-link';
import type { Journal } from './journal';
import { checkFeasible, type ResolvedOptions } from './options';
import { ObjectRef } from './refs';

export interface DriverSettings {
  readonly workerUrl: string;
  readonly numCpus: number;
  readonly sharedMemory: boolean;
  readonly objectStoreMemory: number;
  readonly startTimeout: number;
}

type AnyRef = ObjectRef<unknown>;

/** How long `shutdown` waits for the head to end its workers before it ends the head itself. */
const STOP_TIMEOUT_MS = 1000;

/** The driver's side of one cluster, from its start to its shutdown. */
export class Driver {
  readonly epoch = unixNow();
  private readonly now: Clock = createClock(this.epoch);
  private readonly settings: DriverSettings;
  private readonly journal: Journal;
  private readonly link: HeadLink;
  private readonly meter: Int32Array<SharedArrayBuffer> | undefined;
  private readonly packing: { readonly put: Packing; readonly argument: Packing };
  private readonly entries = new WeakMap<AnyRef, Entry>();
  /** Entries that the head will tell of. Settled ones live as long as their references. */
  private readonly awaited = new Map<ObjectId, Entry>();
  private workers: ReadonlySet<number> = new Set();
  private taskCount = 0;
  private putCount = 0;
  private closing: Promise<void> | undefined;
  private confirmStop: () => void = () => undefined;
  /** Why nothing works any more, once the head has failed. */
  private broken: Failure | undefined;

  constructor(settings: DriverSettings, journal: Journal) {
    this.settings = settings;
    this.journal = journal;
    this.meter = settings.sharedMemory ? createMeter(settings.objectStoreMemory) : undefined;
    const arena = this.meter
      ? { arena: new Arena({ meter: this.meter, slot: 0, owner: 0, incarnation: 0 }) }
      : {};
    // What is put is read by many: all of its arrays are shared. A small array travels cheaper inside a message.
    this.packing = { put: { ...arena, minSharedBytes: 0 }, argument: { ...arena, minSharedBytes: 1024 } };
    this.link = new HeadLink(
      (batch) => {
        for (const message of batch) this.receive(message);
        this.journal.flush();
      },
      (reason) => {
        this.breakDown(`The head failed: ${reason}.`);
      },
    );
  }

  /** Nothing works any more: the head has failed. */
  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  async start(): Promise<StartReport> {
    const { workerUrl, numCpus, startTimeout } = this.settings;
    const meter = this.meter ? { meter: this.meter } : {};
    const report = await this.link.start({ workerUrl, numCpus, startTimeout, epoch: this.epoch, ...meter });
    this.workers = new Set(
      report.workers.filter(({ state }) => state === 'ALIVE').map(({ worker }) => worker),
    );
    return report;
  }

  submit(fn: string, options: ResolvedOptions, args: readonly unknown[]): AnyRef {
    checkFeasible(options, this.workers);
    const submitted = this.now();
    const id = `t${++this.taskCount}`;
    const ref = this.track(id, this.broken ? { kind: 'failed', failure: this.broken } : { kind: 'pending' });
    const task: TaskSpec = { id, fn, ...options, args: [], submitted };
    try {
      const packed = args.map((value) => this.packArgument(value));
      this.link.send({ kind: 'submit', task: { ...task, args: packed } });
    } catch (error) {
      this.link.send({ kind: 'reject', task, error: toRemoteError(error) });
    }
    this.note('submit', submitted);
    return ref;
  }

  put(value: unknown): AnyRef {
    if (value instanceof ObjectRef)
      throw new TypeError('put was given an ObjectRef; it is in the store already.');
    const start = this.now();
    const object = pack(value, this.packing.put);
    const id = `p${++this.putCount}`;
    this.link.send({ kind: 'put', id, object });
    this.note('put', start, object.storedBytes);
    return this.track(id, { kind: 'ready', value: object.value });
  }

  async get(refs: readonly AnyRef[], timeout: number | undefined): Promise<unknown[]> {
    const start = this.now();
    const entries = refs.map((ref) => this.entryOf(ref));
    const unique = new Set(entries);
    for (const entry of unique) this.want(entry);
    const reached = await watchEntries(unique, {
      isDone: isLocal,
      count: unique.size,
      failFast: true,
      timeout,
    });
    this.note('get', start);
    for (const { state } of entries) if (state.kind === 'failed') throw errorOf(state.failure);
    if (!reached) {
      const missing = [...unique].filter(({ state }) => !isLocal(state)).length;
      throw new GetTimeoutError(
        `${missing} of ${unique.size} objects were not there after ${timeout ?? 0} ms.`,
      );
    }
    return entries.map(({ state }) => (state.kind === 'ready' ? state.value : undefined));
  }

  async wait<R extends AnyRef>(
    refs: readonly R[],
    numReturns: number,
    timeout: number | undefined,
  ): Promise<[ready: R[], notReady: R[]]> {
    const start = this.now();
    const entries = refs.map((ref) => this.entryOf(ref));
    const unique = new Set(entries);
    if (unique.size < refs.length) throw new TypeError('wait was given the same ObjectRef twice.');
    await watchEntries(unique, { isDone: isSettled, count: numReturns, failFast: false, timeout });
    this.note('wait', start);
    const ready: R[] = [];
    const notReady: R[] = [];
    refs.forEach((ref, index) => {
      const isReady = isSettled(entries[index]!.state) && ready.length < numReturns;
      (isReady ? ready : notReady).push(ref);
    });
    return [ready, notReady];
  }

  cancel(ref: AnyRef, force: boolean): void {
    const { id } = this.entryOf(ref);
    if (id.startsWith('p'))
      throw new TypeError('cancel was given an object that was put; only tasks can be cancelled.');
    this.link.send({ kind: 'cancel', id, force });
  }

  /** Ends every thread; what was pending is rejected. The same promise for every call. */
  shutdown(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private async close(): Promise<void> {
    const reason = 'The cluster was shut down before the object was there.';
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.broken ? 0 : STOP_TIMEOUT_MS);
      this.confirmStop = () => {
        clearTimeout(timer);
        resolve();
      };
      this.link.send({ kind: 'stop' });
    });
    this.link.close(new RaySystemError('shutdown() was called while init() was starting the cluster.'));
    this.breakDown(reason);
    this.journal.flush();
  }

  private receive(message: HeadToDriver): void {
    switch (message.kind) {
      case 'ready':
        this.settle(message.id, { kind: 'ready', value: message.value });
        return;
      case 'held': {
        const entry = this.awaited.get(message.id);
        if (!entry) return;
        changeState(entry, { kind: 'held' });
        if (entry.wanted) this.want(entry);
        return;
      }
      case 'failed':
        this.settle(message.id, { kind: 'failed', failure: message.failure });
        return;
      case 'event':
        this.journal.record(message.event);
        return;
      case 'stopped':
        this.confirmStop();
        return;
    }
  }

  private packArgument(value: unknown): Argument {
    if (value instanceof ObjectRef) return { ref: this.entryOf(value).id };
    return { value: pack(value, this.packing.argument).value };
  }

  private track(id: ObjectId, state: EntryState): AnyRef {
    const ref = new ObjectRef<unknown>(id);
    const entry = createEntry(id, state);
    this.entries.set(ref, entry);
    if (!isLocal(state)) this.awaited.set(id, entry);
    return ref;
  }

  private entryOf(ref: AnyRef): Entry {
    const entry = this.entries.get(ref);
    if (entry) return entry;
    if (!((ref as unknown) instanceof ObjectRef)) throw new TypeError('An ObjectRef was expected.');
    throw new RaySystemError(`ObjectRef ${ref.id} belongs to a cluster that was shut down.`);
  }

  /** Has the value brought to this thread as soon as it is ready. */
  private want(entry: Entry): void {
    entry.wanted = true;
    if (entry.state.kind === 'held') this.link.send({ kind: 'fetch', id: entry.id });
  }

  private settle(id: ObjectId, state: EntryState): void {
    const entry = this.awaited.get(id);
    if (!entry) return;
    this.awaited.delete(id);
    changeState(entry, state);
  }

  private breakDown(message: string): void {
    const failure: Failure = { kind: 'shutdown', message };
    this.broken = failure;
    for (const id of [...this.awaited.keys()]) this.settle(id, { kind: 'failed', failure });
  }

  private note(op: DriverEvent['op'], start: number, bytes?: number): void {
    const time = this.now();
    this.journal.record({ kind: 'driver', time, start, op, ...(bytes === undefined ? {} : { bytes }) });
  }
}
