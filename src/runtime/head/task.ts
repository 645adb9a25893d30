import { failureAsError } from '../errors';
import type { TaskEvent, TaskState, TaskTimes } from '../events';
import type { Failure, TaskSpec } from '../protocol';

/** What the head keeps of a task until it has ended. */
export interface Task {
  readonly spec: TaskSpec;
  state: TaskState;
  attempt: number;
  /** Arguments that are not there yet. */
  missing: number;
  times: TaskTimes;
  worker: number | undefined;
  serial: number;
  cancelled: boolean;
}

export function createTask(spec: TaskSpec): Task {
  return {
    spec,
    state: 'PENDING_ARGS_AVAIL',
    attempt: 0,
    missing: 0,
    times: { submitted: spec.submitted },
    worker: undefined,
    serial: 0,
    cancelled: false,
  };
}

/** The event of a task that has just entered its state. */
export function taskEvent(task: Task, time: number, failure?: Failure): TaskEvent {
  const { spec, attempt, state, worker, times } = task;
  return {
    kind: 'task',
    time,
    taskId: spec.id,
    name: spec.name,
    attempt,
    state,
    ...(worker === undefined ? {} : { worker }),
    times,
    ...(failure ? { error: failureAsError(failure) } : {}),
  };
}

export function cancelledFailure(task: Task): Failure {
  return { kind: 'cancelled', message: `${task.spec.name} (task ${task.spec.id}) was cancelled.` };
}
