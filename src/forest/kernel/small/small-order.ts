import { introsortSmall } from '../order/introsort';
import { MASKED_FEATURES } from '../tree/lottery';
import { Pointer } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { nSlots, slotFeature, slotList, tiesIn } from './small-slots';
import { LIST_BYTES, smallOrder, smallRanksOf } from './small-subtree';

/** As sample-order.ts, for a node of a small subtree: small numbers in bytes. */
let entry: Pointer<u8> = changetype<Pointer<u8>>(0);
let size: i32 = 0;
const buffers = changetype<Pointer<u8>>(memory.data(MASKED_FEATURES * LIST_BYTES, 16));
const known = changetype<Pointer<Pointer<u8>>>(memory.data(MASKED_FEATURES * 4, 16));
const UNKNOWN = changetype<Pointer<u8>>(0);

export function startSmallOrders(node: PendingNode): void {
  entry = smallOrder(node);
  size = node.size;
  for (let slot = 0; slot < nSlots; slot++) known[slot] = UNKNOWN;
}

/** The samples after the slot's feature was sorted. */
export function smallOrderAfter(slot: i32): Pointer<u8> {
  if (slot < 0) return entry;
  if (known[slot].address) return known[slot];
  let order = slotList[slot];
  if (tiesIn(slot)) {
    const before = smallOrderAfter(slot - 1);
    order = buffers.from(slot * LIST_BYTES);
    introsortSmall(smallRanksOf(slotFeature[slot]), slotList[slot], size, before, order);
  }
  known[slot] = order;
  return order;
}
