interface Prioritised {
  readonly priority: number;
}

/**
 * libstdc++'s `push_heap` and `pop_heap`, largest priority first. Which of several equal priorities comes out first
 * depends on these very steps (bits/stl_heap.h), and with it the shape of the tree.
 */
export function heapPush<T extends Prioritised>(heap: T[], item: T): void {
  heap.push(item);
  siftUp(heap, heap.length - 1, item);
}

export function heapPop<T extends Prioritised>(heap: T[]): T | undefined {
  const top = heap[0];
  const last = heap.pop();
  const length = heap.length;
  if (length === 0 || last === undefined) return top;
  let hole = 0;
  for (let right = 2; right < length; right = 2 * hole + 2) {
    const larger = heap[right]!.priority < heap[right - 1]!.priority ? right - 1 : right;
    heap[hole] = heap[larger]!;
    hole = larger;
  }
  const onlyChild = 2 * hole + 1;
  if (onlyChild === length - 1) {
    heap[hole] = heap[onlyChild]!;
    hole = onlyChild;
  }
  siftUp(heap, hole, last);
  return top;
}

/** Fills the hole with the item, after moving smaller parents down into it. */
function siftUp<T extends Prioritised>(heap: T[], hole: number, item: T): void {
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (!(heap[parent]!.priority < item.priority)) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = item;
}
