import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuntimeEvent, TaskEvent } from '../../../../src/runtime/events';
import { criticalPath } from '../../../../src/timeline/insight/critical-path';
import { idleTimes } from '../../../../src/timeline/insight/idle';
import { usageOf } from '../../../../src/timeline/insight/usage';
import { workOf } from '../../../../src/timeline/insight/work';
import { TimelineModel } from '../../../../src/timeline/model/model';
import type { TimelineRun } from '../../../../src/timeline/model/run';
import { finished, taskEvent } from '../events';

function runOf(workers: number, end: number, ...events: RuntimeEvent[]): TimelineRun {
  const model = new TimelineModel();
  model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers });
  model.append('run', events, (id) => id);
  model.endRun('run', end);
  return model.runs[0]!;
}

const given = (event: TaskEvent, ...dependencies: string[]): TaskEvent => ({ ...event, dependencies });
const submittedAt = (event: TaskEvent, submitted: number): TaskEvent => ({
  ...event,
  times: { ...event.times, submitted },
});

describe('idle times', () => {
  const idleOf = (run: TimelineRun): string[] =>
    idleTimes(run, workOf(run, run.end!), run.end!).map(({ worker, start, end, cause, row }) => {
      const task = row === undefined ? '' : ` ${run.tasks.at(row)!.taskId}`;
      return `${worker}: ${start}–${end} ${cause}${task}`;
    });

  test('say what was missing: a task, its argument, the head, the data', () => {
    const late = submittedAt(finished('t2', 1, 40, 40, 50), 20);
    const sent = {
      ...finished('t3', 2, 55, 60, 70),
      times: { ...finished('t3', 2, 55, 60, 70).times, started: 60 },
    };
    const run = runOf(2, 100, finished('t1', 1, 0, 0, 10), given(late), given(sent, 't2'));
    expect(idleOf(run)).toEqual([
      '1: 10–20 nothing ready',
      '1: 20–40 scheduling t2',
      '1: 50–70 straggler t3',
      '1: 70–100 nothing ready',
      '2: 0–50 dependency t2',
      '2: 50–55 scheduling t3',
      '2: 55–60 transfer t3',
      '2: 70–100 nothing ready',
    ]);
  });

  test('of a worker that got nothing are all of the run', () => {
    const run = runOf(2, 10, finished('t1', 1, 0, 0, 10));
    expect(idleOf(run)).toEqual(['2: 0–10 straggler t1']);
  });

  test('are also those in which a task waits and nothing else uses its thread', () => {
    const base = { submitted: 0, scheduled: 0, started: 0, deserialised: 0 };
    const run = runOf(
      1,
      20,
      taskEvent('t1', 'RUNNING', base, { worker: 1, time: 0 }),
      taskEvent('t1', 'RUNNING_IN_RAY_GET', base, { worker: 1, time: 5 }),
      taskEvent('t1', 'RUNNING', base, { worker: 1, time: 15 }),
      taskEvent('t1', 'FINISHED', { ...base, executed: 20, stored: 20 }, { worker: 1 }),
    );
    expect(idleOf(run)).toEqual(['1: 5–15 waiting t1']);
  });
});

describe('the critical path', () => {
  const pathOf = (run: TimelineRun): string[] =>
    criticalPath(run, run.end!).map(
      ({ row, start, end, after = 'start' }) => `${after}: ${run.tasks.at(row)!.taskId} ${start}–${end}`,
    );

  test('goes through dependencies and busy workers to the task that ended last', () => {
    const run = runOf(
      2,
      60,
      finished('t1', 1, 0, 0, 10),
      finished('t2', 2, 0, 0, 30),
      finished('t3', 1, 10, 10, 20),
      given(finished('t4', 1, 30, 30, 40), 't1', 't2'),
      finished('t5', 1, 40, 40, 60),
    );
    expect(pathOf(run)).toEqual(['start: t2 0–30', 'dependency: t4 30–40', 'worker: t5 40–60']);
  });

  test('goes through the task that submitted another, up to that moment', () => {
    const parent = finished('t1', 1, 0, 0, 15);
    const child = submittedAt(finished('t1.t1', 2, 6, 6, 40), 5);
    expect(pathOf(runOf(2, 40, parent, child))).toEqual(['start: t1 0–5', 'parent: t1.t1 6–40']);
  });

  test('goes through attempts that failed', () => {
    const failed = taskEvent(
      't1',
      'FAILED',
      { submitted: 0, scheduled: 0, started: 0 },
      { worker: 1, time: 20, error: { name: 'WorkerCrashedError', message: 'gone' } },
    );
    const again = { ...finished('t1', 2, 25, 25, 40), attempt: 1 };
    expect(pathOf(runOf(2, 40, failed, again))).toEqual(['start: t1 0–20', 'retry: t1 25–40']);
  });

  test('of a run without tasks is empty', () => {
    expect(pathOf(runOf(2, 10))).toEqual([]);
  });
});

describe('usage', () => {
  test('tells computing from overhead, and both from idling', () => {
    const busy = {
      ...finished('t1', 1, 0, 2, 10),
      times: { ...finished('t1', 1, 0, 2, 10).times, executed: 9 },
    };
    const usage = usageOf(runOf(2, 20, busy), 20);
    expect(usage).toMatchObject({ makespan: 20, workers: 2, computing: 7, ideal: 7 });
    expect(usage.byWorker.get(1)).toEqual({ busy: 10, share: 0.5 });
    expect(usage.byWorker.get(2)).toEqual({ busy: 0, share: 0 });
    expect(usage.overhead).toBeCloseTo(0.3);
    expect(usage.efficiency).toBeCloseTo(7 / 40);
    expect(usage.idle).toEqual(
      new Map([
        ['nothing ready', 20],
        ['straggler', 10],
      ]),
    );
  });

  test('is nothing where nothing ran', () => {
    expect(usageOf(runOf(0, 0), 0)).toMatchObject({ workers: 0, overhead: 0, efficiency: 0, ideal: 0 });
  });
});

const anyTask = fc.record({
  worker: fc.integer({ min: 1, max: 3 }),
  gap: fc.double({ min: 0, max: 5, noNaN: true }),
  parts: fc.tuple(
    fc.double({ min: 0, max: 3, noNaN: true }),
    fc.double({ min: 0, max: 9, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  given: fc.array(fc.nat(), { maxLength: 2 }),
});

describe('whatever ran', () => {
  const runs = fc.array(anyTask, { maxLength: 30 }).map((tasks) => {
    const free = [0, 0, 0, 0];
    const ends: number[] = [];
    const events = tasks.map(({ worker, gap, parts: [receive, work, store], given }, index): TaskEvent => {
      const dependencies = ends.length === 0 ? [] : given.map((pick) => `t${1 + (pick % ends.length)}`);
      const ready = Math.max(0, ...dependencies.map((id) => ends[Number(id.slice(1)) - 1]!));
      const scheduled = Math.max(free[worker]!, ready) + gap;
      const deserialised = scheduled + receive;
      const executed = deserialised + work;
      const stored = executed + store;
      free[worker] = stored;
      ends.push(stored);
      const times = { submitted: 0, scheduled, started: scheduled, deserialised, executed, stored };
      return { ...taskEvent(`t${index + 1}`, 'FINISHED', times, { worker }), dependencies };
    });
    return runOf(3, Math.max(0, ...free), ...events);
  });

  test('each worker was either busy or idle, all the time', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const end = run.end!;
        const work = workOf(run, end);
        const idle = idleTimes(run, work, end);
        for (const [worker, stretches] of work) {
          const times = [...stretches, ...idle.filter((gap) => gap.worker === worker)];
          times.sort((a, b) => a.start - b.start);
          let at = 0;
          for (const { start, end: until } of times) {
            expect(Math.abs(start - at)).toBeLessThan(0.06);
            at = until;
          }
          if (end > 0.06) expect(at).toBeCloseTo(end);
        }
      }),
    );
  });

  test('the critical path leads to the end of the run without two tasks at a time', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const path = criticalPath(run, run.end!);
        expect(path.at(-1)?.end ?? 0).toBeCloseTo(run.end!);
        path.forEach(({ start, end }, index) => {
          expect(end).toBeGreaterThanOrEqual(start);
          const before = path[index - 1];
          if (before) expect(start).toBeGreaterThan(before.end - 1.01);
        });
      }),
    );
  });
});
