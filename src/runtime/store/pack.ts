import { ObjectStoreFullError } from '../errors';
import type { StoredObject } from '../protocol';
import type { OpenArray } from './arena';
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

/** Packs several values, or none of them: what is open is sealed only when there is room for all. @throws as `pack` */
export function packAll(values: readonly unknown[], packing: Packing): StoredObject[] {
  const claimed = new Set<OpenArray>();
  const packers: Packer[] = [];
  try {
    const packed = values.map((value) => {
      const packer = new Packer(packing, claimed);
      packers.push(packer);
      return packer.pack(value);
    });
    return packers.map((packer, index) => packer.finish(values[index], packed[index]));
  } catch (error) {
    for (const { placed } of packers) packing.arena?.abandon(placed);
    throw wanting(error, () => packers.reduce((sum, { wantedBytes }) => sum + wantedBytes, 0));
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
    throw wanting(error, () => packer.wantedBytes);
  }
}

/** It takes room for all that is packed, not only for the array at which it failed. */
function wanting(error: unknown, wantedBytes: () => number): unknown {
  if (!(error instanceof ObjectStoreFullError) || error.wantedBytes === undefined) return error;
  return new ObjectStoreFullError(error.message, { wantedBytes: wantedBytes() });
}
