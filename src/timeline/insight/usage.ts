import type { TimelineRun } from '../model/run';
import { endOf, workOf } from './work';
import { idleTimes, type IdleCause } from './idle';

/** How well a run used its workers. Times are ms; shares are from 0 to 1. */
export interface Usage {
  /** From t = 0 to the run's end, or to now. */
  readonly makespan: number;
  readonly workers: number;
  /** Per worker, by its number: for how long it was busy, and the share of the makespan. */
  readonly byWorker: ReadonlyMap<number, { readonly busy: number; readonly share: number }>;
  /** What all functions took together, without the times in which they waited. */
  readonly computing: number;
  /** The share of the workers' busy time that was not computing: reading arguments, storing results. */
  readonly overhead: number;
  /** Computing time against what the workers had: 1 would be a run without idling or overhead. */
  readonly efficiency: number;
  /** What no order of the same tasks on as many workers could beat: their sum spread evenly, or the longest. */
  readonly ideal: number;
  /** For how long workers were idle, by cause. */
  readonly idle: ReadonlyMap<IdleCause, number>;
}

/** @param now until when a run counts that has not ended; of one that has, its end counts */
export function usageOf(run: TimelineRun, now: number): Usage {
  const end = run.end ?? Math.max(run.latest, now);
  const work = workOf(run, end);
  const byWorker = new Map<number, { busy: number; share: number }>();
  let busyTotal = 0;
  for (const [worker, stretches] of work) {
    const busy = stretches.reduce((sum, { start, end: until }) => sum + until - start, 0);
    byWorker.set(worker, { busy, share: share(busy, end) });
    busyTotal += busy;
  }
  const { computing, longest } = computingOf(run, end);
  const idle = new Map<IdleCause, number>();
  for (const { cause, start, end: until } of idleTimes(run, work, end)) {
    idle.set(cause, (idle.get(cause) ?? 0) + until - start);
  }
  const workers = work.size;
  return {
    makespan: end,
    workers,
    byWorker,
    computing,
    overhead: busyTotal === 0 ? 0 : Math.max(0, 1 - computing / busyTotal),
    efficiency: share(computing, end * workers),
    ideal: Math.max(longest, workers === 0 ? 0 : computing / workers),
    idle,
  };
}

function computingOf(run: TimelineRun, now: number): { computing: number; longest: number } {
  let computing = 0;
  let longest = 0;
  for (const task of run.tasks) {
    const { deserialised, executed } = task.times;
    if (deserialised === undefined) continue;
    let took = Math.max(0, (executed ?? endOf(task, now)) - deserialised);
    for (const wait of task.waits ?? []) took -= Math.min(wait.end, now) - wait.start;
    computing += Math.max(0, took);
    longest = Math.max(longest, took);
  }
  return { computing, longest };
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
