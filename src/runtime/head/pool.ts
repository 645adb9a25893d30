import * as Comlink from 'comlink';
import { decodeForHead, type HeadBatch } from '../batches';
import { measureOffset } from '../clock';
import { Outbox } from '../outbox';
import type {
  HeadSettings,
  HeadToWorker,
  StoreMember,
  StartReport,
  WorkerHandshake,
  WorkerSettings,
  WorkerToHead,
} from '../protocol';
import { whenStarted } from '../startup';
import type { Ledger } from '../store/ledger';
import { watchLock } from './liveness';

/** What the pool reports; the head's methods. */
export interface PoolListener {
  workerStarting(worker: number): void;
  workerAlive(worker: number): void;
  workerDead(worker: number, reason: string): void;
  workerLost(worker: number): void;
  handleWorker(worker: number, batch: readonly WorkerToHead[]): void;
}

/** One thread; a worker's number outlives its threads. */
interface Incarnation {
  readonly thread: Worker;
  readonly outbox: Outbox<HeadToWorker>;
  readonly end: AbortController;
  readonly lock: string | undefined;
  readonly member: StoreMember | undefined;
}

/** A worker that fails at start is tried again after 100, 200 and 400 ms, then given up: no respawn storms. */
const RESTART_PAUSES_MS = [100, 200, 400];

/** Without locks: a thread that was ended writes no longer than 2.0 s. */
const QUARANTINE_MS = 5000;

/** The compute workers: starts them in parallel, passes messages, replaces those that died. */
export class WorkerPool {
  private readonly settings: HeadSettings;
  private readonly ledger: Ledger | undefined;
  private readonly listener: PoolListener;
  private readonly cancelFlags: Int32Array<SharedArrayBuffer> | undefined;
  private readonly alive = new Map<number, Incarnation>();
  /** Threads under way to their handshake, which are not in `alive` yet. */
  private readonly starting = new Set<Worker>();
  private halted = false;

  constructor(settings: HeadSettings, listener: PoolListener, ledger: Ledger | undefined) {
    this.settings = settings;
    this.listener = listener;
    this.ledger = ledger;
    if (ledger) {
      const bytes = (settings.numCpus + 1) * Int32Array.BYTES_PER_ELEMENT;
      this.cancelFlags = new Int32Array(new SharedArrayBuffer(bytes));
    }
  }

  /** Starts all workers at once; resolves when each has started or failed, and never rejects. */
  async startAll(): Promise<StartReport> {
    const failed: { worker: number; reason: string }[] = [];
    const starts = Array.from({ length: this.settings.numCpus }, async (_, index) => {
      const worker = index + 1;
      try {
        await this.start(worker);
      } catch (error) {
        failed.push({ worker, reason: reasonOf(error) });
        this.listener.workerLost(worker);
      }
    });
    await Promise.all(starts);
    failed.sort((a, b) => a.worker - b.worker);
    const workers = starts.map((_, index) => {
      const worker = index + 1;
      return { worker, state: this.alive.has(worker) ? ('ALIVE' as const) : ('DEAD' as const) };
    });
    return { workers, failed };
  }

  post(worker: number, message: HeadToWorker): void {
    this.alive.get(worker)?.outbox.push(message);
  }

  raiseCancelFlag(worker: number, serial: number): boolean {
    if (!this.cancelFlags) return false;
    Atomics.store(this.cancelFlags, worker, serial);
    return true;
  }

  /** Ends the worker's thread and starts another; the old one counts as dead from now on, however long it runs. */
  replace(worker: number, reason: string): void {
    if (!this.alive.has(worker)) return;
    this.bury(worker, reason);
    void this.restart(worker);
  }

  halt(): void {
    this.halted = true;
    for (const thread of this.starting) thread.terminate();
    for (const worker of [...this.alive.keys()]) this.bury(worker, 'the cluster was shut down');
  }

  private async start(worker: number): Promise<void> {
    this.listener.workerStarting(worker);
    const { workerUrl, startTimeout, epoch, clockOffset } = this.settings;
    const member = this.ledger?.admit(worker);
    const lock = lockName(worker);
    let thread: Worker | undefined;
    try {
      thread = new Worker(workerUrl, { type: 'module', name: `worker ${worker}` });
      this.starting.add(thread);
      const incarnation = this.embody(worker, thread, lock, member);
      const handshake = Comlink.wrap<WorkerHandshake>(thread);
      await whenStarted(thread, startTimeout, async () => {
        const offset = await measureOffset(() => handshake.clock());
        const settings: WorkerSettings = {
          worker,
          epoch,
          clockOffset: clockOffset + offset,
          ...(member ? { member } : {}),
          ...(this.cancelFlags ? { cancelFlags: this.cancelFlags } : {}),
          ...(lock === undefined ? {} : { lock }),
        };
        await handshake.join(settings, Comlink.transfer(incarnation.port, [incarnation.port]));
      });
      if (this.halted) throw new Error('the cluster was shut down');
      this.alive.set(worker, incarnation);
      if (lock !== undefined) {
        watchLock(lock, incarnation.end.signal, () => {
          this.replace(worker, 'its thread ended: it closed itself or ran out of memory');
        });
      }
      this.listener.workerAlive(worker);
    } catch (error) {
      thread?.terminate();
      this.quarantine(lock, member);
      this.listener.workerDead(worker, reasonOf(error));
      throw error;
    } finally {
      if (thread) this.starting.delete(thread);
    }
  }

  private embody(
    worker: number,
    thread: Worker,
    lock: string | undefined,
    member: StoreMember | undefined,
  ): Incarnation & { readonly port: MessagePort } {
    const { port1, port2 } = new MessageChannel();
    const end = new AbortController();
    const outbox = new Outbox<HeadToWorker>((batch) => {
      port1.postMessage(batch);
    });
    port1.onmessage = (event: MessageEvent<HeadBatch>) => {
      if (!end.signal.aborted) this.listener.handleWorker(worker, decodeForHead(event.data));
    };
    end.signal.addEventListener('abort', () => {
      port1.close();
    });
    // The worker itself logs its uncaught errors; here they must only not rise to the thread above.
    thread.addEventListener('error', (event) => {
      event.preventDefault();
    });
    return { thread, outbox, end, lock, member, port: port2 };
  }

  private bury(worker: number, reason: string): void {
    const incarnation = this.alive.get(worker);
    if (!incarnation) return;
    this.alive.delete(worker);
    incarnation.end.abort();
    incarnation.thread.terminate();
    this.quarantine(incarnation.lock, incarnation.member);
    this.listener.workerDead(worker, reason);
  }

  /** A thread that was ended may write for a while: its memory is given back when it is really dead. */
  private quarantine(lock: string | undefined, member: StoreMember | undefined): void {
    const { ledger } = this;
    if (!ledger || !member || this.halted) return;
    ledger.fence(member);
    const bury = (): void => {
      ledger.bury(member);
    };
    if (lock === undefined) setTimeout(bury, QUARANTINE_MS);
    else watchLock(lock, new AbortController().signal, bury);
  }

  private async restart(worker: number): Promise<void> {
    for (const pause of [0, ...RESTART_PAUSES_MS]) {
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.halted) return;
      try {
        await this.start(worker);
        return;
      } catch {
        // The listener was told the reason; the next pause is longer.
      }
    }
    this.listener.workerLost(worker);
  }
}

function lockName(worker: number): string | undefined {
  // No locks outside secure contexts: a worker that closes itself then goes unnoticed.
  if (!('locks' in navigator)) return undefined;
  return `treeline-runtime-worker-${worker}-${crypto.randomUUID()}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
