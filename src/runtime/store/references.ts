import type { ActorIdentity, ObjectId } from '../protocol';

/** What stands for an ObjectRef inside a value on its way between threads: structured clone would lose the class. */
const KEY = '$treeline.ObjectRef';
const ACTOR_KEY = '$treeline.ActorHandle';

export function markerOf(id: ObjectId): object {
  return { [KEY]: id };
}

/** What stands for an actor's handle. */
export function markerOfActor(identity: ActorIdentity): object {
  return { [ACTOR_KEY]: identity };
}

/**
 * The value with a reference in place of each marker. Containers are changed in place: the value is this thread's own.
 * Only for values that hold references: looking for them takes a walk through the whole value.
 */
export function restoreReferences(
  value: unknown,
  refer: (id: ObjectId) => unknown,
  handle: (identity: ActorIdentity) => unknown,
): unknown {
  const seen = new Set<object>();
  const restore = (item: unknown): unknown => {
    if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item) || seen.has(item)) return item;
    const id = (item as Record<string, unknown>)[KEY];
    if (typeof id === 'string') return refer(id);
    const identity = (item as Record<string, unknown>)[ACTOR_KEY];
    if (identity) return handle(identity as ActorIdentity);
    seen.add(item);
    if (Array.isArray(item)) {
      for (let i = 0; i < item.length; i++) item[i] = restore(item[i]);
    } else if (Object.prototype.toString.call(item) === '[object Object]') {
      for (const [key, inner] of Object.entries(item)) {
        const restored = restore(inner);
        if (restored !== inner) (item as Record<string, unknown>)[key] = restored;
      }
    }
    return item;
  };
  return restore(value);
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
