import { Bytes } from '../base/bytes';
import { featureAt } from '../tree/lottery';
import { Pointer } from '../base/memory';
import { PendingNode } from '../tree/pending-node';
import { LIST_BYTES, smallList } from './small-subtree';
import { nFeatures } from '../table/table';

/** The small numbers of the samples that go left, as bits. */
let goesLeft: u32 = 0;
const leaving = changetype<Pointer<u8>>(memory.data(LIST_BYTES, 16));
const coming = changetype<Pointer<u8>>(memory.data(2 * LIST_BYTES, 16));

/** Marks the samples by the list of the split's feature; looks at the shorter side only. */
export function markSides(list: Pointer<u8>, size: i32, nLeft: i32): void {
  const isLeft = 2 * nLeft <= size;
  const end = isLeft ? nLeft : size;
  let marks: u32 = 0;
  for (let i = isLeft ? 0 : nLeft; i < end; i++) marks |= (<u32>1) << list[i];
  goesLeft = isLeft ? marks : ~marks;
}

/** Splits the lists of all features but the first `nConstants` in two. `node` and one of the children may share a block. */
export function partitionSmallLists(
  node: PendingNode,
  left: PendingNode,
  right: PendingNode,
  size: i32,
  nConstants: i32,
): void {
  const low = Bytes.fromBits(goesLeft & 0xffff);
  const high = Bytes.fromBits(goesLeft >> 16);
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
  const marks = goesLeft;
  let nLeaving = 0;
  for (let i = 0; i < nLeft; i++) {
    const number = from[i];
    to[i] = number;
    leaving[nLeaving] = <u8>i;
    nLeaving += 1 - ((marks >> number) & 1);
  }
  let nComing = 0;
  for (let i = size - 1; nComing < nLeaving; i--) {
    const number = from[i];
    coming[nComing] = number;
    nComing += (marks >> number) & 1;
  }
  for (let k = 0; k < nLeaving; k++) {
    const place = leaving[k];
    leaving[k] = from[place];
    to[place] = coming[k];
  }
  const boundary = from[nLeft];
  if (!((marks >> boundary) & 1)) leaving[nLeaving++] = boundary;
  let last = nLeaving - 1;
  for (let i = nLeft; i + 1 < size; i++) {
    const number = from[i + 1];
    const isGap = (marks >> number) & 1;
    to[i] = isGap ? leaving[last] : number;
    last -= isGap;
  }
  to[size - 1] = leaving[0];
}
