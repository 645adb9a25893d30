import type { TaskDetail, TaskRecord } from '../../state/records';
import { taskEvent, typeOf, type Task } from '../task';
import type { Ended } from './history';
import { PendingReasons, type PendingReason } from './pending';
import type { Surroundings } from './surroundings';

/** The attempts that have not ended, by their submission, then those that have, newest first. */
export function* taskRecords(cluster: Surroundings, detail: boolean): Generator<TaskRecord> {
  const reasons = new PendingReasons(cluster);
  for (const task of cluster.tasks.values()) yield recordOf(living(task), detail, reasons.of(task));
  for (const ended of cluster.history.newest()) yield recordOf(ended, detail);
}

/** An attempt that has not ended, told of as those that have. */
function living(task: Task): Ended {
  const { spec } = task;
  return { event: taskEvent(task, 0), type: typeOf(spec), numCpus: spec.numCpus };
}

function recordOf(
  { event, type, numCpus }: Ended,
  detail: boolean,
  reason?: PendingReason,
): TaskRecord | TaskDetail {
  const { taskId, attempt, name, fn = name, parentTaskId = null, dependencies = [] } = event;
  const { state, actorId, worker, times, error, time } = event;
  const record: TaskRecord = {
    taskId,
    attemptNumber: attempt,
    name,
    state,
    type,
    funcOrClassName: fn,
    parentTaskId,
    actorId: actorId ?? null,
    workerId: worker ?? null,
    errorType: error?.name ?? null,
    pendingReason: reason?.text ?? null,
    pendingKind: reason?.kind ?? null,
  };
  if (!detail) return record;
  const hasEnded = state === 'FINISHED' || state === 'FAILED';
  return {
    ...record,
    requiredResources: { CPU: numCpus },
    dependencies,
    creationTimeMs: times.submitted,
    startTimeMs: times.started ?? null,
    endTimeMs: hasEnded ? (times.stored ?? time) : null,
    errorMessage: error?.message ?? null,
  };
}
