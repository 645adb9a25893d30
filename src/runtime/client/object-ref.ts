import type { ObjectId } from '../protocol';
import type { Entry } from './entries';
import type { ObjectRefGenerator } from './object-ref-generator';

declare const valueType: unique symbol;

/** A handle to an object in the cluster: what a task returns, or what was put. Its value comes by `get`. */
export class ObjectRef<T> {
  /** Type only: makes `ObjectRef<number>` differ from `ObjectRef<string>`. */
  declare readonly [valueType]: T;
  readonly [Symbol.toStringTag] = 'ObjectRef';
  readonly id: ObjectId;
  /** Here and not in a WeakMap: `wait` looks it up for each of its references, and that took 20 times as long. */
  readonly #entry: Entry | undefined;

  constructor(id: ObjectId, entry?: Entry) {
    this.id = id;
    this.#entry = entry;
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
