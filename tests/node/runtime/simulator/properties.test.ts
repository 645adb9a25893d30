import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scheduler } from '../../../../src/runtime/head/scheduler';
import { simulate, type Simulation } from '../../../../src/runtime/simulator';
import {
  anyIndependentTrace,
  anyOverhead,
  anySeed,
  anyTrace,
  anyWorkers,
  longestPath,
  policies,
  sum,
  type ListedTrace,
} from './traces';

const RUNS = { numRuns: 300 };
const NO_OVERHEAD = { latency: 0, dispatch: 0, startGap: 0 };

/** Tasks of each worker in the order of their starts. */
function lanesOf({ busy, worker, start, end }: Simulation): number[][] {
  const lanes: number[][] = Array.from(busy, () => []);
  worker.forEach((lane, task) => lanes[lane]!.push(task));
  for (const lane of lanes) lane.sort((a, b) => start[a]! - start[b]! || end[a]! - end[b]!);
  return lanes;
}

describe.each(policies)('whatever is replayed, %s', (policy) => {
  test('runs every task once, for its duration, on one worker that runs nothing else meanwhile', () => {
    fc.assert(
      fc.property(
        anyTrace,
        anyWorkers,
        anyOverhead,
        anySeed,
        ({ durations, trace }, workers, overhead, seed) => {
          const simulation = simulate(trace, { workers, policy, overhead, seed });
          const { start, end, busy, makespan, utilisation } = simulation;
          expect(Array.from(end, (time, task) => time - start[task]!)).toEqual(durations);
          const lanes = lanesOf(simulation);
          expect(lanes.flat().sort((a, b) => a - b)).toEqual(durations.map((_, task) => task));
          for (const lane of lanes) {
            lane.forEach((task, i) => {
              if (i > 0) expect(start[task]).toBeGreaterThanOrEqual(end[lane[i - 1]!]!);
            });
          }
          expect(Array.from(busy)).toEqual(lanes.map((lane) => sum(lane.map((task) => durations[task]!))));
          expect(makespan).toBe(Math.max(0, ...end));
          expect(utilisation).toBeCloseTo(makespan === 0 ? 0 : sum(durations) / (workers * makespan), 12);
        },
      ),
      RUNS,
    );
  });

  test('starts every task after its dependencies, and after the overhead of giving it out', () => {
    fc.assert(
      fc.property(
        anyTrace,
        anyWorkers,
        anyOverhead,
        anySeed,
        ({ dependencies, trace }, workers, overhead, seed) => {
          const { worker, scheduled, start, end } = simulate(trace, { workers, policy, overhead, seed });
          const { latency, startGap } = overhead;
          dependencies.forEach((list, task) => {
            // A worker that ended the last dependency finds the task in its own deque.
            const atHome = policy === 'workStealing' && list.some((other) => worker[other] === worker[task]);
            for (const other of list) {
              expect(start[task]).toBeGreaterThanOrEqual(end[other]! + (atHome ? 0 : latency + startGap));
            }
            expect(start[task]).toBeGreaterThanOrEqual(scheduled[task]!);
            expect(scheduled[task]).toBeGreaterThanOrEqual(latency);
          });
        },
      ),
      RUNS,
    );
  });

  test('is never faster than the longest path and the work per worker', () => {
    fc.assert(
      fc.property(anyTrace, anyWorkers, anyOverhead, anySeed, (listed, workers, overhead, seed) => {
        const { makespan } = simulate(listed.trace, { workers, policy, overhead, seed });
        expect(makespan).toBeGreaterThanOrEqual(longestPath(listed));
        expect(makespan).toBeGreaterThanOrEqual(sum(listed.durations) / workers);
      }),
      RUNS,
    );
  });

  test('stays within Graham’s bound without overhead, because no worker idles while a task could run', () => {
    fc.assert(
      fc.property(anyTrace, anyWorkers, anySeed, (listed, workers, seed) => {
        const { makespan } = simulate(listed.trace, { workers, policy, seed });
        const path = longestPath(listed);
        const share = sum(listed.durations) / workers;
        expect(makespan).toBeLessThanOrEqual(share + (1 - 1 / workers) * path + 1e-9);
        expect(makespan).toBeLessThanOrEqual((2 - 1 / workers) * Math.max(path, share) + 1e-9);
      }),
      RUNS,
    );
  });

  test('takes the sum of the durations on one worker without overhead', () => {
    fc.assert(
      fc.property(anyTrace, anySeed, ({ durations, trace }, seed) => {
        expect(simulate(trace, { workers: 1, policy, seed }).makespan).toBe(sum(durations));
      }),
      RUNS,
    );
  });

  test('takes the longest path on as many workers as tasks without overhead', () => {
    fc.assert(
      fc.property(anyTrace, anySeed, (listed, seed) => {
        const workers = Math.max(1, listed.durations.length);
        expect(simulate(listed.trace, { workers, policy, seed }).makespan).toBe(longestPath(listed));
      }),
      RUNS,
    );
  });

  test('gives the same result for the same seed and leaves the trace as it was', () => {
    fc.assert(
      fc.property(anyTrace, anyWorkers, anyOverhead, anySeed, ({ trace }, workers, overhead, seed) => {
        const before = structuredClone(trace);
        const options = { workers, policy, overhead, seed };
        expect(simulate(trace, options)).toEqual(simulate(trace, options));
        expect(trace).toEqual(before);
      }),
    );
  });
});

describe('one worker with overhead', () => {
  test('pays both messages for every task where there is a head', () => {
    fc.assert(
      fc.property(
        anyTrace,
        anyOverhead,
        fc.constantFrom('fifo' as const, 'longestFirst' as const),
        ({ durations, trace }, overhead, policy) => {
          // The head has given out its last task long before it hears that the worker is free again.
          const { makespan } = simulate(trace, {
            workers: 1,
            policy,
            overhead: { ...overhead, dispatch: Math.min(overhead.dispatch, overhead.latency) },
          });
          expect(makespan).toBe(sum(durations) + durations.length * (overhead.latency + overhead.startGap));
        },
      ),
    );
  });
});

describe('order', () => {
  test('fifo starts independent tasks in submission order, longestFirst from the longest to the shortest', () => {
    fc.assert(
      fc.property(anyIndependentTrace, anyWorkers, anyOverhead, ({ durations, trace }, workers, overhead) => {
        const fifo = simulate(trace, { workers, policy: 'fifo', overhead }).start;
        const longest = simulate(trace, { workers, policy: 'longestFirst', overhead }).start;
        const order = durations.map((_, task) => task).sort((a, b) => durations[b]! - durations[a]! || a - b);
        order.forEach((task, i) => {
          if (i > 0) expect(longest[task]).toBeGreaterThanOrEqual(longest[order[i - 1]!]!);
          if (i > 0) expect(fifo[i]).toBeGreaterThanOrEqual(fifo[i - 1]!);
        });
      }),
    );
  });

  test('fifo without overhead makes the decisions of the head’s own scheduler', () => {
    fc.assert(
      fc.property(anyTrace, anyWorkers, (listed, workers) => {
        const { worker, start } = simulate(listed.trace, { workers, policy: 'fifo' });
        const placed = Array.from(worker, (lane, task) => ({ lane, start: start[task]! }));
        expect(placed).toEqual(scheduledByTheHead(listed, workers));
      }),
      RUNS,
    );
  });
});

/** Drives the head's scheduler through simulated time, moment by moment. */
function scheduledByTheHead({ durations, dependencies }: ListedTrace, workers: number) {
  const scheduler = new Scheduler();
  for (let number = 1; number <= workers; number++) scheduler.addWorker(number);
  const placed: { lane: number; start: number }[] = [];
  const running = new Map<number, { task: number; end: number }>();
  const missing = dependencies.map((list) => new Set(list));
  const enqueue = (task: number): void => {
    scheduler.enqueue({ id: String(task), numCpus: 1, schedulingStrategy: 'DEFAULT' });
  };
  missing.forEach((set, task) => {
    if (set.size === 0) enqueue(task);
  });
  for (let now = 0; now < Infinity; now = Math.min(...[...running.values()].map(({ end }) => end))) {
    const ending = [...running].filter(([, { end }]) => end === now).sort(([a], [b]) => a - b);
    for (const [number, { task }] of ending) {
      running.delete(number);
      scheduler.finish(String(task));
      missing.forEach((set, other) => {
        if (set.delete(task) && set.size === 0) enqueue(other);
      });
    }
    for (let next = scheduler.next(); next; next = scheduler.next()) {
      const task = Number(next.id);
      placed[task] = { lane: next.worker - 1, start: now };
      running.set(next.worker, { task, end: now + durations[task]! });
    }
  }
  return placed;
}

test('the seed draws the victims', () => {
  fc.assert(
    fc.property(anyTrace, anySeed, ({ trace }, seed) => {
      const options = { workers: 4, overhead: NO_OVERHEAD };
      expect(simulate(trace, { ...options, policy: 'fifo', seed })).toEqual(
        simulate(trace, { ...options, policy: 'fifo' }),
      );
    }),
  );
  const durations = Array.from({ length: 40 }, (_, task) => (task % 4 === 0 ? 1 : 100 + task));
  const thefts = [1, 2, 3, 4].map((seed) => {
    const trace = { durations: Float64Array.from(durations) };
    return String(simulate(trace, { workers: 4, policy: 'workStealing', seed }).worker);
  });
  expect(new Set(thefts).size).toBeGreaterThan(1);
});
