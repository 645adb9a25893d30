import { maxSamples } from '../table/bag';
import { introsort } from '../order/introsort';
import { Pointer, reserve } from '../base/memory';
import { hasNoTies, nSlots, size, slotFeature, slotList } from './slots';
import { nFeatures } from '../table/table';

/**
 * The order of scikit-learn's `samples` in the node being split, as each slot's sort leaves it. Each sort starts from the
 * order before it; but a feature without ties leaves its own list, whatever came before. So an order is worked out only
 * when it is asked for, and then from the last tie-free feature on. That halves the sorts.
 */
let entry: Pointer<Id> = changetype<Pointer<Id>>(0);
let buffers: Pointer<Id> = changetype<Pointer<Id>>(0);
let known: Pointer<usize> = changetype<Pointer<usize>>(0);

export function reserveOrders(): void {
  buffers = reserve<Id>(maxSamples * nFeatures);
  known = reserve<usize>(nFeatures);
}

/** Begins a node, whose samples lie in the order `samples`. */
export function startOrders(samples: Pointer<Id>): void {
  entry = samples;
  for (let slot = 0; slot < nSlots; slot++) known[slot] = 0;
}

/** The samples after the slot's feature was sorted. */
export function orderAfter(slot: i32): Pointer<Id> {
  if (slot < 0) return entry;
  if (known[slot]) return changetype<Pointer<Id>>(known[slot]);
  let order = slotList(slot);
  if (!hasNoTies(slotFeature[slot])) {
    const before = orderAfter(slot - 1);
    order = buffers.from(slot * maxSamples);
    introsort(slotFeature[slot], slotList(slot), size, before, order);
  }
  known[slot] = order.address;
  return order;
}
