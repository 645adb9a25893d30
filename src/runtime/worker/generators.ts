import { TaskCancelledError } from '../errors';
import type { StreamState } from '../protocol';
import type { ActorClass } from '../client/actor-handle';
import type { TaskFunction } from '../client/object-ref';

/** The functions, and the methods as `Class.method`, that are generators: a call of them streams. */
export function generatorsOf(
  tasks: Readonly<Record<string, TaskFunction>>,
  classes: Readonly<Record<string, ActorClass>>,
): string[] {
  const generators = Object.keys(tasks).filter((name) => isGenerator(tasks[name]));
  for (const [className, { prototype }] of Object.entries(classes)) {
    const methods = new Set<string>();
    for (
      let level = prototype as object | null;
      level;
      level = Object.getPrototypeOf(level) as object | null
    ) {
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
        if (isGenerator(value)) methods.add(`${className}.${name}`);
      }
    }
    generators.push(...methods);
  }
  return generators;
}

function isGenerator(value: unknown): boolean {
  return /^\[object (Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(value));
}

/** What running a generator needs of the worker. */
export interface StreamHost {
  /** Makes the task the one that runs. */
  enter(): void;
  isCancelled(): boolean;
  /** Stores an item. */
  emit(index: number, value: unknown): Promise<void>;
  /** Waits as a task does that waits for objects. */
  suspend(wait: () => Promise<void>): Promise<void>;
}

/** The worker's side of a streaming task: stores what a generator yields, item by item, and pauses where it is too far ahead. */
export class Stream {
  private readonly made: number;
  private readonly limit: number;
  private consumed: number;
  private goOn: () => void = () => undefined;

  constructor({ made, consumed, limit = Infinity }: StreamState) {
    this.made = made;
    this.limit = limit;
    this.consumed = consumed;
  }

  /** So many items have been taken. */
  setConsumed(count: number): void {
    this.consumed = count;
    this.goOn();
  }

  /**
   * Runs a generator to its end. Returns how many items it has made, with those of earlier attempts.
   * @throws what it throws; TypeError for what is no generator or cannot be sent; TaskCancelledError.
   */
  async run(source: unknown, host: StreamHost): Promise<number> {
    const iterator = iteratorOf(await source);
    try {
      for (let index = 0; ; index++) {
        if (index - this.consumed >= this.limit) await host.suspend(() => this.whenTaken(index));
        if (host.isCancelled()) throw new TaskCancelledError('The generator was cancelled.');
        host.enter();
        const { done, value } = await iterator.next();
        if (done === true) return index;
        if (index >= this.made) await host.emit(index, value);
      }
    } catch (error) {
      // Lets a generator that did not throw itself clean up behind it.
      host.enter();
      await iterator.return?.();
      throw error;
    }
  }

  private async whenTaken(index: number): Promise<void> {
    while (index - this.consumed >= this.limit) {
      await new Promise<void>((resolve) => {
        this.goOn = resolve;
      });
    }
  }
}

type AnyIterator = Iterator<unknown, unknown, undefined> | AsyncIterator<unknown, unknown, undefined>;

function iteratorOf(source: unknown): AnyIterator {
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = Object(source) as {
    [Symbol.asyncIterator]?: () => AnyIterator;
    [Symbol.iterator]?: () => AnyIterator;
  };
  const open = async ?? sync;
  if (!open)
    throw new TypeError("numReturns 'streaming' needs a generator: the function returned no iterable.");
  return open.call(source);
}
