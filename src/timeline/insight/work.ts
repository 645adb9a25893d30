import type { TimelineRun } from '../model/run';
import type { TimelineTask } from '../model/task';

/** A time in which a worker was busy with a task, or with several that had its thread in turn. */
export interface Stretch {
  readonly start: number;
  end: number;
  /** The row of the task that it began with. */
  readonly first: number;
  /** The row of the task that ended last in it. */
  last: number;
}

/** When each worker was busy, by its number; times are ms since the run's t = 0. */
export type Work = ReadonlyMap<number, readonly Stretch[]>;

/** A task's time on its worker, with the waits taken out. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly row: number;
}

/** What one clock can be before another: stretches so near to each other touch. */
const CLOCK_NOISE = 0.05;

/**
 * When each worker of a run was busy: from a task's begin on the thread to its end, without the times in which it waited for
 * objects. What has not ended counts up to `now`.
 */
export function workOf(run: TimelineRun, now: number): Work {
  const spans = new Map<number, Span[]>(workersOf(run).map((worker) => [worker, []]));
  for (const task of run.tasks) {
    const worker = run.kind === 'sequential' ? 1 : task.worker;
    if (worker === undefined) continue;
    let list = spans.get(worker);
    if (!list) spans.set(worker, (list = []));
    list.push(...spansOn(task, now));
  }
  return new Map([...spans].map(([worker, list]) => [worker, joined(list)]));
}

/** When a task left its worker, or `now`. */
export function endOf({ times, ended }: TimelineTask, now: number): number {
  return times.stored ?? ended ?? now;
}

function workersOf({ tracks }: TimelineRun): number[] {
  return tracks.flatMap(({ kind, id }) => (kind === 'worker' || kind === 'core' ? [id as number] : []));
}

function spansOn(task: TimelineTask, now: number): Span[] {
  const { row, times, waits = [] } = task;
  if (times.started === undefined) return [];
  const spans: Span[] = [];
  let start = times.started;
  for (const wait of waits) {
    if (wait.start > start) spans.push({ start, end: wait.start, row });
    start = Math.min(wait.end, now);
  }
  const end = endOf(task, now);
  if (end > start) spans.push({ start, end, row });
  return spans;
}

function joined(spans: Span[]): Stretch[] {
  spans.sort((a, b) => a.start - b.start);
  const stretches: Stretch[] = [];
  for (const { start, end, row } of spans) {
    const before = stretches.at(-1);
    if (!before || start > before.end + CLOCK_NOISE) {
      stretches.push({ start, end, first: row, last: row });
    } else if (end > before.end) {
      before.end = end;
      before.last = row;
    }
  }
  return stretches;
}
