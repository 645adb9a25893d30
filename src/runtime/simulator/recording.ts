import type { RuntimeEvent, TaskEvent } from '../events';
import { measureOverhead, type Run } from './measure';
import type { Overhead } from './overhead';
import { compress, type Dependencies, type Trace } from './trace';

/** A trace with what the events told beside it; one entry per task that finished, in submission order. */
export interface Recording extends Trace {
  readonly taskIds: readonly string[];
  readonly names: readonly string[];
  /** Medians, as measured in the recorded run. */
  readonly overhead: Overhead;
}

/**
 * A trace of the tasks that finished. A task's duration is the time for which it occupied its worker, from taking it
 * up to storing its result, without the time it waited in `get` or `wait`. Failed attempts and tasks without a result
 * are left out; of a task that finished several times (its object was rebuilt) the first time counts.
 *
 * @param events in the order in which the runtime told them.
 * @param dependencies the ids of the tasks that each task waits for, by task id, where that is not what the events tell:
 * there a task waits for those that make its arguments, as far as they finished in these events.
 * @throws RangeError for a given dependency of a finished task that did not finish itself, a given id that no event
 * names, and a FINISHED event without its times.
 */
export function traceFromEvents(
  events: Iterable<RuntimeEvent>,
  dependencies?: ReadonlyMap<string, readonly string[]>,
): Recording {
  const { runs, seen } = readRuns(events);
  const places = new Map(runs.map(({ taskId }, place) => [taskId, place]));
  for (const taskId of dependencies?.keys() ?? []) {
    if (!seen.has(taskId)) {
      throw new RangeError(`Dependencies are given for task ${taskId}, which is in no event.`);
    }
  }
  const known = dependencies ?? toldBy(runs, places);
  const rows = known.size === 0 ? undefined : resolve(runs, known, places);
  return {
    durations: Float64Array.from(runs, ({ started, stored, blocked }) =>
      Math.max(0, stored - started - blocked),
    ),
    ...(rows ? { dependencies: rows } : {}),
    taskIds: runs.map(({ taskId }) => taskId),
    names: runs.map(({ name }) => name),
    overhead: measureOverhead(runs, rows),
  };
}

/** Who waits for whom by the arguments that the events tell of. */
function toldBy(runs: readonly Run[], places: ReadonlyMap<string, number>): Map<string, string[]> {
  const told = new Map<string, string[]>();
  for (const { taskId, objects } of runs) {
    // `t1:0` is the first of several objects that t1 returns. Those that were put no task has made.
    const makers = new Set(objects.map((object) => object.split(':', 1)[0]!));
    const finished = [...makers].filter((maker) => places.has(maker));
    if (finished.length > 0) told.set(taskId, finished);
  }
  return told;
}

function resolve(
  runs: readonly Run[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  places: ReadonlyMap<string, number>,
): Dependencies {
  return compress(
    runs.map(({ taskId }) =>
      (dependencies.get(taskId) ?? []).map((other) => {
        const place = places.get(other);
        if (place !== undefined) return place;
        throw new RangeError(
          `Task ${taskId} depends on task ${other}, which did not finish in these events.`,
        );
      }),
    ),
  );
}

/** The first successful attempt of each task in submission order, and the ids of all tasks. */
function readRuns(events: Iterable<RuntimeEvent>): { runs: Run[]; seen: ReadonlySet<string> } {
  /** In the order in which the head met the tasks, which decides where the clock does not. */
  const finished = new Map<string, Run | undefined>();
  /** When each worker ended its last task or came to life. */
  const freed = new Map<number, number>();
  const waited = new Set<string>();
  /** When the last attempt of a task failed. */
  const failed = new Map<string, number>();
  const blocked = new Map<string, { total: number; since: number | undefined }>();
  for (const event of events) {
    if (event.kind === 'worker') {
      if (event.state === 'STARTING') freed.delete(event.worker);
      // Again ALIVE is one that was unresponsive: it was not free meanwhile.
      if (event.state === 'ALIVE' && !freed.has(event.worker)) freed.set(event.worker, event.time);
    }
    if (event.kind !== 'task') continue;
    const { taskId, worker, state, times } = event;
    if (!finished.has(taskId)) finished.set(taskId, undefined);
    const attempt = `${taskId}#${event.attempt}`;
    const pause = blocked.get(attempt);
    if (pause?.since !== undefined) {
      pause.total += Math.max(0, Math.min(event.time, times.stored ?? Infinity) - pause.since);
      pause.since = undefined;
    }
    switch (state) {
      case 'PENDING_ARGS_AVAIL':
        waited.add(taskId);
        break;
      case 'RUNNING_IN_RAY_GET':
      case 'RUNNING_IN_RAY_WAIT':
        blocked.set(attempt, { total: pause?.total ?? 0, since: event.time });
        break;
      case 'FINISHED':
        if (finished.get(taskId) === undefined) {
          finished.set(taskId, {
            ...runOf(event, freed),
            blocked: pause?.total ?? 0,
            requeued: failed.get(taskId) ?? -Infinity,
            waited: waited.has(taskId),
          });
        }
        break;
      case 'FAILED':
        failed.set(taskId, event.time);
        break;
      case 'PENDING_NODE_ASSIGNMENT':
      case 'SUBMITTED_TO_WORKER':
      case 'RUNNING':
        break;
    }
    if (worker !== undefined && (state === 'FINISHED' || state === 'FAILED')) {
      freed.set(worker, times.stored ?? event.time);
    }
  }
  const runs = [...finished.values()].filter((run) => run !== undefined);
  runs.sort((a, b) => a.submitted - b.submitted);
  return { runs, seen: new Set(finished.keys()) };
}

function runOf(
  { taskId, name, dependencies = [], worker, times }: TaskEvent,
  freedAt: ReadonlyMap<number, number>,
): Omit<Run, 'blocked' | 'requeued' | 'waited'> {
  const { submitted, scheduled, started, stored } = times;
  if (worker === undefined || scheduled === undefined || started === undefined || stored === undefined) {
    throw new RangeError(`Task ${taskId} finished, but its event lacks its worker or some of its times.`);
  }
  const before = freedAt.get(worker) ?? -Infinity;
  const freed = before > started ? NaN : before;
  return { taskId, name, objects: dependencies, submitted, scheduled, started, stored, freed };
}
