import type { ObjectId } from '../protocol';

/** Where and for what the code is running, as in Ray. */
export interface RuntimeContext {
  readonly taskId: ObjectId;
  readonly taskName: string;
  /** The worker's number, counted from 1. */
  readonly worker: number;
  /** 0 for the first attempt. */
  readonly attempt: number;
  /**
   * Whether the driver has cancelled this task. One read of shared memory: poll it about every 1024 iterations of an
   * inner loop. Always false where there is no shared memory; there, cancelling ends the worker.
   */
  readonly isCancelled: () => boolean;
}

let current: RuntimeContext | undefined;

export function setContext(context: RuntimeContext | undefined): void {
  current = context;
}

/** The running task's context, or undefined between tasks. */
export function currentContext(): RuntimeContext | undefined {
  return current;
}

/**
 * The context of the task that is running.
 * @throws Error outside a task.
 */
export function getRuntimeContext(): RuntimeContext {
  if (!current) throw new Error('getRuntimeContext() was called outside a task.');
  return current;
}
