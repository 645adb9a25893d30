import type { TaskEvent } from '../runtime/events';
import { traceFromEvents, type Recording } from '../runtime/simulator';
import type { Share } from './observer';

/** What a task of a run was: the forest it belongs to, and its share of it. */
export interface Part {
  /** The forest's place among the sizes. */
  readonly index: number;
  readonly share: Share;
}

/** What a run leaves behind for the simulator. */
export interface History {
  /** Of the run's tasks, in the order in which the runtime told them. */
  readonly events: readonly TaskEvent[];
  /** By task id. */
  readonly parts: Readonly<Partial<Record<string, Part>>>;
}

/** The durations of a finished run's tasks, who waits for whom, and the measured overhead. */
export function recordingOf({ events, parts }: History): Recording {
  const own = events.filter(({ taskId }) => parts[taskId]);
  const trees = new Map<number, string[]>();
  const dependencies = new Map<string, readonly string[]>();
  // Each forest is submitted with its trees first and the task that puts them together last.
  for (const [taskId, part] of Object.entries(parts)) {
    if (part === undefined || part.share.kind === 'whole') continue;
    const mine = trees.get(part.index) ?? [];
    trees.set(part.index, mine);
    if (part.share.kind === 'trees') mine.push(taskId);
    else dependencies.set(taskId, mine);
  }
  return traceFromEvents(own, dependencies);
}
