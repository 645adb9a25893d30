import type { LogEvent } from '../../../../src/runtime/events';
import type { Timekeeper } from '../../../../src/runtime/logs/driver-logs';

/** What worker `worker` wrote with one call of `console.*`. */
export function logEvent(worker: number, text: string, more: Partial<LogEvent> = {}): LogEvent {
  return { kind: 'log', time: 0, worker, taskId: 't1', name: 'f', level: 'log', text, ...more };
}

/** A clock that moves only by `advance`, which calls back whatever falls due on the way. */
export class HandClock implements Timekeeper {
  private time = 142_300_000_000;
  private readonly timers = new Map<object, { readonly due: number; readonly callback: () => void }>();

  get pendingTimers(): number {
    return this.timers.size;
  }

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const key = {};
    this.timers.set(key, { due: this.time + ms, callback });
    return () => {
      this.timers.delete(key);
    };
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.timers]
        .filter(([, { due }]) => due <= end)
        .sort(([, a], [, b]) => a.due - b.due);
      if (!next) break;
      const [key, { due, callback }] = next;
      this.timers.delete(key);
      this.time = due;
      callback();
    }
    this.time = end;
  }
}
