/** Ways to cut the job into tasks and to order them. */
export const schedules = ['in-order', 'longest-first', '4-tree-tasks'] as const;
export type Schedule = (typeof schedules)[number];

/** Trees `from` <= index < `to` of one forest of the job. */
export interface JobTask {
  /** The forest's place in the job. */
  readonly forest: number;
  readonly nEstimators: number;
  readonly from: number;
  readonly to: number;
}

/** Every forest of the lesson has a multiple of so many trees. */
const CHUNK = 4;

/**
 * The tasks of a job in the order in which they are submitted; each free worker takes the next one.
 *
 * @param sizes trees of each forest.
 */
export function jobTasks(schedule: Schedule, sizes: readonly number[]): JobTask[] {
  const whole = sizes.map((nEstimators, forest) => ({ forest, nEstimators, from: 0, to: nEstimators }));
  switch (schedule) {
    case 'in-order':
      return whole;
    case 'longest-first':
      return whole.toSorted((a, b) => b.nEstimators - a.nEstimators);
    case '4-tree-tasks':
      return whole.flatMap((forest) =>
        Array.from({ length: Math.ceil(forest.nEstimators / CHUNK) }, (_, chunk) => ({
          ...forest,
          from: chunk * CHUNK,
          to: Math.min((chunk + 1) * CHUNK, forest.nEstimators),
        })),
      );
  }
}
