import { Pointer, reserve } from '../base/memory';

/** Items by priority, the largest first. An item is a number that its owner knows. */
let items: Pointer<i32> = changetype<Pointer<i32>>(0);
let priorities: Pointer<f64> = changetype<Pointer<f64>>(0);
export let nItems: i32 = 0;

export function reserveHeap(maxItems: i32): void {
  items = reserve<i32>(maxItems);
  priorities = reserve<f64>(maxItems);
}

export function clearHeap(): void {
  nItems = 0;
}

/**
 * libstdc++'s `push_heap`, and below its `pop_heap`. Which of several equal priorities comes out first depends on these
 * very steps (bits/stl_heap.h), and with it the shape of the tree.
 */
export function pushHeap(item: i32, priority: f64): void {
  siftUp(nItems++, item, priority);
}

/** Takes out the item of the largest priority; there must be one. */
export function popHeap(): i32 {
  const top = items[0];
  const last = --nItems;
  if (last == 0) return top;
  let hole = 0;
  for (let right = 2; right < last; right = 2 * hole + 2) {
    const larger = priorities[right] < priorities[right - 1] ? right - 1 : right;
    move(larger, hole);
    hole = larger;
  }
  const onlyChild = 2 * hole + 1;
  if (onlyChild == last - 1) {
    move(onlyChild, hole);
    hole = onlyChild;
  }
  siftUp(hole, items[last], priorities[last]);
  return top;
}

/** Fills the hole with the item, after moving smaller parents down into it. */
function siftUp(hole: i32, item: i32, priority: f64): void {
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (!(priorities[parent] < priority)) break;
    move(parent, hole);
    hole = parent;
  }
  items[hole] = item;
  priorities[hole] = priority;
}

function move(from: i32, to: i32): void {
  items[to] = items[from];
  priorities[to] = priorities[from];
}
