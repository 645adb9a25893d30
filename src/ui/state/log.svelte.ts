import type { LogEvent } from '../../runtime/events';
import { DriverLogs } from '../../runtime/logs/driver-logs';
import type { RunState } from './run.svelte';

/** So many lines are kept; of more, the oldest go. About 200 bytes each: 2 MB. */
const KEPT = 10_000;

/**
 * A line of the log: of the sequential run as the lesson prints it, of the parallel run as Ray's driver does, with the
 * worker's prefix. `cluster` lines are the page's own words about workers and objects.
 */
export interface LogLine {
  readonly mode: RunState['mode'];
  readonly source: 'task' | 'cluster';
  readonly text: string;
}

/** Lines, of which only the newest are kept. */
interface Lines {
  readonly kept: readonly LogLine[];
  readonly dropped: number;
}

const none: Lines = { kept: [], dropped: 0 };

const browserTime = {
  now: () => performance.now(),
  after: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** What tasks wrote, twice: every line, and with repeats collected by Ray's rule. A switch says which is shown. */
export class LogState {
  /** Ray's RAY_DEDUP_LOGS. */
  collects = $state(true);
  /** What was told last of the cluster. */
  news = $state('');
  #every = $state.raw(none);
  #collected = $state.raw(none);
  readonly #shown = $derived(this.collects ? this.#collected : this.#every);

  #newEvery: LogLine[] = [];
  #newCollected: LogLine[] = [];
  #publishing = false;
  readonly #repeats = new DriverLogs((text) => {
    this.#add(this.#newCollected, { mode: 'parallel', source: 'task', text });
  }, browserTime);
  readonly #plain = new DriverLogs(
    (text) => {
      this.#add(this.#newEvery, { mode: 'parallel', source: 'task', text });
    },
    browserTime,
    { dedupLogs: false },
  );

  get lines(): readonly LogLine[] {
    return this.#shown.kept;
  }

  /** Lines that were let go, because there were more than are kept. */
  get dropped(): number {
    return this.#shown.dropped;
  }

  /** A run of this mode begins: its former lines go, or all if nothing of the other run stays. */
  begin(mode: LogLine['mode'], keepsOther: boolean): void {
    this.end();
    this.news = '';
    const others = ({ kept }: Lines): Lines =>
      keepsOther ? { kept: kept.filter((line) => line.mode !== mode), dropped: 0 } : none;
    this.#publish();
    this.#every = others(this.#every);
    this.#collected = others(this.#collected);
  }

  /** A task wrote something. */
  record(mode: LogLine['mode'], event: LogEvent): void {
    if (mode === 'sequential') {
      for (const text of event.text.split(/\r?\n/)) this.#addToBoth({ mode, source: 'task', text });
    } else {
      this.#plain.record(event);
      this.#repeats.record(event);
    }
  }

  /** Something happened in the cluster that the log should tell; `isNews` unless it only follows from what was told before. */
  tell(mode: LogLine['mode'], text: string, isNews = true): void {
    if (isNews) this.news = text;
    this.#addToBoth({ mode, source: 'cluster', text });
  }

  /** The run has ended: what was collected is printed, as Ray does at shutdown. */
  end(): void {
    this.#plain.flush();
    this.#repeats.flush();
  }

  #addToBoth(line: LogLine): void {
    this.#add(this.#newEvery, line);
    this.#add(this.#newCollected, line);
  }

  /** Lines are shown together once per turn: appending them one by one would copy all of them each time. */
  #add(lines: LogLine[], line: LogLine): void {
    lines.push(line);
    if (this.#publishing) return;
    this.#publishing = true;
    queueMicrotask(() => {
      this.#publish();
    });
  }

  #publish(): void {
    this.#publishing = false;
    this.#every = append(this.#every, this.#newEvery);
    this.#collected = append(this.#collected, this.#newCollected);
    this.#newEvery.length = this.#newCollected.length = 0;
  }
}

function append(old: Lines, lines: readonly LogLine[]): Lines {
  if (lines.length === 0) return old;
  const all = [...old.kept, ...lines];
  const excess = Math.max(0, all.length - KEPT);
  return { kept: all.slice(excess), dropped: old.dropped + excess };
}
