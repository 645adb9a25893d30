/** A priority queue: the smallest key comes out first. */
export class MinHeap<T> {
  private readonly keys: number[] = [];
  private readonly values: T[] = [];

  /** Infinity when the heap is empty. */
  get smallestKey(): number {
    return this.keys[0] ?? Infinity;
  }

  push(key: number, value: T): void {
    let at = this.keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.keys[parent]! <= key) break;
      this.set(at, this.keys[parent]!, this.values[parent]!);
      at = parent;
    }
    this.set(at, key, value);
  }

  /** Takes out a value with the smallest key. */
  pop(): T | undefined {
    const first = this.values[0];
    const key = this.keys.pop();
    const value = this.values.pop();
    const size = this.keys.length;
    if (key === undefined || size === 0) return first;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.keys[child + 1]! < this.keys[child]!) child++;
      if (this.keys[child]! >= key) break;
      this.set(at, this.keys[child]!, this.values[child]!);
      at = child;
    }
    this.set(at, key, value!);
    return first;
  }

  private set(at: number, key: number, value: T): void {
    this.keys[at] = key;
    this.values[at] = value;
  }
}
