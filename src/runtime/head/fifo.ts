/** A queue whose members can also leave from the middle; every operation takes constant time on average. */
export class Fifo<T> {
  private items: T[] = [];
  private readonly members = new Set<T>();
  private head = 0;

  get size(): number {
    return this.members.size;
  }

  push(item: T): void {
    this.items.push(item);
    this.members.add(item);
  }

  delete(item: T): boolean {
    return this.members.delete(item);
  }

  /** The first member, which stays in the queue. */
  peek(): T | undefined {
    // Those who left from the middle are skipped here; the array is trimmed once half of it is history.
    while (this.head < this.items.length && !this.members.has(this.items[this.head]!)) this.head++;
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return this.items[this.head];
  }

  [Symbol.iterator](): Iterator<T> {
    return this.members.values();
  }
}
