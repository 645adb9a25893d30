import type { ObjectId } from '../protocol';
import { createEntry, type Entry } from './entries';
import type { ObjectRefGenerator } from './object-ref-generator';
import type { Share } from './shares';

declare const valueType: unique symbol;

/** Not every browser has the symbol; what compiles `using` for them looks for this one. */
const dispose: typeof Symbol.dispose =
  (Symbol as Partial<typeof Symbol>).dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);

/**
 * A handle to an object in the cluster: what a task returns, or what was put. Its value comes by `get`.
 *
 * Each counts one reference, as in Ray; the object stays as long as there is one, in any thread or in another object's value, or a
 * task needs it. What `del ref` is in Python is `using ref = f.remote()` here, which lets go at the end of the block, or
 * `scope`. In a task all references are let go when it ends. Else it is left to the garbage collector, which may take its time.
 */
export class ObjectRef<T> {
  /** Type only: makes `ObjectRef<number>` differ from `ObjectRef<string>`. */
  declare readonly [valueType]: T;
  readonly [Symbol.toStringTag] = 'ObjectRef';
  readonly id: ObjectId;
  /** Here and not in a WeakMap: `wait` looks it up for each of its references, and that took 20 times as long. */
  #entry: Entry | undefined;
  readonly #share: Share | undefined;

  constructor(id: ObjectId, entry?: Entry, share?: Share) {
    this.id = id;
    this.#entry = entry;
    this.#share = share;
    share?.home.watch(this, share);
  }

  /** Lets go of the object, after the calls of `get` that are under way: this reference must not be used any more. */
  [dispose](): void {
    if (!this.#entry) return;
    const { id, home } = this.#entry;
    const message = `ObjectRef ${id} was let go of and cannot be used any more.`;
    this.#entry = createEntry(id, home, { kind: 'failed', failure: { kind: 'lost', message } });
    this.#share?.home.letGo(this.#share);
  }

  /** What the reference counts for; undefined where it does not count. */
  static shareOf(ref: ObjectRef<unknown>): Share | undefined {
    return ref.#share;
  }

  /** What this thread knows of the object. @throws TypeError for what is no reference. */
  static entryOf(ref: ObjectRef<unknown>): Entry | undefined {
    try {
      return ref.#entry;
    } catch {
      throw new TypeError('An ObjectRef was expected.');
    }
  }
}

/** What `using` does at the end of the reference's block. */
export function letGo(ref: ObjectRef<unknown>): void {
  ref[dispose]();
}

/** Anything that can be called remotely; narrower parameter types of real functions fit `never`. */
export type TaskFunction = (...args: never[]) => unknown;

/** Each parameter may be given as a value or as a reference to one. */
export type RemoteArguments<P extends readonly unknown[]> = {
  [K in keyof P]: P[K] | ObjectRef<P[K]>;
};

/** What a reference to `F`'s result resolves to. */
type RemoteResult<F extends TaskFunction> = Awaited<ReturnType<F>>;

/** What several references or a stream of them resolve to. */
type RemoteItem<Result> =
  Result extends AsyncIterable<infer Item> ? Item : Result extends Iterable<infer Item> ? Item : unknown;

/** How many returns a call of `F` has unless `numReturns` says so. */
export type DefaultReturns<F extends TaskFunction> =
  unknown extends RemoteResult<F>
    ? 1
    : [RemoteResult<F>] extends [never]
      ? 1
      : RemoteResult<F> extends AnyGenerator
        ? 'streaming'
        : 1;

type AnyGenerator = Generator<unknown, unknown, never> | AsyncGenerator<unknown, unknown, never>;

/** What a remote call of `F` returns: for a generator a stream of references, for a tuple, if `numReturns` says so, several. */
export type RemoteReturns<F extends TaskFunction, N = DefaultReturns<F>> = N extends 'streaming'
  ? ObjectRefGenerator<RemoteItem<RemoteResult<F>>>
  : N extends 1
    ? ObjectRef<RemoteResult<F>>
    : ObjectRef<RemoteItem<RemoteResult<F>>>[];
