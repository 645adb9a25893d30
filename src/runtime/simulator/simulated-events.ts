import type { TaskEvent } from '../events';
import type { Recording } from './recording';
import type { Simulation } from './schedule';

/**
 * A simulated run as events that a timeline draws like those of a real one: a FINISHED event per task, in submission
 * order, at times since the simulated submission.
 */
export function eventsOf(
  { taskIds, names }: Pick<Recording, 'taskIds' | 'names'>,
  { worker, scheduled, start, end }: Simulation,
): TaskEvent[] {
  return taskIds.map((taskId, task) => ({
    kind: 'task',
    time: end[task]!,
    taskId,
    name: names[task]!,
    attempt: 0,
    state: 'FINISHED',
    worker: worker[task]! + 1,
    times: {
      submitted: 0,
      scheduled: scheduled[task]!,
      started: start[task]!,
      deserialised: start[task]!,
      executed: end[task]!,
      stored: end[task]!,
    },
  }));
}
