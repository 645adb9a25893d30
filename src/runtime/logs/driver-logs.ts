import type { LogEvent } from '../events';
import { LogDeduplicator, type LogOptions, type PrintedLine } from './deduplicator';

/** Where time comes from: the browser's in the tab, a hand-driven one in tests. */
export interface Timekeeper {
  /** The time in ms. */
  now(): number;
  /** Calls back once after `ms`, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

/** Receives a line as the driver prints it, and the event that brought it: the latest one of a repeated line. */
export type LineWriter = (line: string, event: LogEvent) => void;

/**
 * Turns what tasks write into the driver's lines, `(name pid=worker) text`, without floods of repeated ones. As in
 * Ray, what would go to stderr (`console.warn`, `console.error`) and the rest are compared among themselves only.
 * Unlike Ray, whose repeats wait for the next line after their window, a timer prints them when it is over.
 */
export class DriverLogs {
  private readonly write: LineWriter;
  private readonly time: Timekeeper;
  private readonly stdout: LogDeduplicator;
  private readonly stderr: LogDeduplicator;
  private stopTimer: (() => void) | undefined;

  /** @throws RangeError, SyntaxError for options that are not allowed. */
  constructor(write: LineWriter, time: Timekeeper, options: LogOptions = {}) {
    this.write = write;
    this.time = time;
    this.stdout = new LogDeduplicator(options);
    this.stderr = new LogDeduplicator(options);
  }

  /** A task has written something. */
  record(event: LogEvent): void {
    const stream = event.level === 'warn' || event.level === 'error' ? this.stderr : this.stdout;
    this.print(stream.deduplicate(event, this.time.now()));
    this.wind();
  }

  /** Prints what was held back and ends the timer; to be called at shutdown. More may be recorded afterwards. */
  flush(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.print(this.stdout.flush());
    this.print(this.stderr.flush());
  }

  /** Sees to it that a timer runs while a line is remembered. */
  private wind(): void {
    const deadline = Math.min(this.stdout.deadline ?? Infinity, this.stderr.deadline ?? Infinity);
    if (this.stopTimer || deadline === Infinity) return;
    // Browsers may round a timer down; at least 1 ms keeps one that rang early from ringing in a loop.
    this.stopTimer = this.time.after(Math.max(1, deadline - this.time.now()), () => {
      this.stopTimer = undefined;
      const now = this.time.now();
      this.print(this.stdout.expire(now));
      this.print(this.stderr.expire(now));
      this.wind();
    });
  }

  private print(lines: readonly PrintedLine[]): void {
    for (const { text, event } of lines) this.write(`${prefixOf(event)} ${text}`, event);
  }
}

/** `(name pid=worker)`, or `(pid=worker)` for a task without a name, as in Ray. */
function prefixOf({ name, worker }: LogEvent): string {
  return `(${name === '' ? '' : `${name} `}pid=${worker})`;
}
