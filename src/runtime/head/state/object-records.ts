import type { TaskState } from '../../events';
import { failureAsError } from '../../errors';
import { isPut, parentOf, taskOf, type ObjectId } from '../../protocol';
import type { ObjectDetail, ObjectRecord, ReferenceRecord } from '../../state/records';
import type { Entry } from '../directory';
import type { Surroundings } from './surroundings';

/** The objects, oldest first. */
export function* objectRecords(cluster: Surroundings, detail: boolean): Generator<ObjectRecord> {
  const references = detail ? referencesOf(cluster) : undefined;
  for (const [id, entry] of cluster.objects.inspect()) {
    const record = recordOf(id, entry, cluster);
    if (!references) yield record;
    else yield detailOf(record, entry, [...localReferences(entry), ...(references.get(id) ?? [])]);
  }
}

function recordOf(id: ObjectId, entry: Readonly<Entry>, cluster: Surroundings): ObjectRecord {
  const { state, pins, driver, held, containers } = entry;
  const object = state.kind === 'ready' ? state.object : undefined;
  const { storedBytes = 0, postedBytes = 0, array } = object ?? {};
  return {
    objectId: id,
    state: STATES[state.kind],
    objectSize: Math.max(storedBytes, postedBytes),
    storeBytes: storedBytes,
    dtype: array?.dtype ?? null,
    shape: array?.shape ?? null,
    referenceCount: pins + driver + containers + sum(held?.values() ?? []),
    owner: parentOf(id) ?? null,
    taskStatus: isPut(id) ? null : statusOf(id, state.kind, cluster),
  };
}

const STATES = { pending: 'PENDING', ready: 'READY', lost: 'LOST', failed: 'FAILED' } as const;

function statusOf(id: ObjectId, kind: keyof typeof STATES, { tasks }: Surroundings): TaskState | null {
  const task = tasks.get(taskOf(id));
  if (task) return task.state;
  if (kind === 'pending') return null;
  return kind === 'failed' ? 'FAILED' : 'FINISHED';
}

function detailOf(
  record: ObjectRecord,
  { state, holders = new Set() }: Readonly<Entry>,
  references: readonly ReferenceRecord[],
): ObjectDetail {
  return {
    ...record,
    references,
    blocks: state.kind === 'ready' ? state.object.blocks : [],
    workers: [...holders].sort((a, b) => a - b),
    errorMessage: state.kind === 'failed' ? failureAsError(state.failure).message : null,
  };
}

/** The references of the driver, of tasks and of actors. */
function localReferences({ driver, held }: Readonly<Entry>): ReferenceRecord[] {
  const referenceType = 'LOCAL_REFERENCE';
  const own = driver > 0 ? [{ referenceType, holder: null, count: driver } as const] : [];
  const borrowed = [...(held ?? [])].map(([holder, count]) => {
    return { referenceType, holder: holder.slice(holder.indexOf(':') + 1), count } as const;
  });
  return [...own, ...borrowed];
}

/** By object: the tasks that were given it and have not ended, and the objects whose values name it. */
function referencesOf({ tasks, objects }: Surroundings): Map<ObjectId, ReferenceRecord[]> {
  const references = new Map<ObjectId, ReferenceRecord[]>();
  const add = (named: readonly ObjectId[], reference: Omit<ReferenceRecord, 'count'>): void => {
    for (const [id, count] of countEach(named)) {
      const list = references.get(id);
      if (list) list.push({ ...reference, count });
      else references.set(id, [{ ...reference, count }]);
    }
  };
  for (const { spec } of tasks.values()) {
    const given = spec.args.flatMap((argument) =>
      'ref' in argument ? [argument.ref] : (argument.refs ?? []),
    );
    add(given, { referenceType: 'USED_BY_PENDING_TASK', holder: spec.id });
  }
  for (const [holder, { state }] of objects.inspect()) {
    if (state.kind === 'ready') add(state.object.refs, { referenceType: 'CAPTURED_IN_OBJECT', holder });
  }
  return references;
}

function countEach(ids: readonly ObjectId[]): Map<ObjectId, number> {
  const counts = new Map<ObjectId, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
