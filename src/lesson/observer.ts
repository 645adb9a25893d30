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

/** How a forest ended, for as long as anybody likes: the reference may be let go. Whatever its task threw is an outcome, too. */
export async function outcomeOf(ref: ObjectRef<ScoredModel>): Promise<Outcome> {
  try {
    const model = await get(ref);
    // In the object store they would go with the reference.
    return { status: 'done', model: { ...model, predictions: model.predictions.slice() } };
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
