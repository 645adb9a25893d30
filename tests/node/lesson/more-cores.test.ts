import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitOf, policies, replayAll, simulatedWorkers } from '../../../src/lesson/more-cores';
import { recordingOf, type Part } from '../../../src/lesson/recording';
import type { TaskEvent } from '../../../src/runtime/events';

const whole: Part = { index: 0, share: { kind: 'whole' } };

/** A task that a worker took up at `start` and ended at `end`, ms; it was submitted at 0. */
function finished(taskId: string, start: number, end: number, worker = 1): TaskEvent {
  const times = {
    submitted: 0,
    scheduled: start,
    started: start,
    deserialised: start,
    executed: end,
    stored: end,
  };
  return { kind: 'task', time: end, taskId, name: 'train', attempt: 0, state: 'FINISHED', worker, times };
}

/** Tasks of the given durations (ms) that ran one after another on one worker. */
function recorded(...durations: number[]) {
  let end = 0;
  const events = durations.map((duration, i) => finished(`t${i + 1}`, end, (end += duration)));
  return recordingOf({ events, parts: Object.fromEntries(events.map(({ taskId }) => [taskId, whole])) });
}

const at = (workers: (typeof simulatedWorkers)[number]) => simulatedWorkers.indexOf(workers);

describe('the recording of a run', () => {
  test('has the durations of its own tasks, in seconds on one simulated worker', () => {
    const events = [finished('other', 0, 900), finished('t1', 900, 1000), finished('t2', 1000, 1300)];
    const replays = replayAll(recordingOf({ events, parts: { t1: whole, t2: whole } }));
    expect(replays.tasks).toBe(2);
    expect(replays.curves.fifo[0]!.seconds).toBeCloseTo(0.4, 6);
  });

  test('lets the task that puts a forest together wait for the trees of that forest only', () => {
    const trees = (index: number): Part => ({ index, share: { kind: 'trees', from: 0, to: 4 } });
    const merge = (index: number): Part => ({ index, share: { kind: 'merge' } });
    const { taskIds, dependencies } = recordingOf({
      events: [
        finished('t1', 0, 10, 1),
        finished('t2', 0, 20, 2),
        finished('t3', 10, 30, 1),
        finished('t4', 30, 31, 1),
        finished('t5', 30, 32, 2),
      ],
      parts: { t1: trees(0), t2: trees(1), t3: trees(0), t4: merge(0), t5: merge(1) },
    });
    const waitsFor = (taskId: string) => {
      const task = taskIds.indexOf(taskId);
      const { offsets, tasks } = dependencies!;
      return [...tasks.subarray(offsets[task], offsets[task + 1])].map((other) => taskIds[other]);
    };
    expect(waitsFor('t4')).toEqual(['t1', 't3']);
    expect(waitsFor('t5')).toEqual(['t2']);
    expect(waitsFor('t1')).toEqual([]);
  });
});

describe('a replay', () => {
  const runs = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 });

  test('is the same each time', () => {
    fc.assert(
      fc.property(runs, (durations) => {
        expect(replayAll(recorded(...durations))).toEqual(replayAll(recorded(...durations)));
      }),
      { numRuns: 20 },
    );
  });

  test('is never faster than the longest task and never busier than always', () => {
    fc.assert(
      fc.property(runs, (durations) => {
        const replays = replayAll(recorded(...durations));
        expect(replays.longest).toBeCloseTo(Math.max(...durations) / 1000, 6);
        for (const policy of policies) {
          for (const { seconds, utilisation, used, workers } of replays.curves[policy]) {
            expect(seconds).toBeGreaterThanOrEqual(replays.longest - 1e-9);
            expect(utilisation).toBeLessThanOrEqual(1 + 1e-9);
            expect(used).toBeLessThanOrEqual(Math.min(workers, durations.length));
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('of equal tasks is as many times as fast as there are workers, until each has one task', () => {
    const { curves } = replayAll(recorded(...new Array<number>(8).fill(1000)));
    expect(curves.fifo.map(({ speedup }) => Math.round(speedup * 100) / 100).slice(0, 6)).toEqual([
      1, 2, 4, 8, 8, 8,
    ]);
    expect(curves.fifo[at(16)]).toMatchObject({ used: 8, utilisation: 0.5 });
  });

  test('with the longest task first is faster where the longest was submitted last', () => {
    const { curves } = replayAll(recorded(1000, 1000, 1000, 1000, 4000));
    expect(curves.fifo[at(2)]!.seconds).toBeCloseTo(6, 6);
    expect(curves.longestFirst[at(2)]!.seconds).toBeCloseTo(4, 6);
  });
});

describe('what keeps a replay from being faster', () => {
  const replays = replayAll(recorded(1000, 1000, 1000, 1000, 4000));
  const limit = (workers: (typeof simulatedWorkers)[number], policy: (typeof policies)[number]) =>
    limitOf(replays, replays.curves[policy][at(workers)]!, policy);

  test('is nothing but the number of workers while all are busy', () => {
    expect(limit(1, 'fifo')).toBe('busy');
  });

  test('is the last task, for which the other workers wait', () => {
    expect(limit(2, 'fifo')).toBe('tail');
  });

  test('is the longest task once every worker has nothing else', () => {
    expect(limit(2, 'longestFirst')).toBe('longest');
    expect(limit(1000, 'fifo')).toBe('longest');
  });

  test('is the head where it hands out tasks more slowly than they run', () => {
    // The head gave out one task each 10 ms; each ran for 1 ms.
    const events = Array.from({ length: 100 }, (_, i) => finished(`t${i}`, 10 * i, 10 * i + 1, (i % 4) + 1));
    const parts = Object.fromEntries(events.map(({ taskId }) => [taskId, whole]));
    const slow = replayAll(recordingOf({ events, parts }));
    expect(slow.overhead.head).toBeCloseTo(10, 6);
    expect(limitOf(slow, slow.curves.fifo[at(64)]!, 'fifo')).toBe('head');
    expect(limitOf(slow, slow.curves.workStealing[at(64)]!, 'workStealing')).not.toBe('head');
  });
});
