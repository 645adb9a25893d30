import type { RuntimeEvent } from '../events';

/** Receives events in batches, oldest first within a thread. */
export type EventListener = (events: readonly RuntimeEvent[]) => void;

/** So many events are kept for `timeline()`; of more, the oldest half goes. About 300 bytes each: 30 MB. */
const MAX_KEPT = 100_000;

/** Hands the cluster's events to those who listen; lives longer than a cluster, so that one can listen before `init`. */
export class Journal {
  private readonly listeners = new Set<EventListener>();
  private batch: RuntimeEvent[] = [];
  private kept: RuntimeEvent[] = [];

  /** The newest events since the last `forget`. */
  get events(): readonly RuntimeEvent[] {
    return this.kept;
  }

  /** A new cluster begins. */
  forget(): void {
    this.kept = [];
  }

  subscribe(listener: EventListener): () => void {
    // A function of its own, so that the same listener can subscribe twice and leave once.
    const own: EventListener = (events) => {
      listener(events);
    };
    this.listeners.add(own);
    return () => {
      this.listeners.delete(own);
    };
  }

  record(event: RuntimeEvent): void {
    if (this.kept.push(event) > MAX_KEPT) this.kept = this.kept.slice(MAX_KEPT / 2);
    if (this.listeners.size === 0) return;
    if (this.batch.push(event) === 1) {
      queueMicrotask(() => {
        this.flush();
      });
    }
  }

  flush(): void {
    const events = this.batch;
    this.batch = [];
    if (events.length === 0) return;
    for (const listener of [...this.listeners]) {
      try {
        listener(events);
      } catch (error) {
        // A broken view must not stop the cluster or the other views.
        reportError(error);
      }
    }
  }
}
