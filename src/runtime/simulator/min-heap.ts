/** A binary min-heap of (key, id) pairs in typed arrays; of equal keys the smaller id comes out first. */
export class MinHeap {
  private readonly keys: Float64Array;
  private readonly ids: Int32Array;
  private count = 0;

  /** @param capacity the most pairs it will ever hold at once. */
  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.ids = new Int32Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  /** The smallest key; Infinity when the heap is empty. */
  get minKey(): number {
    return this.count === 0 ? Infinity : this.keys[0]!;
  }

  push(key: number, id: number): void {
    const { keys, ids } = this;
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentKey = keys[parent]!;
      if (parentKey < key || (parentKey === key && ids[parent]! < id)) break;
      keys[hole] = parentKey;
      ids[hole] = ids[parent]!;
      hole = parent;
    }
    keys[hole] = key;
    ids[hole] = id;
  }

  /** Removes the pair with the smallest key and returns its id. The heap must not be empty. */
  pop(): number {
    const { keys, ids } = this;
    const first = ids[0]!;
    const last = --this.count;
    const key = keys[last]!;
    const id = ids[last]!;
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < last) {
        const rightKey = keys[right]!;
        const leftKey = keys[child]!;
        if (rightKey < leftKey || (rightKey === leftKey && ids[right]! < ids[child]!)) child = right;
      }
      const childKey = keys[child]!;
      if (key < childKey || (key === childKey && id < ids[child]!)) break;
      keys[hole] = childKey;
      ids[hole] = ids[child]!;
      hole = child;
    }
    keys[hole] = key;
    ids[hole] = id;
    return first;
  }
}
