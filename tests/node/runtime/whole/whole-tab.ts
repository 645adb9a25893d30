import { vi } from 'vitest';
import {
  decodeForDriver,
  decodeForHead,
  encodeForDriver,
  type HeadBatch,
} from '../../../../src/runtime/batches';
import { Client, type ClientHost } from '../../../../src/runtime/client/client';
import { createHolder } from '../../../../src/runtime/client/shares';
import { createClock, unixNow } from '../../../../src/runtime/clock';
import { Caller } from '../../../../src/runtime/direct/caller';
import type { TaskEvent } from '../../../../src/runtime/events';
import { Head } from '../../../../src/runtime/head/head';
import { Outbox } from '../../../../src/runtime/outbox';
import type {
  DriverToHead,
  HeadToClient,
  HeadToDriver,
  HeadToWorker,
} from '../../../../src/runtime/protocol';
import { Executor, type Served } from '../../../../src/runtime/worker/executor';
import { FakePort } from './port';

interface Thread {
  /** Its own end of the line, and of the port to the head. */
  readonly line: FakePort;
  readonly port: FakePort;
  /** The head's end. */
  readonly head: FakePort;
}

/** A whole cluster on one thread: the real driver's side, head and workers, between which messages arrive in any order. */
export class WholeTab {
  readonly client: Client;
  readonly caller: Caller;
  readonly head: Head;
  readonly events: TaskEvent[] = [];
  /** How many calls went by a line. */
  direct = 0;
  private readonly serve: (client: () => Client) => Served;
  private readonly threads = new Map<number, Thread>();
  /** The driver's ends of all lines there ever were. */
  private readonly lines: FakePort[] = [];
  private readonly toHead: (readonly DriverToHead[])[] = [];
  private toDriver: HeadToDriver[] = [];
  private readonly epoch = unixNow();
  private readonly flags: Int32Array<SharedArrayBuffer>;
  private readonly counts = { t: 0, p: 0, a: 0 };

  constructor(workers: number, serve: (client: () => Client) => Served) {
    this.serve = serve;
    this.flags = new Int32Array(new SharedArrayBuffer(4 * (workers + 1)));
    const now = createClock(this.epoch);
    const outbox = new Outbox<DriverToHead>((batch) => this.toHead.push(structuredClone(batch)));
    this.head = this.createHead(now);
    this.caller = new Caller({
      now,
      tell: (message) => {
        outbox.push(message);
      },
      ready: (id, value) => {
        this.direct++;
        this.client.receive({ kind: 'ready', id, value });
      },
      record: (event) => this.events.push(event),
    });
    this.client = this.createClient(now, (message) => {
      this.caller.confess(message);
      if (message.kind === 'kill') this.caller.leaveActor(message.id);
      outbox.push(message);
    });
    for (let worker = 1; worker <= workers; worker++) this.start(worker);
  }

  /** A worker's thread ends, and another takes its number. */
  crash(worker: number, reason: string): void {
    this.threads.get(worker)?.head.close();
    this.threads.delete(worker);
    this.head.workerDead(worker, reason);
    this.start(worker);
  }

  /** One of the messages under way arrives; false when there is none. */
  async deliver(pick: (count: number) => number): Promise<boolean> {
    const ports = [...this.threads.values()].flatMap(({ line, port, head }) => [line, port, head]);
    const mail = [...ports, ...this.lines].filter(({ hasMail }) => hasMail);
    const arrivals = mail.map((port) => () => {
      port.deliver();
    });
    if (this.toHead.length > 0) {
      arrivals.push(() => {
        this.head.handleDriver(this.toHead.shift()!);
      });
    }
    if (this.toDriver.length > 0) {
      arrivals.push(() => {
        this.hear();
      });
    }
    arrivals[pick(arrivals.length)]?.();
    // What waits for a turn of the event loop, as tasks do that go on, has it now.
    await new Promise(setImmediate);
    return arrivals.length > 0;
  }

  /** Everything arrives, and time passes, until nothing more happens. */
  async settle(pick: (count: number) => number): Promise<void> {
    for (let quiet = 0; quiet < 10; quiet++) {
      while (await this.deliver(pick)) quiet = 0;
      vi.advanceTimersByTime(25);
    }
  }

  private hear(): void {
    const batch = decodeForDriver(encodeForDriver(this.toDriver.splice(0)));
    for (const message of batch) {
      if (message.kind === 'event') {
        if (message.event.kind === 'task') this.events.push(message.event);
      } else if (isForClient(message)) this.client.receive(message);
      else if (message.kind !== 'stopped') this.caller.receive(message);
    }
  }

  private start(worker: number): void {
    this.head.workerStarting(worker);
    const [headEnd, port] = FakePort.pair();
    const [line, driverEnd] = FakePort.pair();
    const settings = {
      worker,
      epoch: this.epoch,
      clockOffset: 0,
      printsLogs: false,
      cancelFlags: this.flags,
    };
    const executor: Executor = new Executor(
      this.serve(() => executor.client),
      settings,
      port.asPort,
      line.asPort,
    );
    headEnd.onmessage = ({ data }) => {
      this.head.handleWorker(worker, decodeForHead(data as HeadBatch));
    };
    this.threads.set(worker, { line, port, head: headEnd });
    this.lines.push(driverEnd);
    this.head.workerAlive(worker, driverEnd.asPort);
  }

  private createHead(now: () => number): Head {
    return new Head({
      now,
      toDriver: (message) => this.toDriver.push(message),
      toWorker: (worker, message: HeadToWorker) => this.threads.get(worker)?.head.postMessage([message]),
      raiseCancelFlag: (worker, serial) => {
        Atomics.store(this.flags, worker, serial);
        return true;
      },
      replaceWorker: (worker, reason) => {
        this.crash(worker, reason);
      },
      workerClosed: () => undefined,
      after: (ms, callback) => setTimeout(callback, ms),
      writeMailbox: () => undefined,
      startSpare: () => false,
      halt: () => undefined,
    });
  }

  private createClient(now: () => number, send: ClientHost['send']): Client {
    const holder = createHolder();
    return new Client({
      now,
      arena: undefined,
      workers: undefined,
      isGenerator: () => false,
      isBlocking: () => false,
      waitSync: () => undefined,
      send,
      caller: this.caller,
      nextId: (kind) => ({ id: `${kind}${++this.counts[kind]}` }),
      holder: () => holder,
      suspend: (_, wait) => wait(),
      allocated: () => undefined,
      atEnd: () => undefined,
      note: () => undefined,
    });
  }
}

const FOR_CLIENT = new Set(['ready', 'held', 'failed', 'actor', 'answer', 'release']);

function isForClient(message: HeadToDriver): message is HeadToClient {
  return FOR_CLIENT.has(message.kind);
}
