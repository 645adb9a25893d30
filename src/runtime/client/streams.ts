import { taskOf, type ClientToHead, type ObjectId, type TaskSpec } from '../protocol';
import { isSettled, watchEntries, type Entry } from './entries';
import type { ObjectRef } from './object-ref';
import { ObjectRefGenerator, type StreamSource } from './object-ref-generator';

type AnyRef = ObjectRef<unknown>;

/** What the streams need of their client. */
export interface StreamsHost {
  send(message: ClientToHead): void;
  atEnd(callback: () => void): void;
  /** A reference to an object that is about to be told of, and what is known of it. */
  expect(id: ObjectId): { readonly ref: AnyRef; readonly entry: Entry };
  /** Waits as `wait` does. */
  suspend(wait: () => Promise<void>): Promise<void>;
}

/** The generators that this thread has called and that have not ended. */
export class Streams {
  private readonly host: StreamsHost;
  private readonly open = new Map<ObjectId, ClientStream>();

  constructor(host: StreamsHost) {
    this.host = host;
  }

  /** @param end the return of the task, which tells that no more items come */
  start(task: TaskSpec, end: AnyRef, entry: Entry): ObjectRefGenerator<unknown> {
    const stream = new ClientStream(this.host, task, end as ObjectRef<number>, entry);
    const { id } = task;
    // Nobody can read it afterwards.
    this.host.atEnd(() => {
      stream.close();
    });
    if (!isSettled(entry.state)) {
      this.open.set(id, stream);
      const goal = { isDone: isSettled, missing: 1, failFast: false, timeout: undefined };
      void watchEntries([entry], goal).then(() => {
        this.open.delete(id);
        stream.wake();
      });
    }
    return new ObjectRefGenerator<unknown>(stream);
  }

  /** An object was told of that nobody has asked for: what is known of it, if it is an item that somebody waits for. */
  arrive(id: ObjectId): Entry | undefined {
    return this.open.get(taskOf(id))?.arrive(id);
  }
}

class ClientStream implements StreamSource {
  readonly completed: ObjectRef<number>;
  private readonly host: StreamsHost;
  private readonly task: TaskSpec;
  private readonly end: Entry;
  /** Items that came and were not taken, by their index. */
  private readonly items = new Map<number, AnyRef>();
  private arrived = 0;
  private taken = 0;
  private isClosed = false;
  private toldFailure = false;
  private readonly waiting = new Set<() => void>();

  constructor(host: StreamsHost, task: TaskSpec, completed: ObjectRef<number>, end: Entry) {
    this.host = host;
    this.task = task;
    this.completed = completed;
    this.end = end;
  }

  arrive(id: ObjectId): Entry | undefined {
    if (this.isClosed) {
      this.host.send({ kind: 'free', ids: [id] });
      return undefined;
    }
    // Told of before: whoever has the reference knows it.
    if (Number(id.slice(id.lastIndexOf(':') + 1)) !== this.arrived) return undefined;
    const { ref, entry } = this.host.expect(id);
    this.items.set(this.arrived++, ref);
    this.wake();
    return entry;
  }

  async next(): Promise<AnyRef | undefined> {
    // Each call has its own item, so that calls may overlap.
    const index = this.taken++;
    if (index >= this.arrived && !this.hasEnded) await this.host.suspend(() => this.whenThere(index));
    const ref = this.items.get(index);
    if (ref) {
      this.items.delete(index);
      this.tellTaken(index + 1);
      return ref;
    }
    if (this.isClosed || this.end.state.kind !== 'failed' || this.toldFailure) return undefined;
    this.toldFailure = true;
    return this.completed;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const ids = [...this.items.values()].map(({ id }) => id);
    this.items.clear();
    if (ids.length > 0) this.host.send({ kind: 'free', ids });
    if (!isSettled(this.end.state)) {
      this.host.send({ kind: 'cancel', id: this.task.id, force: false, recursive: true });
    }
    this.wake();
  }

  private get hasEnded(): boolean {
    return this.isClosed || isSettled(this.end.state);
  }

  private async whenThere(index: number): Promise<void> {
    while (index >= this.arrived && !this.hasEnded) {
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
      });
    }
  }

  /** An item came, or none will come any more. */
  wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** A generator that pauses has to know. */
  private tellTaken(count: number): void {
    if (this.task.generatorBackpressureNumObjects === undefined || this.hasEnded) return;
    this.host.send({ kind: 'consumed', id: this.task.id, count });
  }
}
