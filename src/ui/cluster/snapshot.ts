import { counters, listObjects, listTasks, listWorkers } from '../../runtime';
import type {
  Counters,
  ObjectRecord,
  PendingKind,
  TaskRecord,
  WorkerRecord,
} from '../../runtime/state/records';

/** So many objects are shown, the oldest first. */
const MAX_OBJECTS = 250;

/** Tasks that wait for the same kind of thing. */
interface Waiting {
  readonly kind: PendingKind;
  readonly count: number;
  /** The first of them, and its reason in a sentence. */
  readonly taskId: string;
  readonly reason: string;
}

/** What the cluster was at a moment. */
export interface Snapshot {
  readonly counters: Counters;
  readonly workers: readonly WorkerRecord[];
  readonly objects: readonly ObjectRecord[];
  /** Why tasks have not begun, of the first hundred that have not. */
  readonly waiting: readonly Waiting[];
}

/** Asks the head; undefined when the cluster ended meanwhile. */
export async function lookAtCluster(): Promise<Snapshot | undefined> {
  try {
    const [counted, workers, objects, pending] = await Promise.all([
      counters(),
      listWorkers({ limit: 128 }),
      listObjects({ limit: MAX_OBJECTS }),
      listTasks({ filters: [['pendingKind', '!=', null]] }),
    ]);
    return { counters: counted, workers, objects, waiting: groupByKind(pending) };
  } catch {
    return undefined;
  }
}

function groupByKind(pending: readonly TaskRecord[]): Waiting[] {
  const groups = new Map<PendingKind, Waiting>();
  for (const { pendingKind: kind, pendingReason, taskId } of pending) {
    if (kind === null) continue;
    const first = groups.get(kind) ?? { kind, count: 0, taskId, reason: pendingReason ?? '' };
    groups.set(kind, { ...first, count: first.count + 1 });
  }
  return [...groups.values()];
}
