/** The head's thread: connects the pure head to the driver's port and to the pool of workers. */
import * as Comlink from 'comlink';
import { encodeForDriver } from '../batches';
import { createClock, unixNow } from '../clock';
import { Outbox } from '../outbox';
import { unfoldPuts, type FoldedBatch } from '../put-rows';
import type { HeadHandshake, HeadToDriver } from '../protocol';
import { sayHello } from '../startup';
import { Ledger } from '../store/ledger';
import { Head } from './head';
import type { Outlets } from './outlets';
import { WorkerPool } from './pool';

/** Lines are moved to the driver, not copied. */
function portsIn(batch: readonly HeadToDriver[]): MessagePort[] {
  return batch.flatMap((message) => (message.kind === 'line' ? [message.port] : []));
}

const handshake: HeadHandshake = {
  clock: unixNow,

  async start(settings, port) {
    const outbox = new Outbox<HeadToDriver>((batch) => {
      port.postMessage(encodeForDriver(batch), portsIn(batch));
    });
    const ledger = settings.member && new Ledger(settings.member);
    const outlets: Outlets = {
      now: createClock(settings.epoch, settings.clockOffset),
      toDriver: (message) => {
        outbox.push(message);
      },
      toWorker: (worker, message) => {
        pool.post(worker, message);
      },
      raiseCancelFlag: (worker, serial) => pool.raiseCancelFlag(worker, serial),
      replaceWorker: (worker, reason) => {
        pool.replace(worker, reason);
      },
      workerClosed: (worker) => {
        pool.mourn(worker, 'its own code called self.close()');
      },
      writeMailbox: (worker, request, answer, offset) => {
        pool.writeMailbox(worker, request, answer, offset);
      },
      startSpare: () => pool.startSpare(),
      after: (ms, callback) => {
        setTimeout(callback, ms);
      },
      halt: () => {
        pool.halt();
      },
    };
    const head = new Head(outlets, ledger);
    const pool: WorkerPool = new WorkerPool(settings, head, ledger);
    port.onmessage = (event: MessageEvent<FoldedBatch>) => {
      head.handleDriver(unfoldPuts(event.data));
    };
    return pool.startAll();
  },
};

// A rejection that nobody handles raises no error event in the thread above; the driver has to hear of it too.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  reportError(event.reason);
});
Comlink.expose(handshake);
sayHello();
