import type { ObjectId } from '../protocol';

declare const valueType: unique symbol;

/** A handle to an object in the cluster: what a task returns, or what was put. Its value comes by `get`. */
export class ObjectRef<T> {
  /** Type only: makes `ObjectRef<number>` differ from `ObjectRef<string>`. */
  declare readonly [valueType]: T;
  readonly [Symbol.toStringTag] = 'ObjectRef';
  readonly id: ObjectId;

  constructor(id: ObjectId) {
    this.id = id;
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
