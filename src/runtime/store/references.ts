/**
 * References and handles inside values. They lose their class in structured clone, so they cross threads as markers:
 * plain objects with a key that no other object may have.
 */
import type { ActorIdentity, ObjectId } from '../protocol';
import type { Guards } from './generations';
import { setOwn } from './plain';

const REFERENCE_KEY = '$treeline.ObjectRef';
const ACTOR_KEY = '$treeline.ActorHandle';

/** Where an object lies that is one array in shared memory, and by what to see whether it still does. */
export interface Place {
  readonly value: ArrayBufferView;
  readonly guards: Guards;
}

interface ReferenceMarker {
  readonly [REFERENCE_KEY]?: ObjectId;
  readonly place?: Place;
}

/** What crosses threads in place of an ObjectRef. Who knows where the object lies tells the other side, which need not ask. */
export function markerOf(id: ObjectId, place?: Place): object {
  const marker: ReferenceMarker = { [REFERENCE_KEY]: id, ...(place ? { place } : {}) };
  return marker;
}

/** What crosses threads in place of an actor's handle. */
export function markerOfActor(identity: ActorIdentity): object {
  return { [ACTOR_KEY]: identity };
}

/** The key by which an object would be taken for a marker, if it has one. */
export function reservedKeyOf(value: object): string | undefined {
  return [REFERENCE_KEY, ACTOR_KEY].find((key) => Object.hasOwn(value, key));
}

/**
 * A packed value with a reference or a handle again where each marker was. Arrays, plain objects, Maps and Sets are
 * copied, so that the packed value can still be posted; typed arrays are shared with it. Values whose
 * `StoredObject.refs` is empty hold no marker and need no walk.
 */
export function restoreReferences(
  packed: unknown,
  refer: (id: ObjectId, place: Place | undefined) => unknown,
  handle: (identity: ActorIdentity) => unknown,
): unknown {
  const copies = new Map<object, unknown>();
  const restore = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      copies.set(value, items);
      for (const item of value) items.push(restore(item));
      return items;
    }
    if (value instanceof Map) {
      const map = new Map<unknown, unknown>();
      copies.set(value, map);
      for (const [key, item] of value) map.set(restore(key), restore(item));
      return map;
    }
    if (value instanceof Set) {
      const set = new Set<unknown>();
      copies.set(value, set);
      for (const item of value) set.add(restore(item));
      return set;
    }
    if (Object.prototype.toString.call(value) !== '[object Object]') return value;
    return restorePlain(value);
  };
  const restorePlain = (value: object): unknown => {
    const marker = value as ReferenceMarker & { readonly [ACTOR_KEY]?: ActorIdentity };
    const { [REFERENCE_KEY]: id, [ACTOR_KEY]: identity, place } = marker;
    if (id !== undefined || identity !== undefined) {
      const restored = id === undefined ? handle(identity!) : refer(id, place);
      copies.set(value, restored);
      return restored;
    }
    const target = {};
    copies.set(value, target);
    for (const [key, item] of Object.entries(value)) setOwn(target, key, restore(item));
    return target;
  };
  return restore(packed);
}

const identities = new WeakMap<object, ActorIdentity>();

/** Makes an object known as the handle of an actor. */
export function registerHandle(handle: object, identity: ActorIdentity): void {
  identities.set(handle, identity);
}

/** Undefined for what is no handle. */
export function identityOf(handle: object): ActorIdentity | undefined {
  return identities.get(handle);
}
