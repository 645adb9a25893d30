import { cancel, get, TaskCancelledError, type ObjectRef } from '../runtime';
import type { TreeRange } from './plan';
import type { Outcome } from './report';
import type { ScoredModel } from './tasks';

/** What a task does for its forest: all of it, some of its trees, or the putting together of all its trees. */
export type Share =
  { readonly kind: 'whole' } | ({ readonly kind: 'trees' } & TreeRange) | { readonly kind: 'merge' };

/** What the program tells while it runs; `index` is the forest's place in `sizes`. */
export interface Observer {
  submitted(index: number, taskId: string, share: Share): void;
  ended(index: number, outcome: Outcome): void;
}

/**
 * Cancels the tasks when the signal says so, also those that join the list later. Cancelling a task that has ended does
 * nothing, so the listener may outlive the run: both go with the signal.
 */
export function cancelOnAbort(refs: readonly ObjectRef<unknown>[], signal: AbortSignal): void {
  const cancelAll = () => {
    for (const ref of refs) cancel(ref);
  };
  if (signal.aborted) cancelAll();
  else signal.addEventListener('abort', cancelAll, { once: true });
}

/** How a forest ended; whatever its task threw is an outcome, too. */
export async function outcomeOf(ref: ObjectRef<ScoredModel>): Promise<Outcome> {
  try {
    return { status: 'done', model: await get(ref) };
  } catch (error) {
    if (error instanceof TaskCancelledError) return { status: 'cancelled' };
    if (!(error instanceof Error)) throw error;
    return {
      status: 'failed',
      error: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
}
