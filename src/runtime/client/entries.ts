import type { Failure, ObjectId } from '../protocol';

export type EntryState =
  | { readonly kind: 'pending' }
  /** Known by name only: the head was not asked yet. */
  | { readonly kind: 'borrowed' }
  /** Ready at the head, and fetched when somebody gets it. */
  | { readonly kind: 'held' }
  | { readonly kind: 'ready'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What the driver knows of one object. */
export interface Entry {
  readonly id: ObjectId;
  state: EntryState;
  /** Somebody gets it: a held value is to be fetched. */
  wanted: boolean;
  readonly watchers: Set<(entry: Entry) => void>;
}

export function createEntry(id: ObjectId, state: EntryState): Entry {
  return { id, state, wanted: false, watchers: new Set() };
}

export function changeState(entry: Entry, state: EntryState): void {
  entry.state = state;
  for (const watcher of [...entry.watchers]) watcher(entry);
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
  /** How many entries have to be done. */
  readonly count: number;
  /** Whether one failed entry is enough. */
  readonly failFast: boolean;
  /** ms; absent for ever. */
  readonly timeout: number | undefined;
}

/** True at once where the goal is reached; else resolves with true when it is, with false at the timeout. Leaves nothing behind. */
export function watchEntries(entries: ReadonlySet<Entry>, goal: WatchGoal): boolean | Promise<boolean> {
  const { isDone, count, failFast, timeout } = goal;
  const waiting = new Set<Entry>();
  let failed = false;
  for (const entry of entries) {
    if (!isDone(entry.state)) waiting.add(entry);
    failed ||= entry.state.kind === 'failed';
  }
  // Counting down, and not asking all entries anew at each change, keeps a get of n objects linear in n.
  let missing = count - (entries.size - waiting.size);
  if (missing <= 0 || (failFast && failed)) return true;
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (reached: boolean): void => {
      clearTimeout(timer);
      for (const entry of waiting) entry.watchers.delete(watcher);
      resolve(reached);
    };
    const watcher = (entry: Entry): void => {
      if (!isDone(entry.state)) return;
      entry.watchers.delete(watcher);
      waiting.delete(entry);
      if (--missing === 0 || (failFast && entry.state.kind === 'failed')) finish(true);
    };
    for (const entry of waiting) entry.watchers.add(watcher);
    if (timeout !== undefined && timeout !== Infinity) {
      timer = setTimeout(() => {
        finish(false);
      }, timeout);
    }
  });
}
