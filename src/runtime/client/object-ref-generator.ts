import type { ObjectRef } from './object-ref';

/** The client's side of one stream. */
export interface StreamSource {
  /** The next item; undefined at the end. */
  next(): Promise<ObjectRef<unknown> | undefined>;
  close(): void;
  readonly completed: ObjectRef<number>;
}

/**
 * What a remote generator's call returns: references to the items, each as soon as it was yielded. They can be passed to
 * tasks before the generator has ended. Should it fail, a last reference comes whose `get` throws. Leaving a
 * `for await` early cancels the task; who wants to go on later calls `next`. Cannot be sent to another thread.
 */
export class ObjectRefGenerator<T> implements AsyncIterableIterator<ObjectRef<T>, undefined, undefined> {
  readonly [Symbol.toStringTag] = 'ObjectRefGenerator';
  private readonly source: StreamSource;

  constructor(source: StreamSource) {
    this.source = source;
  }

  /** A reference that is ready when the task has ended: to the number of items, or to the task's error. */
  completed(): ObjectRef<number> {
    return this.source.completed;
  }

  async next(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    const ref = await this.source.next();
    return ref ? { done: false, value: ref as ObjectRef<T> } : { done: true, value: undefined };
  }

  /** Nobody wants further items: cancels the task and frees what nobody has taken. */
  return(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    this.source.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
