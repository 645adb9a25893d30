import type { LogEvent } from '../events';

/** How repeated lines are thinned out: Ray's environment variables `RAY_DEDUP_LOGS…` in camelCase. */
export interface LogOptions {
  /** Whether lines are thinned out at all; if not, the expressions have no effect either. Default: true. */
  readonly dedupLogs?: boolean;
  /** Seconds for which repeats of a line are collected. Default: 5. */
  readonly dedupLogsAggWindowS?: number;
  /** A line in which this is found is always printed. */
  readonly dedupLogsAllowRegex?: RegExp | string;
  /** A line in which this is found is never printed, unless `dedupLogsAllowRegex` is found too. */
  readonly dedupLogsSkipRegex?: RegExp | string;
}

/** A line to print, and the event that brought it. */
export interface PrintedLine {
  readonly text: string;
  readonly event: LogEvent;
}

/** The lines that share a key. */
interface Group {
  /** When the window began, in ms. */
  start: number;
  /** Lines that were not printed. */
  count: number;
  /** The latest of them. */
  latest: PrintedLine;
  /** Workers that have written a line of this key, ever since the group exists. */
  readonly workers: Set<number>;
}

/**
 * Ray's rule for repeated log lines (`LogDeduplicator` in `python/ray/_private/ray_logging`), without a timer: the
 * caller passes the time in ms with each call. The first line of a key is printed. Once a second worker has written
 * the key, its lines are collected instead. When the window is over, a group of two or more prints its latest line
 * and how many there were, and goes on collecting; a group of one prints its line and ends, as does an empty one.
 */
export class LogDeduplicator {
  private readonly enabled: boolean;
  private readonly windowMs: number;
  private readonly allow: RegExp | undefined;
  private readonly skip: RegExp | undefined;
  /** In the order of their starts, because a restarted group goes to the end. */
  private readonly groups = new Map<string, Group>();

  /** @throws RangeError for a window that is not a number from 0; SyntaxError for a malformed expression. */
  constructor(options: LogOptions = {}) {
    const { dedupLogs = true, dedupLogsAggWindowS = 5, dedupLogsAllowRegex, dedupLogsSkipRegex } = options;
    if (!(dedupLogsAggWindowS >= 0)) {
      throw new RangeError(`dedupLogsAggWindowS must be 0 or more seconds; got ${dedupLogsAggWindowS}.`);
    }
    this.enabled = dedupLogs;
    this.windowMs = dedupLogsAggWindowS * 1000;
    this.allow = searchable(dedupLogsAllowRegex);
    this.skip = searchable(dedupLogsSkipRegex);
  }

  /** When the oldest window will be over, in ms; undefined when no line is remembered. */
  get deadline(): number | undefined {
    for (const { start } of this.groups.values()) return start + this.windowMs;
    return undefined;
  }

  /** What to print now that a task has written `event`: those of its lines that are not held back, then what is due. */
  deduplicate(event: LogEvent, now: number): PrintedLine[] {
    const printed: PrintedLine[] = [];
    for (const text of event.text.split(/\r?\n/)) {
      const line = { text, event };
      if (!this.enabled || this.passes(line, now)) printed.push(line);
    }
    printed.push(...this.expire(now));
    return printed;
  }

  /** What to print because its window is over. */
  expire(now: number): PrintedLine[] {
    const printed: PrintedLine[] = [];
    // A restarted group goes to the end, where the walk would meet it again.
    let unseen = this.groups.size;
    for (const [key, group] of this.groups) {
      if (unseen-- === 0 || now - group.start < this.windowMs) break;
      this.groups.delete(key);
      const line = summary(group);
      if (line) printed.push(line);
      if (group.count < 2) continue;
      group.start = now;
      group.count = 0;
      this.groups.set(key, group);
    }
    return printed;
  }

  /** What was held back, to print at the end; everything is forgotten. */
  flush(): PrintedLine[] {
    const printed: PrintedLine[] = [];
    for (const group of this.groups.values()) {
      const line = summary(group);
      if (line) printed.push(line);
    }
    this.groups.clear();
    return printed;
  }

  private passes(line: PrintedLine, now: number): boolean {
    const { text, event } = line;
    if (this.allow?.test(text)) return true;
    if (this.skip?.test(text)) return false;
    const key = keyOf(text);
    if (key === '') return true;
    const group = this.groups.get(key);
    if (!group) {
      this.groups.set(key, { start: now, count: 0, latest: line, workers: new Set([event.worker]) });
      return true;
    }
    group.workers.add(event.worker);
    if (group.workers.size < 2) return true;
    group.count++;
    group.latest = line;
    return false;
  }
}

/** The line without its words that hold a digit (a hexadecimal number always does): those differ between workers. */
function keyOf(line: string): string {
  return line
    .split(/\s+/)
    .filter((word) => word !== '' && !/\p{Nd}/u.test(word))
    .join(' ');
}

function summary({ count, latest }: Group): PrintedLine | undefined {
  if (count === 0) return undefined;
  if (count === 1) return latest;
  return { text: `${latest.text} [repeated ${count}x across cluster]`, event: latest.event };
}

/** The expression without the flags that would let one search begin where the last one ended. */
function searchable(expression: RegExp | string | undefined): RegExp | undefined {
  // As in Ray, an empty expression is none.
  if (expression === undefined || expression === '') return undefined;
  if (typeof expression === 'string') return new RegExp(expression);
  return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
}
