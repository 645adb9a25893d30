/** A thread with an arena of its own, that stores, frees and seals what the test asks for. */
import type { Block, StoredObject, StoreMember } from '../../../src/runtime/protocol';
import { Arena } from '../../../src/runtime/store/arena';
import { pack } from '../../../src/runtime/store/pack';
import { storeWhenRoom } from '../../../src/runtime/store/room';

export type Order =
  | { readonly kind: 'join'; readonly member: StoreMember }
  | { readonly kind: 'copy'; readonly length: number; readonly value: number }
  | { readonly kind: 'copyWhenRoom'; readonly length: number; readonly value: number }
  | { readonly kind: 'alloc'; readonly length: number; readonly value: number }
  | { readonly kind: 'leaveOpen'; readonly length: number }
  | { readonly kind: 'free'; readonly blocks: readonly Block[] };

export interface Answer {
  readonly object?: StoredObject;
  readonly heldBytes: number;
}

let arena: Arena | undefined;

async function obey(order: Order): Promise<StoredObject | undefined> {
  if (order.kind === 'join') arena = new Arena(order.member, 0);
  const mine = arena;
  if (!mine) throw new Error('the thread has not joined a store');
  const packing = { arena: mine, minSharedBytes: 0 };
  switch (order.kind) {
    case 'join':
      return undefined;
    case 'copy':
      return pack(new Float64Array(order.length).fill(order.value), packing);
    case 'copyWhenRoom':
      return storeWhenRoom(
        () => pack(new Float64Array(order.length).fill(order.value), packing),
        (bytes, timeout) => mine.whenRoom(bytes, timeout),
        30_000,
      );
    case 'alloc':
      return pack(mine.alloc('float64', order.length).fill(order.value), packing);
    case 'leaveOpen':
      mine.alloc('float64', order.length);
      return undefined;
    case 'free':
      mine.free(order.blocks);
      return undefined;
  }
}

self.onmessage = (event: MessageEvent<Order>) => {
  void obey(event.data).then((object) => {
    const answer: Answer = { ...(object ? { object } : {}), heldBytes: arena?.heldBytes ?? 0 };
    self.postMessage(answer);
  });
};
