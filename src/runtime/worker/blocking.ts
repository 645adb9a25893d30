import type { TaskFunction } from '../client/object-ref';

const marked = new WeakSet<TaskFunction>();

/**
 * Marks a function that calls `getSync`: `serveTasks({ solve: blocking(solve) })`. Each of its tasks has a thread to itself
 * until it ends, because what shared the thread could not go on meanwhile; the cluster starts spare threads for other tasks.
 */
export function blocking<F extends TaskFunction>(fn: F): F {
  marked.add(fn);
  return fn;
}

/** The functions that may block their thread, by name. */
export function blockingOf(tasks: Readonly<Record<string, TaskFunction>>): string[] {
  return Object.keys(tasks).filter((name) => marked.has(tasks[name]!));
}
