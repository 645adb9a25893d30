import fc from 'fast-check';
import { traceOf, type Policy, type Trace } from '../../../../src/runtime/simulator';

export const policies: readonly Policy[] = ['fifo', 'longestFirst', 'workStealing'];

/** A trace as the lists it was made of. */
export interface ListedTrace {
  readonly durations: readonly number[];
  readonly dependencies: readonly (readonly number[])[];
  readonly trace: Trace;
}

function listed(durations: readonly number[], dependencies: readonly (readonly number[])[]): ListedTrace {
  return { durations, dependencies, trace: traceOf(durations, dependencies) };
}

/** Whole milliseconds, so that sums are exact and many things happen at the same moment. */
const anyDuration = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 1000 }));

/** Tasks that wait for some of those submitted before them, or, mirrored, after them; some twice for the same one. */
export const anyTrace: fc.Arbitrary<ListedTrace> = fc
  .record({
    tasks: fc.array(
      fc.record({ duration: anyDuration, picks: fc.array(fc.nat(), { maxLength: 3 }), root: fc.boolean() }),
      { maxLength: 60 },
    ),
    mirrored: fc.boolean(),
  })
  .map(({ tasks, mirrored }) => {
    const durations = tasks.map(({ duration }) => duration);
    const dependencies = tasks.map(({ picks, root }, task) =>
      root || task === 0 ? [] : picks.map((pick) => pick % task),
    );
    if (!mirrored) return listed(durations, dependencies);
    const last = tasks.length - 1;
    return listed(
      durations.toReversed(),
      dependencies.map((list) => list.map((other) => last - other)).toReversed(),
    );
  });

export const anyIndependentTrace: fc.Arbitrary<ListedTrace> = fc
  .array(anyDuration, { minLength: 1, maxLength: 60 })
  .map((durations) => ({ durations, dependencies: durations.map(() => []), trace: traceOf(durations) }));

export const anyWorkers = fc.integer({ min: 1, max: 9 });
export const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

export const anyOverhead = fc.record({
  latency: fc.integer({ min: 0, max: 5 }),
  dispatch: fc.integer({ min: 0, max: 5 }),
  startGap: fc.integer({ min: 0, max: 5 }),
});

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The longest sum of durations along a chain of dependencies. */
export function longestPath({ durations, dependencies }: ListedTrace): number {
  const known = new Map<number, number>();
  const lengthTo = (task: number): number => {
    const before = known.get(task);
    if (before !== undefined) return before;
    const length = durations[task]! + Math.max(0, ...dependencies[task]!.map(lengthTo));
    known.set(task, length);
    return length;
  };
  return Math.max(0, ...durations.map((_, task) => lengthTo(task)));
}
