import { failureAsError } from '../errors';
import type { TaskEvent, TaskState, TaskTimes } from '../events';
import type { TaskType } from '../state/records';
import {
  callableOf,
  parentOf,
  type Failure,
  type ObjectId,
  type Participant,
  type RemoteError,
  type TaskSpec,
} from '../protocol';

type Origin = Pick<TaskEvent, 'fn' | 'parentTaskId' | 'dependencies'>;

/** What the head keeps of a task until it has ended. */
export interface Task {
  readonly spec: TaskSpec;
  /** What each of its events tells of it. */
  readonly origin: Origin;
  /** Who submitted it and is told of its end; undefined once that thread is gone. */
  owner: Participant | undefined;
  state: TaskState;
  attempt: number;
  /** Arguments that are not there yet. */
  missing: number;
  times: TaskTimes;
  worker: number | undefined;
  serial: number;
  cancelled: boolean;
  /** Of a generator that has ended: how many items it has made. */
  items: number;
  /** It has returned before and runs again, because something was lost. */
  isAgain: boolean;
}

export function createTask(spec: TaskSpec, owner: Participant): Task {
  return {
    spec,
    origin: originOf(spec),
    owner,
    state: 'PENDING_ARGS_AVAIL',
    attempt: 0,
    missing: 0,
    times: { submitted: spec.submitted },
    worker: undefined,
    serial: 0,
    cancelled: false,
    items: 0,
    isAgain: false,
  };
}

export function typeOf({ creates, actor }: TaskSpec): TaskType {
  if (creates) return 'ACTOR_CREATION_TASK';
  return actor === undefined ? 'NORMAL_TASK' : 'ACTOR_TASK';
}

function originOf(spec: TaskSpec): Origin {
  const fn = callableOf(spec);
  const parentTaskId = parentOf(spec.id);
  const dependencies = new Set<ObjectId>();
  for (const argument of spec.args) if ('ref' in argument) dependencies.add(argument.ref);
  return {
    ...(fn === spec.name ? {} : { fn }),
    ...(parentTaskId === undefined ? {} : { parentTaskId }),
    ...(dependencies.size === 0 ? {} : { dependencies: [...dependencies] }),
  };
}

/** The event of a task that has just entered its state. */
export function taskEvent(task: Task, time: number, failure?: Failure): TaskEvent {
  const { spec, origin, attempt, state, worker, times } = task;
  const actorId = spec.creates ? spec.id : spec.actor;
  return {
    kind: 'task',
    time,
    taskId: spec.id,
    name: spec.name,
    ...origin,
    attempt,
    ...(actorId === undefined ? {} : { actorId }),
    state,
    ...(worker === undefined ? {} : { worker }),
    times,
    ...(failure ? { error: failureAsError(failure) } : {}),
  };
}

export function cancelledFailure(task: Task): Failure {
  return { kind: 'cancelled', message: `${task.spec.name} (task ${task.spec.id}) was cancelled.` };
}

/** What the tasks that this attempt submits name as their parent. */
export function idOfAttempt({ spec, attempt }: Task): ObjectId {
  return attempt === 0 ? spec.id : `${spec.id}~${attempt}`;
}

/** Whether there may be another attempt. */
export function mayRetry({ spec, attempt }: Task): boolean {
  return spec.maxRetries === -1 || attempt < spec.maxRetries;
}

/** Whether the task is run again after it threw this. */
export function isRetried({ spec }: Task, error: RemoteError): boolean {
  const { retryExceptions } = spec;
  return typeof retryExceptions === 'boolean' ? retryExceptions : retryExceptions.includes(error.name);
}

/** Whether the task has begun and waits for objects. */
export function isWaiting({ state }: Task): boolean {
  return state === 'RUNNING_IN_RAY_GET' || state === 'RUNNING_IN_RAY_WAIT';
}
