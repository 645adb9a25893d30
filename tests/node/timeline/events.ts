import type { TaskEvent, TaskState, TaskTimes } from '../../../src/runtime/events';

/** A task's event as the head would send it; `time` is that of the newest of its times. */
export function taskEvent(
  taskId: string,
  state: TaskState,
  times: TaskTimes,
  more: Partial<Pick<TaskEvent, 'worker' | 'attempt' | 'error' | 'time'>> = {},
): TaskEvent {
  const known = Object.values(times).filter((t): t is number => typeof t === 'number');
  return { kind: 'task', time: Math.max(...known), taskId, name: 'train', attempt: 0, state, times, ...more };
}

/** A task that took `[scheduled, end]` on a worker and received its data until `deserialised`. */
export function finished(
  taskId: string,
  worker: number,
  scheduled: number,
  deserialised: number,
  end: number,
): TaskEvent {
  const times = { submitted: 0, scheduled, started: scheduled, deserialised, executed: end, stored: end };
  return taskEvent(taskId, 'FINISHED', times, { worker });
}
