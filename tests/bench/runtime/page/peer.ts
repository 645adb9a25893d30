import { transfer, wrap, type Remote } from 'comlink';

interface PeerApi {
  smallValue(): string;
  answerOn(port: MessagePort): void;
}

interface Peer {
  readonly api: Remote<PeerApi>;
  /** Posts to the worker and resolves when it answers; one at a time. */
  readonly roundTrip: (message: unknown) => Promise<void>;
}

let started: Promise<Peer> | undefined;

/** The worker of the peers; one serves the whole benchmark, so that it stays warm. */
export function peer(): Promise<Peer> {
  started ??= start();
  return started;
}

async function start(): Promise<Peer> {
  const worker = new Worker(new URL('./peer.worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = (event) => {
    // Comlink's calls of a dead worker never settle; the program that drives the page hears of this error.
    throw new Error(`The worker of the peers failed: ${event.message || 'its script did not load'}.`);
  };
  const api = wrap<PeerApi>(worker);
  const { port1, port2 } = new MessageChannel();
  await api.answerOn(transfer(port2, [port2]));
  let answered: () => void = () => undefined;
  port1.onmessage = () => {
    answered();
  };
  return {
    api,
    roundTrip: (message) =>
      new Promise((resolve) => {
        answered = resolve;
        port1.postMessage(message);
      }),
  };
}
