import type { HeadToClient, ObjectId } from '../protocol';
import type { Encoded } from '../sync/wire';
import { encode } from '../sync/wire';

/** What it needs of the head. */
interface SyncGetsHost {
  /** Asks for an object on behalf of a worker that is blocked: `receive` is told of it. */
  want(id: ObjectId, worker: number): void;
  /** Writes a piece of an answer to a worker's mailbox. */
  answer(worker: number, request: number, answer: Encoded, offset: number): void;
}

interface SyncGet {
  readonly serial: number;
  request: number;
  readonly missing: Set<ObjectId>;
  readonly told: HeadToClient[];
  answer: Encoded | undefined;
}

/** Workers whose threads are blocked until objects are there; each is at most once, because it does nothing else. */
export class SyncGets {
  private readonly host: SyncGetsHost;
  private readonly gets = new Map<number, SyncGet>();

  constructor(host: SyncGetsHost) {
    this.host = host;
  }

  /** Whether the task of this dispatch blocks a worker. */
  has(worker: number, serial: number): boolean {
    return this.gets.get(worker)?.serial === serial;
  }

  /** How many threads are blocked. */
  get size(): number {
    return this.gets.size;
  }

  begin(worker: number, serial: number, ids: readonly ObjectId[], request: number): void {
    const get: SyncGet = { serial, request, missing: new Set(ids), told: [], answer: undefined };
    this.gets.set(worker, get);
    for (const id of ids) this.host.want(id, worker);
  }

  /** A worker reads on in a long answer. */
  readOn(worker: number, request: number, offset: number): void {
    const get = this.gets.get(worker);
    if (get?.answer) this.host.answer(worker, request, get.answer, offset);
  }

  /** A blocked worker is to be told of an object. */
  receive(worker: number, message: HeadToClient): void {
    const get = this.gets.get(worker);
    if (!get) return;
    switch (message.kind) {
      case 'held':
        this.host.want(message.id, worker);
        return;
      case 'ready':
      case 'failed':
        if (!get.missing.delete(message.id)) return;
        get.told.push(message);
        // The first failure is enough.
        if (get.missing.size === 0 || message.kind === 'failed') this.reply(worker, get);
        return;
      case 'release':
      case 'actor':
      case 'answer':
      // Are nothing that a blocked thread has asked for.
    }
  }

  /** The worker is not blocked any more, or dead. */
  end(worker: number): void {
    this.gets.delete(worker);
  }

  /** Ends the get that was begun last with this failure, so that others can go on. */
  failLast(message: string): void {
    const last = [...this.gets].pop();
    if (!last) return;
    const [worker, get] = last;
    const [id] = get.missing;
    if (id !== undefined) this.receive(worker, { kind: 'failed', id, failure: { kind: 'crashed', message } });
  }

  private reply(worker: number, get: SyncGet): void {
    if (get.answer) return;
    get.answer = encodeMessages(get.told);
    this.host.answer(worker, get.request, get.answer, 0);
  }
}

/** Messages as bytes. A value that cannot be written fails, with the reason. */
function encodeMessages(messages: readonly HeadToClient[]): Encoded {
  try {
    return encode(messages);
  } catch (thrown) {
    const { name, message } = thrown as Error;
    return encode(
      messages.map((told) => {
        const error = { name, message };
        const failure = { kind: 'threw', task: 'getSync', error } as const;
        return told.kind === 'ready' ? { kind: 'failed', id: told.id, failure } : told;
      }),
    );
  }
}
