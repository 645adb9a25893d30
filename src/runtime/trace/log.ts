import type { DriverEvent, RuntimeEvent, TaskEvent } from '../events';

/** A time in which a running task waited for objects, in µs. */
export interface WaitSpan {
  readonly op: 'ray.get' | 'ray.wait';
  readonly start: number;
  end: number;
}

/** One attempt at a task; times in whole µs, each at least the one before it. */
export interface Attempt {
  readonly event: TaskEvent;
  /** The first attempt was submitted, or a later one queued. */
  readonly queued: number;
  /** It ended without having run, or it is still waiting (Infinity); for an attempt that ran, when it started. */
  readonly dequeued: number;
  /** Absent when it did not run. */
  readonly run?: Run;
}

/** Where and when an attempt ran. What it did not reach equals its end. */
export interface Run {
  readonly worker: number;
  readonly start: number;
  readonly deserialised: number;
  readonly executed: number;
  readonly end: number;
  readonly waits: readonly WaitSpan[];
}

/** The event log, sorted by what it tells of. */
export interface FoldedLog {
  readonly attempts: readonly Attempt[];
  readonly calls: readonly DriverEvent[];
  /** Fill of the store: time in µs and bytes. */
  readonly store: readonly { readonly ts: number; readonly bytes: number }[];
  /** Every worker that was seen. */
  readonly workers: ReadonlySet<number>;
  /** The tasks that have submitted tasks. */
  readonly parents: ReadonlySet<string>;
}

interface OpenAttempt {
  event: TaskEvent;
  readonly queued: number;
  waits: WaitSpan[] | undefined;
  waiting: WaitSpan | undefined;
}

const NO_WAITS: readonly WaitSpan[] = [];

export const micros = (ms: number): number => Math.round(ms * 1000);

/** @param until the time in ms to which attempts last that have not ended; at least that of the newest event. */
export function foldLog(events: readonly RuntimeEvent[], until = 0): FoldedLog {
  const open = new Map<string, OpenAttempt>();
  const calls: DriverEvent[] = [];
  const store: { ts: number; bytes: number }[] = [];
  const workers = new Set<number>();
  let now = until;
  for (const event of events) {
    if (event.time > now) now = event.time;
    switch (event.kind) {
      case 'task':
        follow(open, event);
        break;
      case 'driver':
        calls.push(event);
        break;
      case 'store':
        store.push({ ts: micros(event.time), bytes: event.bytes });
        break;
      case 'worker':
        workers.add(event.worker);
        break;
      case 'log':
      case 'actor':
        break;
    }
  }
  const attempts: Attempt[] = [];
  const parents = new Set<string>();
  for (const attempt of open.values()) {
    const closed = close(attempt, micros(now));
    if (closed.run) workers.add(closed.run.worker);
    const { parentTaskId } = closed.event;
    if (parentTaskId !== undefined) parents.add(parentTaskId);
    attempts.push(closed);
  }
  return { attempts, calls, store, workers, parents };
}

/** Whether nothing more can come of an attempt. */
function hasEnded({ state }: TaskEvent): boolean {
  return state === 'FINISHED' || state === 'FAILED';
}

function follow(open: Map<string, OpenAttempt>, event: TaskEvent): void {
  // Nearly all tasks have one attempt: their ids serve as they are.
  const key = event.attempt === 0 ? event.taskId : `${event.taskId}#${event.attempt}`;
  const known = open.get(key);
  if (!known) {
    const { submitted, scheduled = Infinity } = event.times;
    // The log may begin in the middle of an attempt.
    const queued = micros(event.attempt === 0 ? submitted : Math.min(event.time, scheduled));
    open.set(key, { event, queued, waits: undefined, waiting: undefined });
    return;
  }
  known.event = event;
  const { state } = event;
  const op =
    state === 'RUNNING_IN_RAY_GET' ? 'ray.get' : state === 'RUNNING_IN_RAY_WAIT' ? 'ray.wait' : undefined;
  if (!op && !known.waiting) return;
  const ts = micros(event.time);
  if (known.waiting) known.waiting.end = ts;
  known.waiting = op && { op, start: ts, end: Infinity };
  if (known.waiting) (known.waits ??= []).push(known.waiting);
}

function close({ event, queued, waits }: OpenAttempt, now: number): Attempt {
  const { times, worker } = event;
  const last = hasEnded(event) ? micros(event.time) : now;
  if (worker === undefined || times.started === undefined) {
    return { event, queued, dequeued: hasEnded(event) ? Math.max(queued, last) : Infinity };
  }
  // The clocks of two threads agree within 10 µs only; an effect must not be seen before its cause.
  const start = Math.max(queued, micros(times.started));
  const end = Math.max(start, times.stored === undefined ? last : micros(times.stored));
  const deserialised = between(start, times.deserialised, end);
  const executed = between(deserialised, times.executed, end);
  const run = { worker, start, deserialised, executed, end, waits: NO_WAITS };
  if (waits) run.waits = tidy(waits, run);
  return { event, queued, dequeued: start, run };
}

/** The time in whole µs, moved into `[from, end]`; the end when it is not known. */
function between(from: number, time: number | undefined, end: number): number {
  return time === undefined ? end : Math.min(Math.max(from, micros(time)), end);
}

/** The waits within the function's run, apart from each other and none empty. */
function tidy(waits: readonly WaitSpan[], { deserialised, executed }: Run): WaitSpan[] {
  const tidied: WaitSpan[] = [];
  for (const { op, ...span } of waits) {
    const last = tidied.at(-1);
    const start = Math.max(span.start, last?.end ?? deserialised);
    const end = Math.min(span.end, executed);
    if (end <= start) continue;
    // Two waits without a break between them are one to the eye, and would be one to speedscope.
    if (last?.op === op && last.end === start) last.end = end;
    else tidied.push({ op, start, end });
  }
  return tidied;
}
