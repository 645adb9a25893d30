/** Ray's state API (`ray.util.state`), asked of the head; for the driver and, inside tasks, for the workers. */
import { cluster } from '../client/api';
import { checkListing, DEFAULT_LIMIT, type Filter, type FilterKey } from './filters';
import type { Listed, Listings, TaskSummaries } from './records';

/** Which records, and how much of each. */
export interface ListOptions<L extends Listed, D extends boolean = boolean> {
  /** Conditions that all have to hold: `['state', '=', 'RUNNING']`. */
  readonly filters?: readonly Filter<FilterKey<L>>[];
  /** The most records to be told, up to 10,000. Default: 100. */
  readonly limit?: number;
  /** Whether to tell the columns of the `…Detail` types too. Default: false. */
  readonly detail?: D;
}

type Records<L extends Listed, D> = D extends true ? Listings[L]['detail'][] : Listings[L]['record'][];

/**
 * The attempts at tasks: those that have not ended, in the order of their submission; then the last 10,000 that have, newest
 * first. What does not run yet says why.
 * @throws RangeError for a filter or limit that does not exist; RaySystemError when there is no cluster.
 */
export function listTasks<D extends boolean = false>(
  options?: ListOptions<'tasks', D>,
): Promise<Records<'tasks', D>> {
  return list('tasks', options);
}

/** The objects that exist or are still to be made, oldest first. @throws as `listTasks`. */
export function listObjects<D extends boolean = false>(
  options?: ListOptions<'objects', D>,
): Promise<Records<'objects', D>> {
  return list('objects', options);
}

/** The actors since `init`, also dead ones, oldest first. @throws as `listTasks`. */
export function listActors<D extends boolean = false>(
  options?: ListOptions<'actors', D>,
): Promise<Records<'actors', D>> {
  return list('actors', options);
}

/** The workers by their numbers; a number outlives its threads. @throws as `listTasks`. */
export function listWorkers<D extends boolean = false>(
  options?: ListOptions<'workers', D>,
): Promise<Records<'workers', D>> {
  return list('workers', options);
}

/** How many attempts at each function there were since `init`, by state. @throws RaySystemError when there is no cluster. */
export async function summarizeTasks(): Promise<TaskSummaries> {
  return (await cluster().inquire({ kind: 'summary' })) as TaskSummaries;
}

async function list<L extends Listed, D extends boolean>(
  listed: L,
  { filters = [], limit = DEFAULT_LIMIT, detail }: ListOptions<L, D> = {},
): Promise<Records<L, D>> {
  checkListing(listed, filters, limit);
  const query = { kind: 'list', listed, filters, limit, detail: detail ?? false } as const;
  return (await cluster().inquire(query)) as Records<L, D>;
}
