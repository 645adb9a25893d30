import type { LessonEngine, Schedule } from './settings';

/** What a run trains: the sizes of its forests, with what, and for how many workers in which tasks. */
export interface Job {
  readonly sizes: readonly number[];
  readonly engine: LessonEngine;
  readonly schedule: Schedule;
  readonly workers: number;
}

/** Trees of a task when forests are cut into tasks; every forest of the lesson has a multiple of so many. */
export const treesPerTask = 4;

/** The trees from <= index < to of one forest. */
export interface TreeRange {
  readonly from: number;
  readonly to: number;
}

/** What one task trains. */
export interface TrainingTask extends TreeRange {
  /** The forest's place among the sizes. */
  readonly forest: number;
}

/**
 * The tasks of a run in the order in which they are submitted; each free worker takes the next one.
 *
 * @param sizes trees of each forest
 */
export function planTasks(schedule: Schedule, sizes: readonly number[]): TrainingTask[] {
  const whole = sizes.map((nEstimators, forest) => ({ forest, from: 0, to: nEstimators }));
  switch (schedule) {
    case 'in-order':
      return whole;
    case 'longest-first':
      return whole.toSorted((a, b) => b.to - a.to);
    case 'chunks':
      return whole.flatMap(({ forest, to }) => cut(to, treesPerTask).map((range) => ({ forest, ...range })));
  }
}

/** Ranges of `length` trees, the last one of what is left. */
export function cut(nEstimators: number, length: number): TreeRange[] {
  return Array.from({ length: Math.ceil(nEstimators / length) }, (_, index) => ({
    from: index * length,
    to: Math.min((index + 1) * length, nEstimators),
  }));
}
