import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriverEvent, RuntimeEvent } from '../../../src/runtime/events';
import { TimelineModel } from '../../../src/timeline/model/model';
import type { TimelineRun } from '../../../src/timeline/model/run';
import type { Track } from '../../../src/timeline/model/track';
import { layoutLanes } from '../../../src/timeline/view/layout';
import { finished, taskEvent } from './events';

function runOf(...events: RuntimeEvent[]): TimelineRun {
  const model = new TimelineModel();
  model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 2 });
  model.append('run', events, (id) => id);
  return model.runs[0]!;
}

function slicesOn({ lanes }: Track): string[][] {
  return lanes.map((lane) =>
    Array.from({ length: lane.length }, (_, i) => `${lane.state(i)} ${lane.start(i)}–${lane.end(i)}`),
  );
}

function call(op: DriverEvent['op'], start: number, time: number, bytes?: number): DriverEvent {
  return { kind: 'driver', op, start, time, ...(bytes === undefined ? {} : { bytes }) };
}

const running = { submitted: 0, scheduled: 0, started: 0, deserialised: 0 };

describe('the tracks of a run', () => {
  it('show a task that runs in the time of another on a lane beneath', () => {
    const run = runOf(
      taskEvent('t1', 'RUNNING', running, { worker: 1 }),
      taskEvent('t1', 'RUNNING_IN_RAY_GET', running, { worker: 1, time: 10 }),
      finished('t1.t1', 1, 12, 12, 30),
      taskEvent('t1', 'RUNNING', running, { worker: 1, time: 31 }),
      finished('t1', 1, 0, 0, 40),
    );
    expect(slicesOn(run.tracks[0]!)).toEqual([
      ['training 0–10', 'waiting 10–31', 'training 31–40'],
      ['training 12–30'],
    ]);
  });

  it('show a task that waits up to its end, and one that waits still', () => {
    const run = runOf(
      taskEvent('t1', 'RUNNING', running, { worker: 1 }),
      taskEvent('t1', 'RUNNING_IN_RAY_WAIT', running, { worker: 1, time: 10 }),
      taskEvent('t2', 'RUNNING_IN_RAY_GET', running, { worker: 2, time: 5 }),
      taskEvent('t1', 'FAILED', running, { worker: 1, time: 20, error: { name: 'E', message: 'no' } }),
    );
    expect(slicesOn(run.tracks[0]!)).toEqual([['failed 0–10', 'waiting 10–20']]);
    expect(slicesOn(run.tracks[1]!)).toEqual([['training 0–5', 'waiting 5–Infinity']]);
  });

  it('show the methods of an actor on its worker and on a track of its own, under its name', () => {
    const method = { ...finished('t5', 2, 0, 1, 9), actorId: 'a1' };
    const run = runOf(
      {
        kind: 'actor',
        time: 0,
        actorId: 'a1',
        className: 'Board',
        name: 'scores',
        state: 'ALIVE',
        restarts: 0,
      },
      method,
    );
    expect(run.tracks.map(({ kind, id, title }) => [kind, title ?? id])).toEqual([
      ['worker', 1],
      ['worker', 2],
      ['actor', 'scores'],
    ]);
    expect(slicesOn(run.tracks[2]!)).toEqual(slicesOn(run.tracks[1]!));
  });

  it('show what the driver did, calls at the same time beneath each other, three at most', () => {
    const run = runOf(
      call('put', 0, 5, 4096),
      ...Array.from({ length: 9 }, (_, i) => call('get', 6 + i, 50)),
      call('submit', 60, 60.01),
    );
    const [driver] = run.tracks;
    expect(driver!.kind).toBe('driver');
    expect(slicesOn(driver!)).toEqual([
      ['receiving 0–5', 'waiting 6–50', 'submitting 60–60.01'],
      ['waiting 7–50'],
      ['waiting 8–50'],
    ]);
    expect(run.calls.length).toBe(11);
    expect(run.calls.at(0)).toEqual({ row: 0, op: 'put', start: 0, end: 5, bytes: 4096 });
    expect(run.calls.at(11)).toBeUndefined();
  });

  it('are laid out as rows with the track’s name on the first; folded kinds take no room', () => {
    const run = runOf(
      call('get', 0, 50),
      taskEvent('t1', 'RUNNING', running, { worker: 1 }),
      finished('t2', 1, 12, 12, 30),
    );
    expect(layoutLanes([run], 800, 300).lanes.map(({ name }) => name)).toEqual(['Worker 1', '', 'Worker 2']);
    const all = layoutLanes([run], 400, 300, new Set(['driver', 'worker'] as const));
    expect(all.lanes.map(({ name }) => name)).toEqual(['Driver', 'W1', '', 'W2']);
  });

  it('never lay one task over another, and find each again, whatever the order of its events', () => {
    const tasks = fc.array(
      fc.record({
        worker: fc.integer({ min: 1, max: 2 }),
        start: fc.integer({ min: 0, max: 100 }),
        length: fc.integer({ min: 1, max: 40 }),
        live: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(tasks, (specs) => {
        const events = specs.flatMap(({ worker, start, length, live }, index) => {
          const ended = finished(`t${index + 1}`, worker, start, start, start + length);
          const times = { submitted: 0, scheduled: start, started: start, deserialised: start };
          return live ? [taskEvent(ended.taskId, 'RUNNING', times, { worker }), ended] : [ended];
        });
        const run = runOf(...events);
        for (const track of run.tracks) {
          for (const lane of track.lanes) {
            for (let i = 1; i < lane.length; i += 1) {
              expect(lane.start(i)).toBeGreaterThanOrEqual(lane.end(i - 1));
            }
          }
        }
        for (const task of run.tasks) {
          const found = run.locate(task);
          // Deeper than eight lanes nothing is drawn.
          if (!found) continue;
          expect(found.after - found.first).toBe(1);
          expect(found.lane.task(found.first)).toBe(task.row);
          expect(found.lane.start(found.first)).toBe(task.times.deserialised);
        }
      }),
    );
  });
});

describe('the counters of a run', () => {
  it('tell how many workers are busy and how many tasks wait, at any time', () => {
    const { counters } = runOf(
      finished('t1', 1, 10, 10, 30),
      finished('t2', 2, 15, 15, 20),
      taskEvent('t3', 'PENDING_NODE_ASSIGNMENT', { submitted: 5 }),
      taskEvent('t3', 'FAILED', { submitted: 5 }, { time: 25, error: { name: 'E', message: 'no' } }),
    );
    const at = (name: 'busy' | 'queued'): number[] =>
      [1, 6, 12, 16, 22, 26, 31].map((t) => counters.at(name, t));
    expect(at('busy')).toEqual([0, 0, 1, 2, 1, 1, 0]);
    expect(at('queued')).toEqual([2, 3, 2, 1, 1, 0, 0]);
  });

  it('do not count a task as busy while it waits for objects', () => {
    const { counters } = runOf(
      taskEvent('t1', 'RUNNING', running, { worker: 1 }),
      taskEvent('t1', 'RUNNING_IN_RAY_GET', running, { worker: 1, time: 10 }),
      taskEvent('t1', 'RUNNING', running, { worker: 1, time: 20 }),
      taskEvent('t1', 'RUNNING_IN_RAY_GET', running, { worker: 1, time: 30 }),
      finished('t1', 1, 0, 0, 40),
    );
    expect([5, 15, 25, 35, 45].map((t) => counters.at('busy', t))).toEqual([1, 0, 1, 0, 0]);
  });

  it('tell the fill of the store', () => {
    const { counters } = runOf(
      { kind: 'store', time: 10, bytes: 100, objects: 1 },
      { kind: 'store', time: 20, bytes: 40, objects: 1 },
    );
    expect([5, 10, 15, 25].map((t) => counters.at('stored', t))).toEqual([0, 100, 100, 40]);
  });
});
