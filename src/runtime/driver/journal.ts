import type { RuntimeEvent } from '../events';

/** Receives events in batches, oldest first within a thread. */
export type EventListener = (events: readonly RuntimeEvent[]) => void;

/** Hands the cluster's events to those who listen; lives longer than a cluster, so that one can listen before `init`. */
export class Journal {
  private readonly listeners = new Set<EventListener>();
  private batch: RuntimeEvent[] = [];

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
