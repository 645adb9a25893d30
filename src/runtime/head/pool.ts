import * as Comlink from 'comlink';
import { decodeForHead, type HeadBatch } from '../batches';
import { measureOffset } from '../clock';
import { Outbox } from '../outbox';
import type {
  HeadSettings,
  HeadToWorker,
  JoinReport,
  StoreMember,
  StartReport,
  WorkerHandshake,
  WorkerSettings,
  WorkerToHead,
} from '../protocol';
import { whenStarted } from '../startup';
import type { Ledger } from '../store/ledger';
import { createMailbox, writePiece, type Mailbox } from '../sync/mailbox';
import type { Encoded } from '../sync/wire';
import { createHeartbeat, Lifeline, type Heartbeat } from '../lifeline';
import { checkPeriodically, Heartbeats } from './heartbeats';
import { watchLock } from './liveness';
import { MAX_USELESS_STARTS, Respawns } from './respawns';

/** What the pool reports; the head's methods. */
export interface PoolListener {
  /** @param isSpare it brings a thread, but no CPU. */
  workerStarting(worker: number, isSpare: boolean): void;
  /** @param line the driver's port to the worker's thread. */
  workerAlive(worker: number, line: MessagePort): void;
  workerDead(worker: number, reason: string): void;
  /** It will not come back, for this reason. */
  workerLost(worker: number, reason: string): void;
  /** It does not answer, or answers again. */
  workerChanged(worker: number, isResponsive: boolean): void;
  /** Whether nothing runs on its thread, as far as is known. */
  isIdle(worker: number): boolean;
  handleWorker(worker: number, batch: readonly WorkerToHead[]): void;
}

/** One thread; a worker's number outlives its threads. */
interface Incarnation {
  readonly thread: Worker;
  readonly outbox: Outbox<HeadToWorker>;
  readonly end: AbortController;
  readonly lock: string | undefined;
  readonly member: StoreMember | undefined;
  readonly mailbox: Mailbox | undefined;
  readonly lifeline: Lifeline;
  readonly bornAt: number;
  /** Whether it has told anything of a task. */
  hasServed: boolean;
}

/** More threads than that could be blocked at once only by a recursion, which `await get` is for; a thread takes 2 MB and more. */
const MAX_SPARES = 64;

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
  private readonly heartbeats: Heartbeats;
  private readonly respawns = new Map<number, Respawns>();
  private stopChecking: () => void = () => undefined;
  private served: JoinReport = { generators: [], blocking: [] };
  /** Spare threads started so far; they are kept until the end. */
  private spares = 0;
  private halted = false;

  constructor(settings: HeadSettings, listener: PoolListener, ledger: Ledger | undefined) {
    this.settings = settings;
    this.listener = listener;
    this.ledger = ledger;
    this.heartbeats = new Heartbeats(settings.heartbeatTimeout);
    if (ledger) {
      const bytes = (settings.numCpus + MAX_SPARES + 1) * Int32Array.BYTES_PER_ELEMENT;
      this.cancelFlags = new Int32Array(new SharedArrayBuffer(bytes));
    }
  }

  /** Starts all workers at once; resolves when each has started or failed, and never rejects. */
  async startAll(): Promise<StartReport & JoinReport> {
    const failed: { worker: number; reason: string }[] = [];
    this.stopChecking = checkPeriodically(this.heartbeats);
    const starts = Array.from({ length: this.settings.numCpus }, async (_, index) => {
      const worker = index + 1;
      try {
        await this.start(worker);
      } catch (error) {
        const reason = reasonOf(error);
        failed.push({ worker, reason });
        this.listener.workerDead(worker, reason);
        this.listener.workerLost(worker, reason);
      }
    });
    await Promise.all(starts);
    failed.sort((a, b) => a.worker - b.worker);
    const workers = starts.map((_, index) => {
      const worker = index + 1;
      return { worker, state: this.alive.has(worker) ? ('ALIVE' as const) : ('DEAD' as const) };
    });
    return { workers, failed, ...this.served };
  }

  /** Starts one more thread, which brings no CPU; false when there are as many as may be. */
  startSpare(): boolean {
    if (this.spares === MAX_SPARES || this.halted) return false;
    this.spares++;
    const worker = this.settings.numCpus + this.spares;
    this.start(worker).catch((error: unknown) => {
      // There is no memory for more: those that there are have to do.
      this.spares = MAX_SPARES;
      this.listener.workerDead(worker, reasonOf(error));
      this.listener.workerLost(worker, reasonOf(error));
    });
    return true;
  }

  writeMailbox(worker: number, request: number, answer: Encoded, offset: number): void {
    const mailbox = this.alive.get(worker)?.mailbox;
    if (mailbox) writePiece(mailbox, request, answer, offset);
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
    void this.restart(worker, 0);
  }

  /** A worker has died, and nobody has asked it to. */
  mourn(worker: number, reason: string): void {
    const incarnation = this.alive.get(worker);
    if (!incarnation) return;
    const { bornAt, hasServed } = incarnation;
    const pause = this.respawnsOf(worker).after({ livedMs: performance.now() - bornAt, hasServed });
    this.bury(worker, pause === undefined ? givenUp(reason) : reason);
    if (pause === undefined) this.listener.workerLost(worker, givenUp(reason));
    else void this.restart(worker, pause);
  }

  halt(): void {
    this.halted = true;
    this.stopChecking();
    for (const thread of this.starting) thread.terminate();
    for (const worker of [...this.alive.keys()]) this.bury(worker, 'the cluster was shut down');
  }

  private async start(worker: number): Promise<void> {
    this.listener.workerStarting(worker, worker > this.settings.numCpus);
    const { workerUrl, startTimeout, epoch, clockOffset, printsLogs } = this.settings;
    const member = this.ledger?.admit(worker);
    const lock = lockName(worker);
    const heartbeat = this.ledger && createHeartbeat();
    const mailbox = this.ledger && createMailbox();
    const line = new MessageChannel();
    let thread: Worker | undefined;
    try {
      thread = new Worker(workerUrl, { type: 'module', name: `worker ${worker}` });
      this.starting.add(thread);
      const incarnation = this.embody(worker, thread, { lock, member, heartbeat, mailbox });
      const handshake = Comlink.wrap<WorkerHandshake>(thread);
      await whenStarted(thread, startTimeout, async () => {
        const offset = await measureOffset(() => handshake.clock());
        const settings: WorkerSettings = {
          worker,
          epoch,
          clockOffset: clockOffset + offset,
          printsLogs,
          ...(member ? { member } : {}),
          ...(this.cancelFlags ? { cancelFlags: this.cancelFlags } : {}),
          ...(lock === undefined ? {} : { lock }),
          ...(heartbeat ? { heartbeat } : {}),
          ...(mailbox ? { mailbox } : {}),
        };
        const { port } = incarnation;
        const report = await handshake.join(
          settings,
          Comlink.transfer(port, [port]),
          Comlink.transfer(line.port1, [line.port1]),
        );
        // All workers run one script.
        this.served = report;
      });
      if (this.halted) throw new Error('the cluster was shut down');
      this.alive.set(worker, incarnation);
      if (lock !== undefined) {
        watchLock(lock, incarnation.end.signal, () => {
          this.mourn(worker, 'its thread ended without a word, perhaps for want of memory');
        });
      }
      this.watchHeartbeat(worker, incarnation);
      this.listener.workerAlive(worker, line.port2);
    } catch (error) {
      thread?.terminate();
      this.quarantine(lock, member);
      throw error;
    } finally {
      if (thread) this.starting.delete(thread);
    }
  }

  private embody(
    worker: number,
    thread: Worker,
    {
      heartbeat,
      ...own
    }: Pick<Incarnation, 'lock' | 'member' | 'mailbox'> & {
      readonly heartbeat: Heartbeat | undefined;
    },
  ): Incarnation & { readonly port: MessagePort } {
    const { port1, port2 } = new MessageChannel();
    const end = new AbortController();
    const outbox = new Outbox<HeadToWorker>((batch) => {
      port1.postMessage(batch);
    });
    const lifeline = new Lifeline(thread, heartbeat);
    port1.onmessage = (event: MessageEvent<HeadBatch>) => {
      if (end.signal.aborted) return;
      lifeline.hear();
      this.listener.handleWorker(worker, decodeForHead(event.data));
      // Afterwards: a goodbye alone is no service.
      incarnation.hasServed = true;
    };
    end.signal.addEventListener('abort', () => {
      port1.close();
    });
    // The worker itself logs its uncaught errors; here they must only not rise to the thread above.
    thread.addEventListener('error', (event) => {
      event.preventDefault();
    });
    const bornAt = performance.now();
    const incarnation = {
      thread,
      outbox,
      end,
      ...own,
      lifeline,
      bornAt,
      hasServed: false,
      port: port2,
    };
    return incarnation;
  }

  private watchHeartbeat(worker: number, { lifeline, lock }: Incarnation): void {
    this.heartbeats.add(worker, {
      hasLock: lock !== undefined,
      beats: () => lifeline.beats,
      ping: () => {
        lifeline.ping();
      },
      isIdle: () => this.listener.isIdle(worker),
      onChange: (isResponsive) => {
        this.listener.workerChanged(worker, isResponsive);
      },
      onDeath: (reason) => {
        this.mourn(worker, reason);
      },
    });
  }

  private bury(worker: number, reason: string): void {
    const incarnation = this.alive.get(worker);
    if (!incarnation) return;
    this.alive.delete(worker);
    this.heartbeats.delete(worker);
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

  /** Starts another thread after `pause` ms, and again if it fails, until it is given up. */
  private async restart(worker: number, pause: number): Promise<void> {
    let next: number | undefined = pause;
    while (next !== undefined) {
      if (next > 0) await new Promise((resolve) => setTimeout(resolve, next));
      if (this.halted) return;
      try {
        await this.start(worker);
        return;
      } catch (error) {
        next = this.respawnsOf(worker).after({ livedMs: 0, hasServed: false });
        const reason = next === undefined ? givenUp(reasonOf(error)) : reasonOf(error);
        this.listener.workerDead(worker, reason);
        if (next === undefined) this.listener.workerLost(worker, reason);
      }
    }
  }

  private respawnsOf(worker: number): Respawns {
    let respawns = this.respawns.get(worker);
    if (!respawns) this.respawns.set(worker, (respawns = new Respawns()));
    return respawns;
  }
}

function givenUp(reason: string): string {
  return `${reason}; it is given up, because ${MAX_USELESS_STARTS} starts in a row came to nothing`;
}

function lockName(worker: number): string | undefined {
  // No locks outside secure contexts: heartbeats have to tell of a death there.
  if (!('locks' in navigator)) return undefined;
  return `treeline-runtime-worker-${worker}-${crypto.randomUUID()}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
