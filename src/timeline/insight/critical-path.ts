import type { TimelineRun } from '../model/run';
import { lastAttempt, lastDependency } from './idle';
import { endOf } from './work';

/** A part of the critical path: a task, from when the path comes to it to when it leaves it (ms). */
export interface Step {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /**
   * Why the path comes from the step before: this task was given its result (`dependency`), was submitted by it (`parent`), had
   * to wait for its worker (`worker`), or is a new attempt of it (`retry`). Absent for the first.
   */
  readonly after?: 'dependency' | 'parent' | 'worker' | 'retry';
}

/**
 * The chain of tasks that determined when a run ended, in their order: the task that ended last, what it could not begin
 * before, and so on. To make the run shorter one of them has to be shorter.
 */
export function criticalPath(run: TimelineRun, now: number): Step[] {
  const byWorker = endsByWorker(run, now);
  const steps: Step[] = [];
  const seen = new Set<number>();
  let row = lastToEnd(run, now);
  let end = row < 0 ? 0 : endOf(run.tasks.at(row)!, now);
  while (row >= 0) {
    seen.add(row);
    const task = run.tasks.at(row)!;
    const start = task.times.started ?? task.times.submitted;
    const before = releaser(run, row, now, byWorker, seen);
    steps.push({ row, start: Math.min(start, end), end, ...(before ? { after: before.how } : {}) });
    row = before?.row ?? -1;
    end = before?.time ?? 0;
  }
  return steps.reverse();
}

interface Releaser {
  readonly row: number;
  /** When it let the task begin. */
  readonly time: number;
  readonly how: NonNullable<Step['after']>;
}

type Ends = ReadonlyMap<number, readonly { readonly row: number; readonly end: number }[]>;

/** What a task could not begin before: the latest of its dependencies, its submission by a task, and its worker's last task. */
function releaser(
  run: TimelineRun,
  row: number,
  now: number,
  ends: Ends,
  seen: ReadonlySet<number>,
): Releaser | undefined {
  const task = run.tasks.at(row)!;
  const { started = Infinity, submitted } = task.times;
  const candidates: Releaser[] = [];
  const [dependency, arrived] = lastDependency(run, task, now);
  if (dependency >= 0) candidates.push({ row: dependency, time: arrived, how: 'dependency' });
  const parent = task.parentTaskId === undefined ? undefined : lastAttempt(run, task.parentTaskId);
  if (parent) candidates.push({ row: parent.row, time: submitted, how: 'parent' });
  const former = task.attempt > 0 ? run.tasks.at(run.tasks.find(task.taskId, task.attempt - 1)) : undefined;
  if (former) candidates.push({ row: former.row, time: endOf(former, now), how: 'retry' });
  const occupant = lastBefore(ends.get(workerOf(run, task.worker)) ?? [], started);
  if (occupant) candidates.push({ row: occupant.row, time: occupant.end, how: 'worker' });
  let last: Releaser | undefined;
  for (const candidate of candidates) {
    // What ended later did not hold it up: the clocks of two threads differ by so much.
    if (seen.has(candidate.row) || candidate.time > started + CLOCK_NOISE) continue;
    if (!last || candidate.time > last.time) last = candidate;
  }
  return last;
}

const CLOCK_NOISE = 1;

/** For each worker its tasks by the time of their end. */
function endsByWorker(run: TimelineRun, now: number): Ends {
  const ends = new Map<number, { row: number; end: number }[]>();
  for (const task of run.tasks) {
    if (task.times.started === undefined) continue;
    const worker = workerOf(run, task.worker);
    let list = ends.get(worker);
    if (!list) ends.set(worker, (list = []));
    list.push({ row: task.row, end: endOf(task, now) });
  }
  for (const list of ends.values()) list.sort((a, b) => a.end - b.end);
  return ends;
}

function lastBefore<T extends { readonly end: number }>(sorted: readonly T[], time: number): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.end <= time + CLOCK_NOISE / 20) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

function lastToEnd(run: TimelineRun, now: number): number {
  let last = -1;
  let latest = -Infinity;
  for (const task of run.tasks) {
    if (task.times.started === undefined) continue;
    const end = endOf(task, now);
    if (end > latest) [last, latest] = [task.row, end];
  }
  return last;
}

function workerOf({ kind }: TimelineRun, worker: number | undefined): number {
  return kind === 'sequential' ? 1 : (worker ?? 0);
}
