import { Pointer } from '../base/memory';
import { poll } from '../base/poll';

/**
 * scikit-learn's introsort, step by step, on keys with ids that move along: for nodes of more samples than the fast one
 * takes, and for its heapsort, which is reached when the depth is exhausted.
 */
export function plainIntrosort(keys: Pointer<u32>, ids: Pointer<Id>, length: i32, depth: i32): void {
  while (length > 1) {
    if (depth <= 0) return plainHeapsort(keys, ids, length);
    depth--;
    const pivot = median(keys[0], keys[length >> 1], keys[length - 1]);
    let less = 0;
    let greater = length;
    let i = 0;
    while (i < greater) {
      const key = keys[i];
      if (key < pivot) swap(keys, ids, i++, less++);
      else if (key > pivot) swap(keys, ids, i, --greater);
      else i++;
    }
    if (less > 1) plainIntrosort(keys, ids, less, depth);
    poll(length);
    keys = keys.from(greater);
    ids = ids.from(greater);
    length -= greater;
  }
}

/** Swaps elements that are equal, too: their order changes even if all are. */
export function plainHeapsort(keys: Pointer<u32>, ids: Pointer<Id>, length: i32): void {
  for (let root = (length - 2) >> 1; root >= 0; root--) siftDown(keys, ids, root, length);
  for (let end = length - 1; end > 0; end--) {
    swap(keys, ids, 0, end);
    siftDown(keys, ids, 0, end);
    poll(2 * (32 - clz(end)));
  }
}

function siftDown(keys: Pointer<u32>, ids: Pointer<Id>, root: i32, end: i32): void {
  for (;;) {
    const left = root * 2 + 1;
    const right = left + 1;
    let largest = root;
    if (left < end && keys[largest] < keys[left]) largest = left;
    if (right < end && keys[largest] < keys[right]) largest = right;
    if (largest == root) return;
    swap(keys, ids, root, largest);
    root = largest;
  }
}

function median(a: u32, b: u32, c: u32): u32 {
  return max(min(a, b), min(max(a, b), c));
}

function swap(keys: Pointer<u32>, ids: Pointer<Id>, i: i32, j: i32): void {
  const key = keys[i];
  keys[i] = keys[j];
  keys[j] = key;
  const id = ids[i];
  ids[i] = ids[j];
  ids[j] = id;
}
