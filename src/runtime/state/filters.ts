import type { Listed, Listings } from './records';

/** `=` or `!=`, as in Ray; texts are compared without regard to case. */
export type Filter<K extends string = string> = readonly [
  key: K,
  predicate: '=' | '!=',
  value: string | number | boolean | null,
];

/** The columns by which each list may be filtered: those that every record has and that are not lists. */
const COLUMNS: { readonly [L in Listed]: readonly FilterKey<L>[] } = {
  tasks: [
    'taskId',
    'attemptNumber',
    'name',
    'state',
    'type',
    'funcOrClassName',
    'parentTaskId',
    'actorId',
    'workerId',
    'errorType',
    'pendingKind',
  ],
  objects: [
    'objectId',
    'state',
    'objectSize',
    'storeBytes',
    'dtype',
    'referenceCount',
    'owner',
    'taskStatus',
  ],
  actors: ['actorId', 'className', 'state', 'name', 'workerId', 'numRestarts', 'pendingCalls'],
  workers: ['workerId', 'isAlive', 'state', 'taskId', 'taskName', 'actors', 'numRestarts'],
};

/** The columns by which a list may be filtered. */
export type FilterKey<L extends Listed> = Exclude<keyof Listings[L]['record'], 'shape' | 'pendingReason'> &
  string;

/** Ray's limits: so many records unless more are asked for, and never more than these. */
export const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;

/** @throws RangeError for a column, predicate or limit that does not exist. */
export function checkListing(listed: Listed, filters: readonly Filter[], limit: number): void {
  const columns: readonly string[] = COLUMNS[listed];
  for (const [key, predicate] of filters) {
    if (!columns.includes(key)) {
      throw new RangeError(`The ${listed} cannot be filtered by ${key}; there are: ${columns.join(', ')}.`);
    }
    if (!['=', '!='].includes(predicate)) {
      throw new RangeError(`A filter's predicate must be = or !=; got ${predicate}.`);
    }
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RangeError(`limit must be a whole number from 1 to ${MAX_LIMIT}; got ${limit}.`);
  }
}

/** Whether a record passes all of the filters. */
export function passes(record: object, filters: readonly Filter[]): boolean {
  return filters.every(([key, predicate, value]) => {
    const isEqual = equals((record as Readonly<Record<string, Filter[2]>>)[key] ?? null, value);
    return predicate === '=' ? isEqual : !isEqual;
  });
}

/** As in Ray, a text also matches the number or the truth that it names. */
function equals(found: Filter[2], wanted: Filter[2]): boolean {
  if (found === wanted) return true;
  if (found === null || typeof wanted !== 'string') return false;
  return String(found).toLowerCase() === wanted.toLowerCase();
}
