import { describe, expect, it } from 'vitest';
import { placeOf, summary, taskSentence } from '../../../src/timeline/words/describe';
import { exampleTimeline } from '../../../src/timeline/model/example';
import { layoutLanes } from '../../../src/timeline/view/layout';
import { TimelineModel } from '../../../src/timeline/model/model';
import { spansOf } from '../../../src/timeline/model/task';
import { formatTime, formatWallTime, tickLabels } from '../../../src/timeline/words/units';
import { finished, taskEvent } from './events';

describe('times in words', () => {
  it.each([
    [0, '0 s'],
    [0.34, '340 µs'],
    [0.9996, '1.0 ms'],
    [3, '3.0 ms'],
    [12.3, '12 ms'],
    [99.6, '0.10 s'],
    [840, '0.84 s'],
    [1064, '1.06 s'],
    [16_800, '16.8 s'],
    [125_000, '2 min 05 s'],
    [59_960, '1 min 00 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });

  it('tells a run’s whole time with one decimal', () => {
    expect([840, 3352, 16_800].map(formatWallTime)).toEqual(['0.84 s', '3.4 s', '16.8 s']);
  });

  it('labels all ticks of an axis with one unit and the decimals that their step needs', () => {
    expect(tickLabels([0, 2000, 4000])).toEqual(['0 s', '2 s', '4 s']);
    expect(tickLabels([2500, 3000])).toEqual(['2.5 s', '3.0 s']);
    expect(tickLabels([1200, 1220])).toEqual(['1.20 s', '1.22 s']);
    expect(tickLabels([0, 20])).toEqual(['0 ms', '20 ms']);
    expect(tickLabels([0, 0.02])).toEqual(['0 µs', '20 µs']);
    expect(tickLabels([])).toEqual([]);
  });
});

function model(): TimelineModel {
  const made = new TimelineModel();
  made.beginRun({ id: 'p', kind: 'parallel', origin: 0, workers: 3 });
  return made;
}

describe('tasks in words', () => {
  it('says a finished task in one sentence', () => {
    const made = model();
    made.append('p', [finished('32', 3, 1200, 1250, 2050)], (id) => id);
    expect(taskSentence(made.runs[0]!.tasks.at(0)!, 'Forest of 32 trees')).toBe(
      'Forest of 32 trees, worker 3, started at 1.20 s, took 0.80 s, done.',
    );
    expect(spansOf(made.runs[0]!.tasks.at(0)!)).toEqual({ waited: 1200, received: 50, took: 800 });
  });

  it('says why a task failed and which attempt it was', () => {
    const made = model();
    const error = { name: 'RayTaskError', message: 'no memory.' };
    const times = { submitted: 0, scheduled: 10, started: 10, deserialised: 20, executed: 520 };
    made.append('p', [taskEvent('8', 'FAILED', times, { worker: 1, attempt: 1, error })], (id) => id);
    expect(taskSentence(made.runs[0]!.tasks.at(0)!, 'Forest of 8 trees')).toBe(
      'Forest of 8 trees, worker 1, attempt 2, started at 10 ms, took 0.50 s, failed: no memory.',
    );
  });

  it('has no place for a task that waits', () => {
    const made = model();
    made.append('p', [taskEvent('8', 'PENDING_NODE_ASSIGNMENT', { submitted: 1 })], (id) => id);
    const task = made.runs[0]!.tasks.at(0)!;
    expect(placeOf(task)).toBeUndefined();
    expect(taskSentence(task, 'Forest of 8 trees')).toBe('Forest of 8 trees, waiting for a worker.');
  });

  it('sums up all runs and the time saved', () => {
    expect(summary(exampleTimeline().runs)).toBe(
      'One after another on one core: 20 of 20 tasks done, finished at 16.7 s. ' +
        'On 4 workers: 20 of 20 tasks done, finished at 5.5 s. The parallel run saved 11.2 s.',
    );
    expect(summary([])).toBe('Nothing has run yet.');
  });
});

describe('the layout', () => {
  const { runs } = exampleTimeline();

  it('names lanes in full where there is room, and briefly on a phone', () => {
    expect(layoutLanes(runs, 900, 300).lanes.map(({ name }) => name)).toEqual([
      'One core',
      'Worker 1',
      'Worker 2',
      'Worker 3',
      'Worker 4',
    ]);
    expect(layoutLanes(runs, 360, 300).lanes.at(-1)?.name).toBe('W4');
  });

  it('sets the runs apart and lets no lanes overlap', () => {
    const { lanes, dividers } = layoutLanes(runs, 900, 300);
    lanes.slice(1).forEach((lane, i) => {
      expect(lane.top).toBeGreaterThan(lanes[i]!.top + lanes[i]!.height);
    });
    expect(dividers).toHaveLength(1);
    expect(dividers[0]).toBeGreaterThan(lanes[0]!.top + lanes[0]!.height);
    expect(dividers[0]).toBeLessThan(lanes[1]!.top);
  });

  it('keeps lanes legible and grows beyond the canvas when there are too many', () => {
    const many = new TimelineModel();
    many.beginRun({ id: 'p', kind: 'parallel', origin: 0, workers: 64 });
    const { lanes, contentHeight } = layoutLanes(many.runs, 900, 300);
    expect(lanes[0]!.height).toBeGreaterThanOrEqual(12);
    expect(contentHeight).toBeGreaterThan(300);
  });
});
