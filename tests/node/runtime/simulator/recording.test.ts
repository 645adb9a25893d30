import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuntimeEvent, TaskEvent, TaskState, TaskTimes } from '../../../../src/runtime/events';
import { eventsOf, simulate, traceFromEvents, traceOf } from '../../../../src/runtime/simulator';
import { anyTrace, anyWorkers } from './traces';

function event(taskId: string, state: TaskState, time: number, more: Partial<TaskEvent> = {}): TaskEvent {
  const times = { submitted: 0 };
  return { kind: 'task', time, taskId, name: 'train', attempt: 0, state, times, ...more };
}

/** The event of a task that finished on a worker. */
function finished(taskId: string, worker: number, times: Required<TaskTimes>, attempt = 0): TaskEvent {
  return event(taskId, 'FINISHED', times.stored, { worker, times, attempt });
}

function times(submitted: number, scheduled: number, started: number, stored: number): Required<TaskTimes> {
  return { submitted, scheduled, started, deserialised: started, executed: stored, stored };
}

describe('a trace from events', () => {
  test('has a task’s whole time on its worker, in submission order', () => {
    const recording = traceFromEvents([
      finished('t2', 2, times(0.5, 1, 2, 6)),
      finished('t1', 1, times(0, 1, 2, 12)),
      { kind: 'driver', time: 13, start: 0, op: 'get' },
    ]);
    expect(recording.taskIds).toEqual(['t1', 't2']);
    expect(recording.names).toEqual(['train', 'train']);
    expect(Array.from(recording.durations)).toEqual([10, 4]);
    expect(recording.dependencies).toBeUndefined();
  });

  test('keeps the order in which the head met tasks that a coarse clock cannot tell apart', () => {
    const { taskIds } = traceFromEvents([
      event('t1', 'PENDING_NODE_ASSIGNMENT', 0),
      event('t2', 'PENDING_NODE_ASSIGNMENT', 0),
      finished('t2', 2, times(0, 1, 2, 3)),
      finished('t1', 1, times(0, 1, 2, 4)),
    ]);
    expect(taskIds).toEqual(['t1', 't2']);
  });

  test('takes the attempt that succeeded, and nothing of tasks that did not', () => {
    const crashed = { ...times(0, 1, 2, 3), stored: undefined };
    const { taskIds, durations } = traceFromEvents([
      event('t1', 'FAILED', 3, { worker: 1, times: crashed as unknown as TaskTimes }),
      event('t2', 'FAILED', 4, { worker: 2, times: times(0, 1, 2, 4) }),
      event('t3', 'RUNNING', 5, { worker: 2 }),
      finished('t1', 2, times(0, 10, 11, 18), 1),
      // Its object was lost and rebuilt.
      finished('t1', 2, times(0, 30, 31, 99), 2),
    ]);
    expect(taskIds).toEqual(['t1']);
    expect(Array.from(durations)).toEqual([7]);
  });

  test('does not take the time before a retry for the head’s', () => {
    const crashed = event('t1', 'FAILED', 100, {
      worker: 1,
      times: { submitted: 0, scheduled: 1, started: 1 },
    });
    const { overhead } = traceFromEvents([crashed, finished('t1', 2, times(0, 102, 103, 110), 1)]);
    expect(overhead).toEqual({ latency: 2, dispatch: 0, startGap: 1 });
  });

  test('leaves out what a task waited for its children', () => {
    const { durations } = traceFromEvents([
      event('t1', 'RUNNING', 2, { worker: 1 }),
      event('t1', 'RUNNING_IN_RAY_GET', 4, { worker: 1 }),
      event('t1', 'RUNNING', 10, { worker: 1 }),
      event('t1', 'RUNNING_IN_RAY_WAIT', 11, { worker: 1 }),
      finished('t1', 1, times(0, 1, 2, 13)),
    ]);
    expect(Array.from(durations)).toEqual([11 - 6 - 2]);
  });

  test('knows who waits for whom from the arguments that the events tell', () => {
    const trace = traceFromEvents([
      finished('t1', 1, times(0, 1, 2, 5)),
      finished('t2', 1, times(0, 6, 7, 9)),
      { ...finished('t3', 1, times(0, 10, 11, 12)), dependencies: ['t2:0', 't2:1', 'p1', 't1', 't0'] },
    ]);
    expect(Array.from(trace.dependencies!.offsets)).toEqual([0, 0, 0, 2]);
    expect(Array.from(trace.dependencies!.tasks)).toEqual([1, 0]);
    expect(simulate(trace, { workers: 8 }).makespan).toBe(4);
  });

  test('knows the dependencies it is told', () => {
    const events = [finished('t1', 1, times(0, 1, 2, 5)), finished('t2', 1, times(0, 6, 7, 9))];
    const trace = traceFromEvents(events, new Map([['t2', ['t1', 't1']]]));
    expect(Array.from(trace.dependencies!.offsets)).toEqual([0, 0, 2]);
    expect(Array.from(trace.dependencies!.tasks)).toEqual([0, 0]);
    expect(simulate(trace, { workers: 8 }).makespan).toBe(5);
  });

  test('refuses dependencies that the events do not know, and events without their times', () => {
    const events: RuntimeEvent[] = [finished('t1', 1, times(0, 1, 2, 5)), event('t2', 'RUNNING', 3)];
    expect(() => traceFromEvents(events, new Map([['t1', ['t2']]]))).toThrow(
      new RangeError('Task t1 depends on task t2, which did not finish in these events.'),
    );
    expect(() => traceFromEvents(events, new Map([['t9', []]]))).toThrow(
      new RangeError('Dependencies are given for task t9, which is in no event.'),
    );
    // What a task that is not in the trace waited for does not matter.
    expect(traceFromEvents(events, new Map([['t2', ['t7']]])).taskIds).toEqual(['t1']);
    expect(() => traceFromEvents([event('t1', 'FINISHED', 3, { worker: 1 })])).toThrow(
      new RangeError('Task t1 finished, but its event lacks its worker or some of its times.'),
    );
  });

  test('names the tasks of a circle by their ids', () => {
    const events = [finished('t1', 1, times(0, 1, 2, 5)), finished('t2', 1, times(0, 6, 7, 9))];
    const trace = traceFromEvents(
      events,
      new Map([
        ['t1', ['t2']],
        ['t2', ['t1']],
      ]),
    );
    expect(() => simulate(trace, { workers: 1 })).toThrow('t1 → t2 → t1');
  });
});

describe('the measured overhead', () => {
  test('of a cluster that only ever has one task is its two messages', () => {
    const { overhead } = traceFromEvents([
      finished('t1', 1, times(0, 0.25, 1, 5)),
      finished('t2', 1, times(8, 8.25, 9, 12)),
    ]);
    expect(overhead).toEqual({ latency: 0.25, dispatch: 0, startGap: 0.75 });
  });

  test('of tasks given out ahead is nothing', () => {
    const { overhead } = traceFromEvents([
      finished('t1', 1, times(0, 0, 0, 5)),
      finished('t2', 1, times(0, 0, 5, 9)),
      finished('t3', 1, times(0, 0, 9, 12)),
    ]);
    expect(overhead).toEqual({ latency: 0, dispatch: 0, startGap: 0 });
  });

  test('does not count the wait for a worker that had to start', () => {
    const alive = (worker: number, time: number): RuntimeEvent => ({
      kind: 'worker',
      time,
      worker,
      state: 'ALIVE',
    });
    const { overhead } = traceFromEvents([
      alive(1, 90),
      alive(2, 95),
      finished('t1', 1, times(0, 91, 92, 100)),
      finished('t2', 2, times(0, 96, 97, 100)),
    ]);
    expect(overhead).toEqual({ latency: 1, dispatch: 0, startGap: 1 });
  });

  test('does not count the wait for arguments, told or not', () => {
    const events = [
      event('t2', 'PENDING_ARGS_AVAIL', 10),
      finished('t1', 1, times(0, 1, 2, 50)),
      finished('t2', 2, times(10, 51, 52, 90)),
      event('t3', 'PENDING_ARGS_AVAIL', 60),
      finished('t3', 3, times(60, 91, 92, 99)),
    ];
    const dependencies = new Map([
      ['t2', ['t1']],
      ['t3', ['t2']],
    ]);
    expect(traceFromEvents(events).overhead.latency).toBe(1);
    expect(traceFromEvents(events, dependencies).overhead.latency).toBe(1);
  });

  test('does not take workers that became free one after the other for a head that is busy', () => {
    const { overhead } = traceFromEvents([
      finished('t1', 1, times(0, 5, 6, 100)),
      finished('t2', 2, times(2, 7, 8, 102)),
      finished('t3', 1, times(2, 105, 106, 200)),
      finished('t4', 2, times(2, 107, 108, 200)),
    ]);
    expect(overhead).toEqual({ latency: 5, dispatch: 0, startGap: 1 });
  });

  test('is that of the simulation whose events it is measured in', () => {
    const overhead = { latency: 3, dispatch: 1, startGap: 2 };
    const durations = Array.from({ length: 60 }, (_, task) => 100 + ((task * 37) % 91));
    const named = { taskIds: durations.map((_, task) => `t${task}`), names: durations.map(() => 'train') };
    for (const workers of [2, 8, 100]) {
      const simulation = simulate(traceOf(durations), { workers, overhead });
      const events = eventsOf(named, simulation).sort((a, b) => a.time - b.time);
      expect(traceFromEvents(events).overhead).toEqual(overhead);
    }
  });
});

test('a simulation turned into events is a recording of the same tasks', () => {
  fc.assert(
    fc.property(anyTrace, anyWorkers, ({ durations, trace }, workers) => {
      const named = { taskIds: durations.map((_, task) => `t${task}`), names: durations.map(() => 'train') };
      const simulation = simulate(trace, { workers });
      const events = eventsOf(named, simulation);
      expect(events.map(({ worker }) => worker! - 1)).toEqual(Array.from(simulation.worker));
      const recording = traceFromEvents(events);
      expect(recording.taskIds).toEqual(named.taskIds);
      expect(Array.from(recording.durations)).toEqual(durations);
      expect(recording.overhead.startGap).toBe(0);
    }),
  );
});
