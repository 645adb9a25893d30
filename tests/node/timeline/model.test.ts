import { describe, expect, it } from 'vitest';
import type { Lane, SliceState } from '../../../src/timeline/model/lane';
import { reach, TimelineModel } from '../../../src/timeline/model/model';
import { finished, taskEvent } from './events';

function parallel(lanes = 2, origin = 1000): TimelineModel {
  const model = new TimelineModel();
  model.beginRun({ id: 'run', kind: 'parallel', origin, workers: lanes });
  return model;
}

const label = (id: string): string => `n${id}`;

function slicesOn(lane: Lane | undefined): [SliceState, number, number][] {
  if (!lane) return [];
  return Array.from({ length: lane.length }, (_, i) => [lane.state(i), lane.start(i), lane.end(i)]);
}

describe('the timeline model', () => {
  it('shows a finished task as data received, then training, from its own run’s t = 0', () => {
    const model = parallel();
    model.append('run', [finished('a', 2, 1010, 1030, 1100)], label);
    const run = model.runs[0]!;
    expect(slicesOn(run.tracks[0]!.lanes[0])).toEqual([]);
    expect(slicesOn(run.tracks[1]!.lanes[0])).toEqual([
      ['receiving', 10, 30],
      ['training', 30, 100],
    ]);
    expect(run.tasks.at(0)).toMatchObject({
      label: 'na',
      worker: 2,
      times: { submitted: -1000, executed: 100 },
    });
  });

  it('leaves the end of a running task open until it is known', () => {
    const model = parallel();
    const times = { submitted: 1000, scheduled: 1010, started: 1010, deserialised: 1020 };
    model.append('run', [taskEvent('a', 'RUNNING', times, { worker: 1 })], label);
    const lane = model.runs[0]!.tracks[0]!.lanes[0]!;
    expect(slicesOn(lane).at(-1)).toEqual(['training', 20, Infinity]);
    expect(lane.drawnEnd(1, reach(model.runs[0]!, 1500))).toBe(500);
    model.append('run', [finished('a', 1, 1010, 1020, 1400)], label);
    expect(slicesOn(lane).at(-1)).toEqual(['training', 20, 400]);
    expect(lane.length).toBe(2);
  });

  it('keeps the newest event of an attempt, whatever the order in which events come', () => {
    const model = parallel();
    const early = taskEvent(
      'a',
      'RUNNING',
      { submitted: 1000, scheduled: 1010, started: 1011 },
      { worker: 1 },
    );
    model.append('run', [finished('a', 1, 1010, 1020, 1400), early], label);
    expect(model.runs[0]!.tasks).toHaveLength(1);
    expect(model.runs[0]!.tasks.at(0)!.state).toBe('FINISHED');
  });

  it('shows each attempt of a task as a task of its own', () => {
    const model = parallel();
    const error = { name: 'WorkerCrashedError', message: 'worker 1 stopped' };
    const times = { submitted: 1000, scheduled: 1010, started: 1010, deserialised: 1020 };
    const first = taskEvent('a', 'FAILED', times, { worker: 1, time: 1050, error });
    const again = { ...finished('a', 2, 1060, 1070, 1100), attempt: 1 };
    model.append('run', [first, again], label);
    expect(slicesOn(model.runs[0]!.tracks[0]!.lanes[0])).toEqual([
      ['receiving', 10, 20],
      ['failed', 20, 50],
    ]);
    expect(slicesOn(model.runs[0]!.tracks[1]!.lanes[0]).at(-1)).toEqual(['training', 70, 100]);
  });

  it('tells a cancelled task from a failed one, and lists it even if no worker ever had it', () => {
    const model = parallel();
    const error = { name: 'TaskCancelledError', message: 'cancelled' };
    const cut = taskEvent(
      'a',
      'FAILED',
      { submitted: 1000, scheduled: 1010 },
      { worker: 1, time: 1040, error },
    );
    const queued = taskEvent('b', 'FAILED', { submitted: 1000 }, { time: 1040, error });
    model.append('run', [cut, queued], label);
    expect(slicesOn(model.runs[0]!.tracks[0]!.lanes[0])).toEqual([['cancelled', 10, 40]]);
    expect([...model.runs[0]!.tasks].map((task) => task.taskId)).toEqual(['a', 'b']);
  });

  it('does not draw a task over the one before it when a worker is given work in advance', () => {
    const model = parallel(1);
    const busy = { submitted: 1000, scheduled: 1001, started: 1002, deserialised: 1003 };
    const ahead = { submitted: 1000, scheduled: 1001 };
    const lane = model.runs[0]!.tracks[0]!.lanes[0]!;
    model.append(
      'run',
      [
        taskEvent('a', 'RUNNING', busy, { worker: 1 }),
        taskEvent('b', 'SUBMITTED_TO_WORKER', ahead, { worker: 1, time: 1004 }),
      ],
      label,
    );
    expect(slicesOn(lane).map(([state]) => state)).toEqual(['receiving', 'training']);
    const next = { ...ahead, started: 1101, deserialised: 1110 };
    model.append(
      'run',
      [finished('a', 1, 1001, 1003, 1100), taskEvent('b', 'RUNNING', next, { worker: 1 })],
      label,
    );
    expect(slicesOn(lane).slice(2)).toEqual([
      ['receiving', 100, 110],
      ['training', 110, Infinity],
    ]);
  });

  it('draws every task of a sequential run on its one lane, above the parallel run', () => {
    const model = parallel(3, 0);
    model.beginRun({ id: 'one', kind: 'sequential', origin: 0, workers: 1 });
    model.append('one', [finished('a', 3, 0, 0, 10), finished('b', 3, 10, 10, 30)], label);
    expect(model.runs.map((run) => run.id)).toEqual(['one', 'run']);
    expect(slicesOn(model.runs[0]!.tracks[0]!.lanes[0])).toEqual([
      ['sequential', 0, 10],
      ['sequential', 10, 30],
    ]);
  });

  it('gives a worker that replaced a dead one a lane of its own', () => {
    const model = parallel(2, 0);
    model.append('run', [finished('a', 4, 0, 1, 10)], label);
    expect(model.runs[0]!.tracks).toHaveLength(4);
  });

  it('ends a run at its end, whatever has been left open', () => {
    const model = parallel(1);
    const times = { submitted: 1000, scheduled: 1010, started: 1010, deserialised: 1020 };
    model.append('run', [taskEvent('a', 'RUNNING', times, { worker: 1 })], label);
    model.endRun('run', 1300);
    expect(reach(model.runs[0]!, 9999)).toBe(300);
  });

  it('forgets a run when one with the same id begins', () => {
    const model = parallel();
    model.append('run', [finished('a', 1, 1000, 1000, 1100)], label);
    model.beginRun({ id: 'run', kind: 'parallel', origin: 5000, workers: 1 });
    expect(model.runs).toHaveLength(1);
    expect(model.runs[0]!.tasks).toHaveLength(0);
  });

  it('tells its listeners and raises its version with every change', () => {
    const model = new TimelineModel();
    const seen: number[] = [];
    const stop = model.subscribe(() => seen.push(model.version));
    model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 1 });
    model.append('run', [], label);
    model.clear();
    stop();
    model.clear();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('says which run it does not know', () => {
    expect(() => {
      new TimelineModel().endRun('x', 1);
    }).toThrow('The timeline has no run "x"');
  });
});
