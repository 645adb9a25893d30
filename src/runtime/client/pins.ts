import type { ObjectRef } from './object-ref';

/**
 * Who uses an array in shared memory keeps its object, as in Ray: for the garbage collector, a value that was got has its reference.
 * Found by the buffer, which a part of an array has in common with the whole. Each message brings buffers of its own, even
 * where they are the same memory.
 */
export class Pins {
  private readonly refs = new WeakMap<ArrayBufferLike, Set<ObjectRef<unknown>>>();

  pin(value: unknown, ref: ObjectRef<unknown>): void {
    for (const buffer of buffersOf(value)) {
      const refs = this.refs.get(buffer);
      if (refs) refs.add(ref);
      else this.refs.set(buffer, new Set([ref]));
    }
  }
}

/** The buffers of the arrays anywhere in a value. */
function buffersOf(value: unknown): Set<ArrayBufferLike> {
  const buffers = new Set<ArrayBufferLike>();
  if (ArrayBuffer.isView(value)) return buffers.add(value.buffer);
  // A set that grows: values may have cycles.
  const seen = new Set<unknown>([value]);
  for (const item of seen) {
    if (typeof item !== 'object' || item === null) continue;
    if (ArrayBuffer.isView(item)) buffers.add(item.buffer);
    else if (item instanceof Map) for (const pair of item) for (const each of pair) seen.add(each);
    else for (const each of item instanceof Set ? item : Object.values(item)) seen.add(each);
  }
  return buffers;
}
