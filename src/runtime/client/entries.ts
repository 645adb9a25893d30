import type { Failure, ObjectId } from '../protocol';
import type { Guards } from '../store/generations';

export type EntryState =
  | { readonly kind: 'pending' }
  /** Known by name only: the head was not asked yet. */
  | { readonly kind: 'borrowed' }
  /** Ready at the head, and fetched when somebody gets it. */
  | { readonly kind: 'held' }
  | ReadyState
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The value, and by what to see that its arrays are still this object's. */
export interface ReadyState {
  readonly kind: 'ready';
  readonly value: unknown;
  /** What references inside name. The value is then as it was posted: they are made for whoever gets it. */
  readonly refs?: readonly ObjectId[];
  readonly guards?: Guards;
  /** It was put by this thread, and lies in buffers that the thread keeps anyway. */
  readonly isOwn?: true;
}

/** How many references of this thread to an object count. */
export interface Tally {
  readonly id: ObjectId;
  shares: number;
}

/** What a thread knows of one object. */
export interface Entry {
  readonly id: ObjectId;
  /** The client that made it: references to objects of a cluster that was shut down are told by it. */
  readonly home: object;
  state: EntryState;
  /** A value with references inside, as it was made for a holder. */
  restored: { readonly holder: object; readonly value: unknown } | undefined;
  readonly tally: Tally;
  /** Other entries of the same object that wait for it with this one. */
  twins?: Set<Entry> | undefined;
  /** Somebody gets it: a held value is to be fetched. */
  wanted: boolean;
  /** The number of the last `wait` that it was given to. */
  mark: number;
  /** Calls that wait for it. Those that have ended stay until the next one comes, or the object does. */
  waiters: Waiter[] | undefined;
}

/** A call that waits for objects. */
interface Waiter {
  readonly isDone: (state: EntryState) => boolean;
  readonly failFast: boolean;
  /** How many more objects have to be done. */
  missing: number;
  hasEnded: boolean;
  readonly end: () => void;
}

export function createEntry(id: ObjectId, home: object, state: EntryState): Entry {
  const tally = { id, shares: 0 };
  return { id, home, state, restored: undefined, tally, wanted: false, mark: 0, waiters: undefined };
}

export function changeState(entry: Entry, state: EntryState): void {
  entry.state = state;
  const { waiters } = entry;
  if (!waiters) return;
  entry.waiters = undefined;
  for (const waiter of waiters) {
    if (waiter.hasEnded) continue;
    if (!waiter.isDone(state)) {
      register(entry, waiter);
      continue;
    }
    waiter.missing--;
    if (waiter.missing === 0 || (waiter.failFast && state.kind === 'failed')) waiter.end();
  }
}

/** Ready or failed, wherever the value lies. */
export function isSettled({ kind }: EntryState): boolean {
  return kind !== 'pending' && kind !== 'borrowed';
}

/** The value, or the failure, is on this thread. */
export function isLocal({ kind }: EntryState): boolean {
  return kind === 'ready' || kind === 'failed';
}

export interface WatchGoal {
  readonly isDone: (state: EntryState) => boolean;
  /** How many more entries have to be done. */
  readonly missing: number;
  /** Whether one failed entry is enough. */
  readonly failFast: boolean;
  /** ms; absent for ever. */
  readonly timeout: number | undefined;
}

/**
 * Resolves with true when the goal is reached, with false at the timeout.
 *
 * @param entries each once; those that are done already are passed over.
 */
export function watchEntries(entries: Iterable<Entry>, goal: WatchGoal): Promise<boolean> {
  const { isDone, missing, failFast, timeout } = goal;
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (reached: boolean): void => {
      clearTimeout(timer);
      // Nobody takes it off the entries: of a thousand objects that are waited for a thousand times, that was half the work.
      waiter.hasEnded = true;
      resolve(reached);
    };
    const waiter: Waiter = {
      isDone,
      failFast,
      missing,
      hasEnded: false,
      end: () => {
        finish(true);
      },
    };
    for (const entry of entries) if (!isDone(entry.state)) register(entry, waiter);
    if (timeout !== undefined && timeout !== Infinity) {
      timer = setTimeout(() => {
        finish(false);
      }, timeout);
    }
  });
}

/** Adds a waiter in the place of those that have ended. */
function register(entry: Entry, waiter: Waiter): void {
  const waiters = (entry.waiters ??= []);
  let kept = 0;
  for (const other of waiters) if (!other.hasEnded) waiters[kept++] = other;
  waiters[kept++] = waiter;
  if (waiters.length > kept) waiters.length = kept;
}
