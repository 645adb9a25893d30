/** What a worker and the head say to each other about the worker's life, on a channel of its own beside the port of the tasks. */

const PING = 'treeline-runtime-ping';
const PONG = 'treeline-runtime-pong';

/** One cell of shared memory in which a worker counts its signs of life. */
export type Heartbeat = Int32Array<SharedArrayBuffer>;

export function createHeartbeat(): Heartbeat {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function beat(heartbeat: Heartbeat): void {
  Atomics.add(heartbeat, 0, 1);
}

/**
 * In the worker: answers the head's pings, by a beat where there is shared memory.
 * @param sayGoodbye is called before the worker's own code closes it: a browser tells nobody.
 */
export function keepLifeline(heartbeat: Heartbeat | undefined, sayGoodbye: () => void): void {
  const thread = self as unknown as { postMessage(message: unknown): void };
  self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data !== PING) return;
    if (heartbeat) beat(heartbeat);
    else thread.postMessage(PONG);
  });
  const close = self.close.bind(self);
  self.close = () => {
    sayGoodbye();
    close();
  };
}

/** In the head: the other end of a worker's lifeline. */
export class Lifeline {
  private readonly thread: Worker;
  private readonly heartbeat: Heartbeat | undefined;
  private heard = 0;

  constructor(thread: Worker, heartbeat: Heartbeat | undefined) {
    this.thread = thread;
    this.heartbeat = heartbeat;
    thread.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === PONG) this.heard++;
    });
  }

  /** Signs of life so far. */
  get beats(): number {
    return this.heard + (this.heartbeat ? Atomics.load(this.heartbeat, 0) : 0);
  }

  /** Whatever the worker sends is one. */
  hear(): void {
    this.heard++;
  }

  ping(): void {
    this.thread.postMessage(PING);
  }
}
