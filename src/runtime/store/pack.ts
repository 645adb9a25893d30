import type { Block, ObjectId, StoredObject } from '../protocol';
import type { Arena } from './arena';
import { identityOf, markerOf, markerOfActor } from './references';
import { copyView } from './views';

/** How values become objects of the store. */
export interface Packing {
  /** Where arrays go; absent where there is no shared memory: they are then copied as ordinary arrays. */
  readonly arena?: Arena;
  /** Arrays below this many bytes travel inline. */
  readonly minSharedBytes: number;
}

/**
 * Takes a snapshot of a value for other threads: plain objects and arrays are copied, typed arrays in them go to
 * shared memory, everything else must be structured-cloneable. Cycles and shared parts are kept.
 *
 * @throws TypeError with the place of what cannot be sent, e.g. a function at `.callback`.
 * @throws ObjectStoreFullError and leaves the store as it was.
 */
export function pack(value: unknown, packing: Packing): StoredObject {
  const mark = packing.arena?.mark();
  try {
    const packer = new Packer(packing);
    const packed = packer.pack(value);
    const { blocks, storedBytes, postedBytes } = packer;
    return { value: packed, blocks, refs: [...packer.refs], storedBytes, postedBytes };
  } catch (error) {
    if (mark) packing.arena?.rollBack(mark);
    throw error;
  }
}

/** What a message spends on a number, a key or an object, roughly. */
const WORD_BYTES = 8;

class Packer {
  readonly blocks: Block[] = [];
  readonly refs = new Set<ObjectId>();
  storedBytes = 0;
  postedBytes = 0;
  private readonly packing: Packing;
  private readonly copies = new Map<object, unknown>();
  /** The keys that lead to the value being packed, for error messages. */
  private readonly path: (string | number)[] = [];

  constructor(packing: Packing) {
    this.packing = packing;
  }

  pack(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.packObject(value);
    if (typeof value === 'function' || typeof value === 'symbol') throw this.unsendable(typeof value);
    this.postedBytes += typeof value === 'string' ? value.length * 2 : WORD_BYTES;
    return value;
  }

  private packObject(value: object): unknown {
    const known = this.copies.get(value);
    if (known !== undefined) return known;
    this.postedBytes += WORD_BYTES;
    const kind = Object.prototype.toString.call(value);
    if (Array.isArray(value)) return this.packArray(value);
    if (kind === '[object Object]') return this.packPlain(value);
    if (kind === '[object ObjectRef]') {
      const { id } = value as { readonly id: ObjectId };
      this.refs.add(id);
      return markerOf(id);
    }
    if (kind === '[object ActorHandle]') return this.packHandle(value);
    const copy = ArrayBuffer.isView(value) ? this.packView(value) : this.cloneLeaf(value, kind);
    this.copies.set(value, copy);
    return copy;
  }

  private packHandle(handle: object): object {
    const identity = identityOf(handle);
    if (!identity) throw this.unsendable('ActorHandle of another page');
    // Not an object that is counted, but the other side has to look for it.
    this.refs.add(identity.id);
    return markerOfActor(identity);
  }

  private packArray(source: readonly unknown[]): unknown[] {
    const target = new Array<unknown>(source.length);
    this.copies.set(source, target);
    for (let i = 0; i < source.length; i++) {
      this.path.push(i);
      target[i] = this.pack(source[i]);
      this.path.pop();
    }
    return target;
  }

  private packPlain(source: object): object {
    const target = {};
    this.copies.set(source, target);
    for (const [key, item] of Object.entries(source)) {
      this.path.push(key);
      const value = this.pack(item);
      // Not `target[key] =`: that would call the setter of a key named __proto__.
      Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
      this.path.pop();
    }
    return target;
  }

  private packView(view: ArrayBufferView): ArrayBufferView {
    const { arena, minSharedBytes } = this.packing;
    if (arena && view.byteLength >= minSharedBytes) {
      this.storedBytes += view.byteLength;
      const { view: copy, block } = arena.copy(view);
      this.blocks.push(block);
      return copy;
    }
    // Without its own buffer a small view would drag the whole buffer beneath it through every clone.
    this.postedBytes += view.byteLength;
    return copyView(view);
  }

  private cloneLeaf(value: object, kind: string): unknown {
    const bytes = (value as { byteLength?: unknown }).byteLength;
    if (typeof bytes === 'number') this.postedBytes += bytes;
    try {
      return structuredClone(value);
    } catch {
      throw this.unsendable(kind.slice(8, -1));
    }
  }

  private unsendable(what: string): TypeError {
    const place = this.path.length === 0 ? 'it is' : `.${this.path.join('.')} is`;
    const article = /^[aeiou]/i.test(what) ? 'an' : 'a';
    return new TypeError(`the value cannot be sent to another thread: ${place} ${article} ${what}`);
  }
}
