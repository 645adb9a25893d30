import { Pointer } from '../base/memory';
import { copyIds, LANES, Lanes } from '../base/simd';
import { Marks } from './order-partition';

/**
 * Brings the ids of a list that are marked with 1, not 0, to the front, and keeps the order on both sides.
 * @param spare as long as the list: the right side, until the left one is complete
 */
export function partitionStably(
  from: Pointer<Id>,
  to: Pointer<Id>,
  size: i32,
  marks: Pointer<u8>,
  spare: Pointer<Id>,
): void {
  let left = to;
  let right = spare;
  let i = 0;
  if (sizeof<Id>() == 2) {
    for (const end = size - LANES; i <= end; i += LANES) {
      const ids = from.from(i);
      const mask = Marks.ofEight(marks, ids);
      const lanes = v128.load(ids.address);
      v128.store(left.address, Lanes.compress(lanes, mask));
      v128.store(right.address, Lanes.compress(lanes, mask ^ 0xff));
      const count = popcnt(mask);
      left = left.from(count);
      right = right.from(LANES - count);
    }
  }
  // One by one, every id is written to both sides and stays on one: no branch to mispredict.
  for (; i < size; i++) {
    const id = from[i];
    const isLeft = <i32>marks[id];
    left[0] = id;
    right[0] = id;
    left = left.from(isLeft);
    right = right.from(1 - isLeft);
  }
  copyIds(spare, left, <i32>((right.address - spare.address) / sizeof<Id>()));
}
