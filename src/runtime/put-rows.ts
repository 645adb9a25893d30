/**
 * Small objects that are put by the thousand, on their way to the head: as plain cells, because structured clone spends most
 * of its time on objects and the names of their properties.
 */
import type { DriverToHead, ObjectId, StoredObject } from './protocol';

/** Objects without arrays and references, in the order in which they were put: id, value, posted bytes, id … */
interface PutRows {
  readonly kind: 'puts';
  readonly cells: readonly unknown[];
}

export type FoldedBatch = readonly (DriverToHead | PutRows)[];

const CELLS = 3;
const NONE: readonly never[] = [];

/** A batch with each run of small puts as one message; the order of all messages stays. */
export function foldPuts(batch: readonly DriverToHead[]): FoldedBatch {
  const folded: (DriverToHead | PutRows)[] = [];
  let cells: unknown[] | undefined;
  for (const message of batch) {
    if (message.kind !== 'put' || !isSmall(message.object)) {
      cells = undefined;
      folded.push(message);
      continue;
    }
    if (!cells) folded.push({ kind: 'puts', cells: (cells = []) });
    cells.push(message.id, message.object.value, message.object.postedBytes);
  }
  return folded;
}

export function unfoldPuts(folded: FoldedBatch): DriverToHead[] {
  const batch: DriverToHead[] = [];
  for (const message of folded) {
    if (message.kind !== 'puts') {
      batch.push(message);
      continue;
    }
    const { cells } = message;
    for (let at = 0; at < cells.length; at += CELLS) {
      const object = smallObject(cells[at + 1], cells[at + 2] as number);
      batch.push({ kind: 'put', id: cells[at] as ObjectId, object });
    }
  }
  return batch;
}

function isSmall({ blocks, refs, array }: StoredObject): boolean {
  return blocks.length === 0 && refs.length === 0 && !array;
}

function smallObject(value: unknown, postedBytes: number): StoredObject {
  return { value, blocks: NONE, refs: NONE, storedBytes: 0, postedBytes };
}
