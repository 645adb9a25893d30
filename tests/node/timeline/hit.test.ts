import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitTest } from '../../../src/timeline/view/hit';
import { layoutLanes } from '../../../src/timeline/view/layout';
import { mergeSlices } from '../../../src/timeline/view/merge';
import { reach, TimelineModel } from '../../../src/timeline/model/model';
import { neighbour } from '../../../src/timeline/view/neighbours';
import { pixelScale, type Scene } from '../../../src/timeline/view/scene';
import { finished } from './events';

function sceneOf(model: TimelineModel, view = { from: 0, to: 100 }, ratio = 1): Scene {
  const layout = layoutLanes(model.runs, 600, 300);
  return { layout, view, now: 0, ratio, scrollTop: 0, font: 'sans-serif', example: false };
}

function twoWorkers(): TimelineModel {
  const model = new TimelineModel();
  model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 2 });
  const tasks = [finished('a', 1, 0, 10, 40), finished('b', 2, 0, 10, 30), finished('c', 2, 30, 32, 90)];
  model.append('run', tasks, (id) => id);
  return model;
}

describe('finding the task at a point', () => {
  it('agrees with what is drawn on every pixel of a lane', () => {
    const durations = fc.array(fc.double({ min: 0.01, max: 30, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    const zooms = fc.record({
      from: fc.double({ min: 0, max: 50, noNaN: true }),
      span: fc.double({ min: 1, max: 2000, noNaN: true }),
      ratio: fc.constantFrom(1, 1.5, 2),
    });
    fc.assert(
      fc.property(durations, zooms, (lengths, { from, span, ratio }) => {
        const model = new TimelineModel();
        model.beginRun({ id: 'run', kind: 'sequential', origin: 0, workers: 1 });
        let time = 0;
        const events = lengths.map((length, i) => {
          const start = time;
          time += length;
          return finished(String(i), 1, start, start + length / 3, time);
        });
        model.append('run', events, (id) => id);
        const scene = sceneOf(model, { from, to: from + span }, ratio);
        const run = model.runs[0]!;
        const drawn = new Map<number, number>();
        mergeSlices(run.tracks[0]!.lanes[0]!, pixelScale(scene), reach(run, 0), (index, left, right) => {
          for (let x = left; x < right; x += 1) drawn.set(x, run.tracks[0]!.lanes[0]!.task(index));
        });
        const box = scene.layout.lanes[0]!;
        for (let column = 0; column < scene.layout.plot.width * ratio; column += 1) {
          const x = scene.layout.plot.left + (column + 0.5) / ratio;
          expect(hitTest(scene, x, box.top + 1, 0)?.row).toBe(drawn.get(column));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('means the nearest bar within reach of a finger, and none beyond', () => {
    const scene = sceneOf(twoWorkers());
    const { plot, lanes } = scene.layout;
    const y = lanes[0]!.top + 5;
    const end = plot.left + 0.4 * plot.width;
    expect(hitTest(scene, end + 10, y, 16)?.taskId).toBe('a');
    expect(hitTest(scene, end + 30, y, 16)).toBeUndefined();
    expect(hitTest(scene, end - 10, 5, 16)).toBeUndefined();
  });
});

describe('moving between tasks by arrow keys', () => {
  it('begins with the first task, follows the lane and stops at its ends', () => {
    const scene = sceneOf(twoWorkers());
    const a = neighbour(scene, undefined, 'right');
    expect(a?.taskId).toBe('a');
    expect(neighbour(scene, a, 'left')).toBe(a);
    expect(neighbour(scene, a, 'right')).toBe(a);
    const b = neighbour(scene, a, 'down');
    expect(b?.taskId).toBe('b');
    const c = neighbour(scene, b, 'right');
    expect(c?.taskId).toBe('c');
    expect(neighbour(scene, c, 'first')?.taskId).toBe('b');
    expect(neighbour(scene, b, 'last')?.taskId).toBe('c');
  });

  it('takes the task nearest in time on the next lane', () => {
    const scene = sceneOf(twoWorkers());
    const c = neighbour(scene, neighbour(scene, neighbour(scene, undefined, 'right'), 'down'), 'right');
    expect(neighbour(scene, c, 'up')?.taskId).toBe('a');
    expect(neighbour(scene, c, 'down')).toBe(c);
  });
});
