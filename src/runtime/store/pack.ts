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
  return packAny(value, packing);
}

/** Packs several values, or none of them. @throws as `pack` */
export function packAll(values: readonly unknown[], packing: Packing): StoredObject[] {
  const packed: StoredObject[] = [];
  try {
    for (const value of values) packed.push(pack(value, packing));
    return packed;
  } catch (error) {
    const blocks = packed.flatMap((object) => object.blocks);
    packing.arena?.abandon(blocks);
    if (!(error instanceof ObjectStoreFullError) || error.wantedBytes === undefined) throw error;
    const wantedBytes = blocks.reduce((sum, { bytes }) => sum + bytes, error.wantedBytes);
    throw new ObjectStoreFullError(error.message, { wantedBytes });
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

function packAny(value: unknown, packing: Packing): StoredObject {
  const packer = new Packer(packing);
  try {
    const packed = packer.pack(value);
    return packer.finish(value, packed);
  } catch (error) {
    packing.arena?.abandon(packer.placed);
    if (!(error instanceof ObjectStoreFullError) || error.wantedBytes === undefined) throw error;
    // It takes room for the whole value, not only for the array at which it failed.
    throw new ObjectStoreFullError(error.message, { wantedBytes: packer.wantedBytes });
  }
}
