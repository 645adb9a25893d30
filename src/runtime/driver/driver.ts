import { createClock, unixNow, type Clock } from '../clock';
import { Client } from '../client/client';
import { createHolder } from '../client/shares';
import { Caller } from '../direct/caller';
import type { ToldByOthers } from '../direct/mentions';
import { RaySystemError } from '../errors';
import type { HeadToDriver, ObjectId, StartReport, StoreMember } from '../protocol';
import { Arena } from '../store/arena';
import { createStore } from '../store/ledger';
import type { DriverLogs } from '../logs/driver-logs';
import { HeadLink } from './head-link';
import type { Journal } from './journal';

export interface DriverSettings {
  readonly workerUrl: string;
  readonly numCpus: number;
  readonly sharedMemory: boolean;
  readonly objectStoreMemory: number;
  readonly startTimeout: number;
  readonly heartbeatTimeout: number;
}

/** How long `shutdown` waits for the head to end its workers before it ends the head itself. */
const STOP_TIMEOUT_MS = 1000;

/** The driver's side of one cluster, from its start to its shutdown. */
export class Driver {
  readonly epoch = unixNow();
  readonly client: Client;
  private readonly caller: Caller;
  private readonly settings: DriverSettings;
  private readonly journal: Journal;
  private readonly logs: DriverLogs | undefined;
  private readonly link: HeadLink;
  private readonly member: StoreMember | undefined;
  private workers: ReadonlySet<number> = new Set();
  private generators: ReadonlySet<string> = new Set();
  private blocking: ReadonlySet<string> = new Set();
  private readonly counts = { t: 0, p: 0, a: 0 };
  private closing: Promise<void> | undefined;
  private confirmStop: () => void = () => undefined;

  /** @param logs turns what tasks write into lines; absent when their workers print it themselves */
  constructor(settings: DriverSettings, journal: Journal, logs?: DriverLogs) {
    this.settings = settings;
    this.logs = logs;
    this.journal = journal;
    this.member = settings.sharedMemory ? createStore(settings.objectStoreMemory) : undefined;
    this.link = new HeadLink(
      (batch) => {
        for (const message of batch) this.receive(message);
        this.journal.flush();
      },
      (reason) => {
        this.client.breakDown(`The head failed: ${reason}.`);
      },
    );
    const now = createClock(this.epoch);
    this.caller = this.createCaller(now);
    this.client = this.createClient(now);
  }

  /** Nothing works any more: the head has failed. */
  get isBroken(): boolean {
    return this.client.isBroken;
  }

  async start(): Promise<StartReport> {
    const { workerUrl, numCpus, startTimeout, heartbeatTimeout } = this.settings;
    const member = this.member ? { member: this.member } : {};
    const printsLogs = this.logs === undefined;
    const options = { workerUrl, numCpus, startTimeout, heartbeatTimeout, printsLogs };
    const { generators, blocking, ...report } = await this.link.start({
      ...options,
      epoch: this.epoch,
      ...member,
    });
    this.workers = new Set(
      report.workers.filter(({ state }) => state === 'ALIVE').map(({ worker }) => worker),
    );
    this.generators = new Set(generators);
    this.blocking = new Set(blocking);
    return report;
  }

  /** Ends every thread; what was pending is rejected. The same promise for every call. */
  shutdown(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  /** @throws RangeError when the cluster has no such worker. */
  killWorker(worker: number): void {
    if (!this.workers.has(worker)) {
      throw new RangeError(`There is no worker ${worker}; the cluster has ${[...this.workers].join(', ')}.`);
    }
    this.send({ kind: 'killWorker', worker });
  }

  private createClient(now: Clock): Client {
    const holder = createHolder();
    const workers = (): ReadonlySet<number> => this.workers;
    return new Client({
      now,
      arena: this.member ? new Arena(this.member) : undefined,
      get workers() {
        return workers();
      },
      isGenerator: (fn) => this.generators.has(fn),
      isBlocking: (fn) => this.blocking.has(fn),
      waitSync: () => {
        throw new RaySystemError('The page cannot be blocked: getSync is for tasks. Use await get.');
      },
      send: (message) => {
        this.send(message);
      },
      caller: this.caller,
      nextId: (kind): { id: ObjectId } => ({ id: `${kind}${++this.counts[kind]}` }),
      holder: () => holder,
      suspend: (_, wait) => wait(),
      allocated: () => undefined,
      atEnd: () => undefined,
      note: (op, start, bytes) => {
        const time = now();
        this.journal.record({ kind: 'driver', time, start, op, ...(bytes === undefined ? {} : { bytes }) });
      },
    });
  }

  private createCaller(now: Clock): Caller {
    return new Caller({
      now,
      tell: (message) => {
        this.link.send(message);
      },
      ready: (id, value) => {
        this.client.receive({ kind: 'ready', id, value });
      },
      record: (event) => {
        this.journal.record(event);
      },
    });
  }

  private send(message: ToldByOthers): void {
    this.caller.confess(message);
    if (message.kind === 'kill') this.caller.leaveActor(message.id);
    this.link.send(message);
  }

  private async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.isBroken ? 0 : STOP_TIMEOUT_MS);
      this.confirmStop = () => {
        clearTimeout(timer);
        resolve();
      };
      this.send({ kind: 'stop' });
    });
    this.caller.close();
    this.link.close(new RaySystemError('shutdown() was called while init() was starting the cluster.'));
    this.client.breakDown('The cluster was shut down before the object was there.');
    this.journal.flush();
    this.logs?.flush();
  }

  private receive(message: HeadToDriver): void {
    switch (message.kind) {
      case 'event':
        this.journal.record(message.event);
        if (message.event.kind === 'log') this.logs?.record(message.event);
        return;
      case 'stopped':
        this.confirmStop();
        return;
      case 'ready':
      case 'held':
      case 'failed':
      case 'actor':
      case 'answer':
      case 'release':
        this.client.receive(message);
        return;
      case 'line':
      case 'taken':
      case 'cut':
      case 'pace':
      case 'leased':
      case 'leaseRefused':
      case 'leaseEnded':
      case 'home':
        this.caller.receive(message);
    }
  }
}
