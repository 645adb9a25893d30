import type { ActorClass } from '../client/actor-handle';
import type { ActorOptions, ObjectId } from '../protocol';

/** Calls under way at once where a class has async methods; Ray's default. */
const ASYNC_CONCURRENCY = 1000;

/** An actor that lives on this worker: its instance, and the calls that wait until it has room. */
export class LivingActor<Call> {
  readonly instance: object;
  private readonly maxConcurrency: number;
  private readonly queue: Call[] = [];
  private running = 0;
  private isServing = false;

  constructor(instance: object, { maxConcurrency }: ActorOptions) {
    this.instance = instance;
    this.maxConcurrency = maxConcurrency ?? (hasAsyncMethod(instance) ? ASYNC_CONCURRENCY : 1);
  }

  /** Whether it runs one call at a time. */
  get takesTurns(): boolean {
    return this.maxConcurrency === 1;
  }

  push(call: Call): void {
    this.queue.push(call);
  }

  /** Begins the calls for which there is room, in their order; each says by `onEnd` when it has ended. */
  serve(begin: (call: Call, onEnd: () => void) => void): void {
    // A call that ends at once comes back here: the loop below goes on, instead of a stack that grows.
    if (this.isServing) return;
    this.isServing = true;
    while (this.running < this.maxConcurrency && this.queue.length > 0) {
      this.running++;
      begin(this.queue.shift()!, () => {
        this.running--;
        this.serve(begin);
      });
    }
    this.isServing = false;
  }
}

/** The actors of this worker. */
export class LocalActors<Call> {
  private readonly classes: ReadonlyMap<string, ActorClass>;
  private readonly living = new Map<ObjectId, LivingActor<Call>>();

  constructor(classes: ReadonlyMap<string, ActorClass>) {
    this.classes = classes;
  }

  /** @throws what the constructor throws, or Error for a class that is not served here. */
  create(
    id: ObjectId,
    className: string,
    args: readonly unknown[],
    options: ActorOptions,
  ): LivingActor<Call> {
    const served = this.classes.get(className);
    if (!served) {
      const known = [...this.classes.keys()].join(', ') || 'none';
      throw new Error(
        `No class is registered under the name ${className}; the worker script serves: ${known}.`,
      );
    }
    const actor = new LivingActor<Call>(new served(...(args as never[])), options);
    this.living.set(id, actor);
    return actor;
  }

  get(id: ObjectId): LivingActor<Call> | undefined {
    return this.living.get(id);
  }

  drop(id: ObjectId): void {
    this.living.delete(id);
  }
}

/** @throws Error for a method that the actor does not have. */
export function methodOf(instance: object, name: string): (...args: never[]) => unknown {
  const method = (instance as Record<string, unknown>)[name];
  if (typeof method === 'function' && name !== 'constructor') return method as (...args: never[]) => unknown;
  throw new Error(`${instance.constructor.name} has no method ${name}.`);
}

function hasAsyncMethod(instance: object): boolean {
  for (
    let level: object | null = instance;
    level && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(level))) {
      const kind = Object.prototype.toString.call(value);
      if (kind === '[object AsyncFunction]' || kind === '[object AsyncGeneratorFunction]') return true;
    }
  }
  return false;
}
