import { describe, expect, test } from 'vitest';
import { simulate, traceOf, type Policy } from '../../../../src/runtime/simulator';
import { policies } from './traces';

const lists = (durations: readonly number[], options: Parameters<typeof simulate>[1]) => {
  const { start, worker, makespan } = simulate(traceOf(durations), options);
  return { start: Array.from(start), worker: Array.from(worker), makespan };
};

describe('by hand', () => {
  test('fifo gives the next task to the worker that is free, the lowest number first', () => {
    expect(lists([3, 1, 1, 1, 4], { workers: 2 })).toEqual({
      start: [0, 0, 1, 2, 3],
      worker: [0, 1, 1, 1, 0],
      makespan: 7,
    });
  });

  test('longestFirst starts with the straggler that fifo comes to last (Graham’s worst case)', () => {
    const durations = [1, 1, 1, 1, 1, 1, 3];
    expect(lists(durations, { workers: 3, policy: 'fifo' }).makespan).toBe(5);
    expect(lists(durations, { workers: 3, policy: 'longestFirst' })).toEqual({
      start: [0, 0, 1, 1, 2, 2, 0],
      worker: [1, 2, 1, 2, 1, 2, 0],
      makespan: 3,
    });
  });

  test('longestFirst is not always the best: 7 where 6 would do', () => {
    expect(lists([3, 3, 2, 2, 2], { workers: 2, policy: 'longestFirst' }).makespan).toBe(7);
  });

  test('a worker more can make it later (Graham, "Bounds on multiprocessing timing anomalies", 1969)', () => {
    const durations = [3, 2, 2, 2, 4, 4, 4, 4, 9];
    const trace = traceOf(durations, [[], [], [], [], [3], [3], [3], [3], [0]]);
    expect(simulate(trace, { workers: 3 }).makespan).toBe(12);
    expect(simulate(trace, { workers: 4 }).makespan).toBe(15);
  });

  test('a task waits for the last of its dependencies', () => {
    const trace = traceOf([2, 5, 1], [[], [], [0, 1, 1]]);
    for (const policy of policies) {
      expect(Array.from(simulate(trace, { workers: 3, policy }).start)).toEqual([0, 0, 5]);
    }
  });

  test('a worker that ran out steals what its victim would have come to last', () => {
    // Dealt: worker 0 has tasks 0, 2 and 4, worker 1 has 1, 3 and 5; worker 0 is through at 3 and steals 5.
    expect(lists([1, 10, 1, 10, 1, 10], { workers: 2, policy: 'workStealing' })).toEqual({
      start: [0, 0, 1, 10, 2, 3],
      worker: [0, 1, 0, 1, 0, 0],
      makespan: 20,
    });
  });

  test('what a task makes runnable stays with its worker until somebody steals it', () => {
    const trace = traceOf([1, 5, 5, 5], [[], [0], [0], [0]]);
    const { worker, start } = simulate(trace, { workers: 2, policy: 'workStealing' });
    expect(Array.from(worker)).toEqual([0, 0, 0, 1]);
    expect(Array.from(start)).toEqual([0, 1, 6, 1]);
  });

  test('nothing to do takes no time', () => {
    for (const policy of policies) {
      const { makespan, utilisation, busy } = simulate(traceOf([]), { workers: 3, policy });
      expect([makespan, utilisation, ...busy]).toEqual([0, 0, 0, 0, 0]);
      expect(simulate(traceOf([0, -0]), { workers: 2, policy })).toMatchObject({
        makespan: 0,
        utilisation: 0,
      });
    }
  });
});

describe('overhead by hand', () => {
  test('a worker is idle for both messages between two tasks', () => {
    const overhead = { latency: 1, dispatch: 0, startGap: 2 };
    const { start, scheduled, makespan, utilisation } = simulate(traceOf([10, 10]), { workers: 1, overhead });
    expect(Array.from(scheduled)).toEqual([1, 14]);
    expect(Array.from(start)).toEqual([3, 16]);
    expect(makespan).toBe(26);
    expect(utilisation).toBe(20 / 26);
  });

  test('the head gives out one task at a time, however many workers wait', () => {
    const overhead = { latency: 1, dispatch: 0.5, startGap: 2 };
    const durations = [10, 10, 10];
    expect(lists(durations, { workers: 100, overhead }).start).toEqual([3, 3.5, 4]);
    // Short tasks: at 2 tasks a ms and 1 ms a task, two workers are all that the head can keep busy.
    const thousand = Array.from({ length: 1000 }, () => 1);
    const busyHead = { latency: 0, dispatch: 0.5, startGap: 0 };
    expect(lists(thousand, { workers: 1000, overhead: busyHead }).makespan).toBe(500.5);
    expect(lists(thousand, { workers: 2, overhead: busyHead }).makespan).toBe(500.5);
  });

  test('longestFirst chooses when the head comes to it, not when the worker became free', () => {
    // Task 1 could have had worker 1 at 0, but the head is busy until 6, and then the longer task 2 is runnable.
    const trace = traceOf([5, 1, 9], [[], [], [0]]);
    const overhead = { latency: 0, dispatch: 6, startGap: 0 };
    expect(Array.from(simulate(trace, { workers: 3, policy: 'longestFirst', overhead }).start)).toEqual([
      0, 12, 6,
    ]);
    expect(Array.from(simulate(trace, { workers: 3, policy: 'fifo', overhead }).start)).toEqual([0, 6, 12]);
  });

  test('a theft costs both messages, a worker’s own next task nothing', () => {
    const overhead = { latency: 1, dispatch: 7, startGap: 2 };
    const { start, scheduled } = simulate(traceOf([1, 10, 1, 10, 1, 10]), {
      workers: 2,
      policy: 'workStealing',
      overhead,
    });
    expect(Array.from(start)).toEqual([3, 3, 4, 13, 5, 9]);
    expect(Array.from(scheduled)).toEqual([1, 1, 4, 13, 5, 7]);
  });
});

describe('refuses, and says why:', () => {
  const good = traceOf([1, 2], [[], [0]]);
  const run = (trace: Parameters<typeof simulate>[0], more: object = {}) =>
    simulate(trace, { workers: 2, ...more });

  test.each([NaN, -1, Infinity])('a duration of %s', (duration) => {
    const message = `Task 1: its duration must be 0 or more milliseconds; got ${duration}.`;
    expect(() => run(traceOf([1, duration]))).toThrow(new RangeError(message));
  });

  test.each([0, -1, 1.5, NaN, Infinity, 1_000_001])('%s workers', (workers) => {
    const message = `workers must be a whole number from 1 to 1000000; got ${workers}.`;
    expect(() => run(good, { workers })).toThrow(new RangeError(message));
  });

  test.each([-1, 0.5, NaN, 2 ** 32])('the seed %s', (seed) => {
    const message = `seed must be a whole number from 0 to 4294967295; got ${seed}.`;
    expect(() => run(good, { seed })).toThrow(new RangeError(message));
  });

  test.each(['latency', 'dispatch', 'startGap'])('an overhead whose %s is not a time', (name) => {
    const overhead = { latency: 0, dispatch: 0, startGap: 0 };
    for (const value of [NaN, -0.1, Infinity, undefined]) {
      const message = `overhead.${name} must be 0 or more milliseconds; got ${value}.`;
      expect(() => run(good, { overhead: { ...overhead, [name]: value } })).toThrow(new RangeError(message));
    }
  });

  test('an unknown policy', () => {
    const message = 'policy must be fifo, longestFirst or workStealing; got lifo.';
    expect(() => run(good, { policy: 'lifo' as Policy })).toThrow(new RangeError(message));
  });

  test.each([2, -1, 0.5, NaN, 2 ** 32])('a dependency on task %s of two', (other) => {
    const message = 'Task 1 depends on a task that is not in the trace: there are 2, numbered from 0.';
    expect(() => run(traceOf([1, 2], [[], [other]]))).toThrow(new RangeError(message));
  });

  test('lists of dependencies that do not fit the durations', () => {
    expect(() => traceOf([1, 2], [[]])).toThrow('2 durations and 1 lists of dependencies');
  });

  test('rows of dependencies that are torn', () => {
    const durations = Float64Array.of(1, 2, 3);
    const torn = (offsets: number[], tasks: number[]) => () =>
      run({ durations, dependencies: { offsets: Int32Array.from(offsets), tasks: Int32Array.from(tasks) } });
    const shape = 'must be 4 numbers from 0 to 2, one more than there are tasks';
    expect(torn([0, 1, 2], [0, 0])).toThrow(shape);
    expect(torn([1, 1, 2, 2], [0, 0])).toThrow(shape);
    expect(torn([0, 0, 1, 1], [0, 0])).toThrow(shape);
    expect(torn([0, 2, 1, 2], [2, 0])).toThrow('The offsets of the dependencies fall after task 1.');
    expect(torn([0, 3, 1, 2], [2, 1])).toThrow(RangeError);
  });

  test.each(policies)('tasks in a circle, under %s', (policy) => {
    const trace = traceOf([1, 1, 1, 1, 1], [[], [0, 4], [1], [0], [2, 3]]);
    const message = 'These tasks can never run, because each waits for the next: 1 → 4 → 2 → 1.';
    expect(() => run(trace, { policy })).toThrow(new RangeError(message));
    expect(() => run(traceOf([1], [[0]]), { policy })).toThrow('waits for the next: 0 → 0.');
  });

  test('a long circle, of which the message names a few, by their ids', () => {
    const count = 50;
    const next = Array.from({ length: count }, (_, task) => [(task + 1) % count]);
    const taskIds = next.map((_, task) => `t${task + 1}`);
    const trace = {
      ...traceOf(
        next.map(() => 1),
        next,
      ),
      taskIds,
    };
    expect(() => run(trace)).toThrow(': t1 → t2 → t3 → t4 → t5 → t6 → t7 → … → t1.');
  });
});
