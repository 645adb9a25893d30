import { ObjectStoreFullError } from '../errors';
import type { StoredObject } from '../protocol';
import { formOf } from './dtypes';
import { Packer, WORD_BYTES, type Packing } from './packer';

export type { Packing } from './packer';

/**
 * Takes a snapshot of a value for other threads: plain objects, arrays, Maps and Sets are copied, typed arrays in them
 * go to shared memory, references stay references, everything else must be structured-cloneable. Cycles and shared
 * parts are kept. An array from the arena's `alloc` that is still open is not copied but sealed.
 *
 * @throws TypeError with the place of what cannot be sent, e.g. a function at `.callback`.
 * @throws ObjectStoreFullError. Either way the store and open arrays are as they were.
 */
export function pack(value: unknown, packing: Packing): StoredObject {
  if (isPrimitive(value)) return packPrimitive(value);
  const sealed = ArrayBuffer.isView(value) ? sealOpen(value, packing) : undefined;
  if (sealed) return sealed;
  const attempt = tryPack(value, packing);
  if (attempt.kind === 'full') throw attempt.error;
  return attempt.object;
}

/**
 * As `pack`, but waits up to `timeout` ms for room in a full store. The value must not change meanwhile. The thread has
 * to receive its messages during the wait, because those may bring the room.
 */
export async function packWhenRoom(value: unknown, packing: Packing, timeout: number): Promise<StoredObject> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const attempt = tryPack(value, packing);
    if (attempt.kind === 'packed') return attempt.object;
    const { error, wantedBytes } = attempt;
    // A cause means that it is not the meter which is full, and waiting would not help.
    if (!packing.arena || error.cause !== undefined) throw error;
    const hasRoom = await packing.arena.whenRoom(wantedBytes, deadline - performance.now());
    if (!hasRoom) throw error;
  }
}

/** What nothing has to be made for: packing a number takes a twentieth of the time. */
function isPrimitive(value: unknown): value is string | number | bigint | boolean | null | undefined {
  return (
    (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') || value === null
  );
}

const NONE: readonly never[] = [];

function packPrimitive(value: unknown): StoredObject {
  const postedBytes = typeof value === 'string' ? value.length * 2 : WORD_BYTES;
  return { value, blocks: NONE, refs: NONE, storedBytes: 0, postedBytes };
}

/** An open array that is put by itself: there is nothing to walk and nothing to copy. */
function sealOpen(view: ArrayBufferView, { arena, seals = true }: Packing): StoredObject | undefined {
  const open = seals ? arena?.findOpen(view) : undefined;
  if (!arena || !open) return undefined;
  arena.seal(open);
  const array = open.view === view ? open.form : formOf(view);
  return {
    value: view,
    blocks: [open.block],
    refs: NONE,
    ...(array ? { array } : {}),
    storedBytes: view.byteLength,
    postedBytes: WORD_BYTES,
  };
}

type Attempt =
  | { readonly kind: 'packed'; readonly object: StoredObject }
  /** `wantedBytes`: how much room it takes to come a step further than this time. */
  | { readonly kind: 'full'; readonly wantedBytes: number; readonly error: ObjectStoreFullError };

function tryPack(value: unknown, packing: Packing): Attempt {
  const packer = new Packer(packing);
  try {
    const packed = packer.pack(value);
    return { kind: 'packed', object: packer.finish(value, packed) };
  } catch (error) {
    packing.arena?.abandon(packer.placed);
    if (!(error instanceof ObjectStoreFullError)) throw error;
    return { kind: 'full', wantedBytes: packer.wantedBytes, error };
  }
}
