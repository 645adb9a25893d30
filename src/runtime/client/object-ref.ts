import type { ObjectId } from '../protocol';
import type { Entry } from './entries';

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
export type RemoteResult<F extends TaskFunction> = Awaited<ReturnType<F>>;
