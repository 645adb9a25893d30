import { Bytes } from './bytes';
import { featureAt } from './lottery';
import { Pointer } from './memory';
import { PendingNode } from './pending-node';
import { LIST_BYTES, smallList } from './small-subtree';
import { nFeatures } from './table';

/** Of each small number: 0xff if the sample goes left, 0 if right. */
const goesLeft = changetype<Pointer<u8>>(memory.data(LIST_BYTES, 16));
const leaving = changetype<Pointer<u8>>(memory.data(LIST_BYTES, 16));
const coming = changetype<Pointer<u8>>(memory.data(2 * LIST_BYTES, 16));

/** Marks the samples by the list of the split's feature. */
export function markSides(list: Pointer<u8>, size: i32, nLeft: i32): void {
  for (let i = 0; i < nLeft; i++) goesLeft[list[i]] = 0xff;
  for (let i = nLeft; i < size; i++) goesLeft[list[i]] = 0;
}

/** Splits the lists of all features but the first `nConstants` in two. `node` and one of the children may share a block. */
export function partitionSmallLists(
  node: PendingNode,
  left: PendingNode,
  right: PendingNode,
  size: i32,
  nConstants: i32,
): void {
  const low = v128.load(goesLeft.address);
  const high = v128.load(goesLeft.address, 16);
  const all = Bytes.first(size);
  for (let i = nConstants; i < nFeatures; i++) {
    const feature = featureAt(i);
    const from = smallList(node, feature).address;
    let toLeft = smallList(left, feature).address;
    let toRight = smallList(right, feature).address;
    const first = v128.load(from);
    const second = v128.load(from, 16);
    let mask = <u32>i8x16.bitmask(Bytes.lookUp(low, high, first));
    if (size > 16) mask |= (<u32>i8x16.bitmask(Bytes.lookUp(low, high, second))) << 16;
    mask &= all;
    const others = ~mask & all;
    toLeft = Bytes.storeCompressed(toLeft, first, mask & 0xff);
    toRight = Bytes.storeCompressed(toRight, first, others & 0xff);
    if (size <= 8) continue;
    const upper = Bytes.upper(first);
    toLeft = Bytes.storeCompressed(toLeft, upper, (mask >> 8) & 0xff);
    toRight = Bytes.storeCompressed(toRight, upper, (others >> 8) & 0xff);
    if (size <= 16) continue;
    toLeft = Bytes.storeCompressed(toLeft, second, (mask >> 16) & 0xff);
    toRight = Bytes.storeCompressed(toRight, second, (others >> 16) & 0xff);
    const last = Bytes.upper(second);
    Bytes.storeCompressed(toLeft, last, mask >> 24);
    Bytes.storeCompressed(toRight, last, others >> 24);
  }
}

/** Reorders samples as `partitionOrder` in order-partition.ts. */
export function partitionSmallOrder(from: Pointer<u8>, to: Pointer<u8>, size: i32, nLeft: i32): void {
  let nLeaving = 0;
  for (let i = 0; i < nLeft; i++) {
    const number = from[i];
    to[i] = number;
    leaving[nLeaving] = <u8>i;
    nLeaving += 1 - (goesLeft[number] & 1);
  }
  let nComing = 0;
  for (let i = size - 1; nComing < nLeaving; i--) {
    const number = from[i];
    coming[nComing] = number;
    nComing += goesLeft[number] & 1;
  }
  for (let k = 0; k < nLeaving; k++) {
    const place = leaving[k];
    leaving[k] = from[place];
    to[place] = coming[k];
  }
  const boundary = from[nLeft];
  if (!goesLeft[boundary]) leaving[nLeaving++] = boundary;
  let last = nLeaving - 1;
  for (let i = nLeft; i + 1 < size; i++) {
    const number = from[i + 1];
    const isGap = goesLeft[number] & 1;
    to[i] = isGap ? leaving[last] : number;
    last -= isGap;
  }
  to[size - 1] = leaving[0];
}
