import type { TimelineRun } from '../model/run';
import { makerOf, type TimelineTask } from '../model/task';
import { endOf, type Stretch, type Work } from './work';

/**
 * Why a worker had nothing to do: its next task was under way to it (`transfer`), was ready and not yet given out
 * (`scheduling`), waited for another task (`dependency`), or had not been submitted (`nothing ready`); its task waited for objects itself (`waiting`); or there was no task left
 * for it while others still worked (`straggler`).
 */
export type IdleCause = 'transfer' | 'scheduling' | 'dependency' | 'nothing ready' | 'waiting' | 'straggler';

/** A time in which a worker was idle. */
export interface Idle {
  readonly worker: number;
  readonly start: number;
  readonly end: number;
  readonly cause: IdleCause;
  /** The row of the task to blame: the one that came late, or was waited for. Absent for `nothing ready`. */
  readonly row?: number;
}

/**
 * The times in which workers were idle between t = 0 and the run's end, by worker and time, each with its cause. Gaps of less
 * than `minimum` ms are passed over.
 */
export function idleTimes(run: TimelineRun, work: Work, end: number, minimum = 0): Idle[] {
  const idle: Idle[] = [];
  const last = lastToWork(work);
  for (const [worker, stretches] of work) {
    let free = 0;
    for (const stretch of [...stretches, undefined]) {
      const until = stretch?.start ?? end;
      const pieces = stretch ? before(run, stretch, free, end) : after(last, free, end);
      if (until - free > minimum) {
        for (const piece of pieces) if (piece.end > piece.start) idle.push({ worker, ...piece });
      }
      free = stretch?.end ?? end;
    }
  }
  return idle;
}

type Piece = Omit<Idle, 'worker'>;

/** The gap before a stretch: nothing was ready, then its task was, then it was under way. */
function before(run: TimelineRun, stretch: Stretch, free: number, now: number): Piece[] {
  const task = run.tasks.at(stretch.first)!;
  const { submitted, started = stretch.start, scheduled = stretch.start } = task.times;
  const { row } = task;
  if (started < free) return [{ start: free, end: stretch.start, cause: 'waiting', row }];
  const start = Math.max(free, Math.min(scheduled, stretch.start));
  const [dependency, arrived] = lastDependency(run, task, now);
  const ready = Math.min(start, Math.max(free, submitted, arrived));
  const asked = Math.min(ready, Math.max(free, submitted));
  return [
    { start: free, end: asked, cause: 'nothing ready' },
    { start: asked, end: ready, cause: 'dependency', row: dependency },
    { start: ready, end: start, cause: 'scheduling', row },
    { start, end: stretch.start, cause: 'transfer', row },
  ];
}

/** The gap after a worker's last stretch: others still worked, then none did. */
function after(last: Stretch | undefined, free: number, end: number): Piece[] {
  if (!last) return [{ start: free, end, cause: 'nothing ready' }];
  const until = Math.max(free, Math.min(last.end, end));
  return [
    { start: free, end: until, cause: 'straggler', row: last.last },
    { start: until, end, cause: 'nothing ready' },
  ];
}

function lastToWork(work: Work): Stretch | undefined {
  let last: Stretch | undefined;
  for (const stretches of work.values()) {
    const stretch = stretches.at(-1);
    if (stretch && (!last || stretch.end > last.end)) last = stretch;
  }
  return last;
}

/** Of the tasks that made what a task was given, the row of the one that ended last, and when; -1 and 0 if there is none. */
export function lastDependency(
  run: TimelineRun,
  task: TimelineTask,
  now: number,
): readonly [row: number, ended: number] {
  let last: readonly [number, number] = [-1, 0];
  for (const object of task.dependencies) {
    const maker = lastAttempt(run, makerOf(object));
    if (!maker) continue;
    const ended = endOf(maker, now);
    if (ended > last[1]) last = [maker.row, ended];
  }
  return last;
}

/** The newest attempt of a task that is known. */
export function lastAttempt({ tasks }: TimelineRun, taskId: string): TimelineTask | undefined {
  let found: TimelineTask | undefined;
  for (let attempt = 0; ; attempt += 1) {
    const next = tasks.at(tasks.find(taskId, attempt));
    if (!next) return found;
    found = next;
  }
}
