import * as Comlink from 'comlink';
import { decodeForDriver, type DriverBatch } from '../batches';
import { measureOffset } from '../clock';
import { Outbox } from '../outbox';
import type {
  DriverToHead,
  HeadHandshake,
  HeadSettings,
  HeadToDriver,
  JoinReport,
  StartReport,
} from '../protocol';
import { foldPuts } from '../put-rows';
import { describeError, whenStarted } from '../startup';

/** The head's thread and the port to it. */
export class HeadLink {
  private readonly thread: Worker;
  private readonly channel = new MessageChannel();
  private readonly outbox: Outbox<DriverToHead>;
  private abortStart: (reason: Error) => void = () => undefined;

  /** @param onBroken is called when the head itself fails after its start, which is a fault of the runtime. */
  constructor(receive: (batch: readonly HeadToDriver[]) => void, onBroken: (reason: string) => void) {
    const { port1 } = this.channel;
    this.outbox = new Outbox((batch) => {
      port1.postMessage(foldPuts(batch));
    });
    port1.onmessage = (event: MessageEvent<DriverBatch>) => {
      receive(decodeForDriver(event.data));
    };
    this.thread = new Worker(new URL('../head/head.worker.ts', import.meta.url), {
      type: 'module',
      name: 'head',
    });
    this.thread.addEventListener('error', (event) => {
      event.preventDefault();
      onBroken(describeError(event));
    });
  }

  /** Starts the head and, through it, the workers. Rejects when the head fails to start or the link is closed. */
  start(settings: Omit<HeadSettings, 'clockOffset'>): Promise<StartReport & JoinReport> {
    const aborted = new Promise<never>((_, reject) => {
      this.abortStart = reject;
    });
    const handshake = Comlink.wrap<HeadHandshake>(this.thread);
    const { port2 } = this.channel;
    // The workers' own limit runs inside this one.
    const limit = settings.startTimeout * 2;
    const started = whenStarted(this.thread, limit, async () => {
      const clockOffset = await measureOffset(() => handshake.clock());
      return handshake.start({ ...settings, clockOffset }, Comlink.transfer(port2, [port2]));
    });
    return Promise.race([started, aborted]);
  }

  send(message: DriverToHead): void {
    this.outbox.push(message);
  }

  /** Ends the head's thread and with it every thread that is left. */
  close(reason: Error): void {
    this.abortStart(reason);
    this.thread.terminate();
    this.channel.port1.close();
  }
}
