import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskEvent, TaskTimes } from '../../../src/runtime/events';
import { TimelineModel } from '../../../src/timeline/model/model';
import { statusOf, TASK_STATUSES } from '../../../src/timeline/model/task';
import { TaskColumns } from '../../../src/timeline/model/task-columns';
import { finished } from './events';

const ids = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((number) => `t${number}`),
  fc.constantFrom('t3.t1', 't3~1.t1', 't999999999', 't0', 't01', '0', 'p1', 'a7', 'ffee01'),
);

const time = fc.double({ min: 0, max: 1e6, noNaN: true });
const times: fc.Arbitrary<TaskTimes> = fc.record(
  { submitted: time, scheduled: time, started: time, deserialised: time, executed: time, stored: time },
  { requiredKeys: ['submitted'] },
);

const events: fc.Arbitrary<TaskEvent> = fc
  .record(
    {
      kind: fc.constant('task' as const),
      time,
      taskId: ids,
      attempt: fc.integer({ min: 0, max: 2 }),
      actorId: fc.constantFrom('a1', 'a2'),
      state: fc.constantFrom('PENDING_ARGS_AVAIL', 'SUBMITTED_TO_WORKER', 'RUNNING', 'FINISHED', 'FAILED'),
      worker: fc.integer({ min: 1, max: 300 }),
      times,
      error: fc.record({ name: fc.constantFrom('TaskCancelledError', 'RayTaskError'), message: fc.string() }),
    },
    { requiredKeys: ['kind', 'time', 'taskId', 'attempt', 'state', 'times'] },
  )
  .map((event) => ({ ...event, name: `name of ${event.taskId}` }));

const keyOf = ({ taskId, attempt }: TaskEvent): string => `${taskId}#${attempt}`;

/** The newest event of each attempt, in the order in which the attempts became known. */
function newest(log: readonly TaskEvent[]): TaskEvent[] {
  const known = new Map<string, TaskEvent>();
  for (const event of log) {
    const before = known.get(keyOf(event));
    if (before?.state !== 'FINISHED' && before?.state !== 'FAILED') known.set(keyOf(event), event);
  }
  return [...known.values()];
}

describe('the columns of tasks', () => {
  it('give back what events told, the newest of each attempt until it has ended', () => {
    fc.assert(
      fc.property(
        fc.array(events, { maxLength: 80 }),
        fc.double({ min: -1e4, max: 1e6, noNaN: true }),
        (log, origin) => {
          const columns = new TaskColumns('run', 'parallel');
          for (const event of log) columns.update(event, origin, (id) => `label of ${id}`);
          const expected = newest(log);
          expect(columns.length).toBe(expected.length);
          expected.forEach((event, row) => {
            const task = columns.at(row)!;
            expect(columns.find(event.taskId, event.attempt)).toBe(row);
            const { taskId, name, attempt, state, worker, error } = event;
            expect({ ...task }).toMatchObject({ taskId, name, attempt, state, label: `label of ${taskId}` });
            expect(task.worker).toBe(worker);
            expect(task.error).toEqual(error);
            expect(Object.keys(task.times).sort()).toEqual(Object.keys(event.times).sort());
            const anchor = event.times.started ?? event.times.submitted;
            for (const [point, told] of Object.entries(event.times) as [keyof TaskTimes, number][]) {
              // Single precision of the distance, double precision of the anchor.
              const error = Math.abs(told - anchor) * 2 ** -24 + 1e-9;
              expect(Math.abs(task.times[point]! - (told - origin))).toBeLessThanOrEqual(error);
            }
          });
        },
      ),
    );
  });

  it('count the tasks of each status', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 80 }), (log) => {
        const columns = new TaskColumns('run', 'parallel');
        for (const event of log) columns.update(event, 0, () => '');
        const statuses = newest(log).map(statusOf);
        for (const status of TASK_STATUSES) {
          expect(columns.count(status)).toBe(statuses.filter((own) => own === status).length);
        }
      }),
    );
  });

  it('find nothing where nothing was told', () => {
    const columns = new TaskColumns('run', 'parallel');
    columns.update(finished('t7', 1, 0, 0, 1), 0, () => '');
    expect(['t6', 't8', 't70', 'x'].map((id) => columns.find(id, 0))).toEqual([-1, -1, -1, -1]);
    expect(columns.find('t7', 1)).toBe(-1);
    expect(columns.at(-1)).toBeUndefined();
    expect(columns.at(1)).toBeUndefined();
  });

  it('take at most 60 bytes a slice with those of the lanes, once a run has ended', () => {
    const model = new TimelineModel();
    model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 8 });
    const log = Array.from({ length: 50_000 }, (_, i) => finished(`t${i + 1}`, 1 + (i % 8), i, i + 1, i + 7));
    model.append('run', log, () => '');
    model.endRun('run', 60_000);
    const run = model.runs[0]!;
    const slices = run.tracks.reduce((sum, { lanes }) => sum + lanes[0]!.length, 0);
    const parts = [run.tasks, run.counters, ...run.tracks];
    const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(slices).toBe(100_000);
    expect(bytes / slices).toBeLessThanOrEqual(60);
  });
});
