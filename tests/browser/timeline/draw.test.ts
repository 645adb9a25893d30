import { describe, expect, it } from 'vitest';
import { drawTimeline } from '../../../src/timeline/draw/draw';
import { exampleTimeline } from '../../../src/timeline/model/example';
import { layoutLanes } from '../../../src/timeline/view/layout';
import { TimelineModel } from '../../../src/timeline/model/model';
import type { Scene } from '../../../src/timeline/view/scene';
import { THEMES } from '../../../src/timeline/draw/theme';
import { fit } from '../../../src/timeline/view/view';
import { finished, taskEvent } from '../../node/timeline/events';

const light = THEMES.light;

interface Drawing {
  readonly ctx: CanvasRenderingContext2D;
  readonly scene: Scene;
  /** The colour at a time (ms) in the middle of a lane, as #rrggbb; transparent gives ''. */
  readonly at: (lane: number, time: number) => string;
}

function draw(model: TimelineModel, more: Partial<Scene> = {}): Drawing {
  const layout = layoutLanes(model.runs, 700, 240);
  const scene: Scene = {
    layout,
    view: { from: 0, to: 100 },
    now: 0,
    ratio: 1,
    scrollTop: 0,
    font: 'sans-serif',
    example: false,
    ...more,
  };
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [layout.width * scene.ratio, layout.height * scene.ratio];
  const ctx = canvas.getContext('2d', { willReadFrequently: true })!;
  drawTimeline(ctx, scene, light);
  const at = (lane: number, time: number): string => {
    const box = layout.lanes[lane]!;
    const part = (time - scene.view.from) / (scene.view.to - scene.view.from);
    const x = layout.plot.left + part * layout.plot.width;
    return colourAt(ctx, x * scene.ratio, (box.top + 2) * scene.ratio);
  };
  return { ctx, scene, at };
}

function colourAt(ctx: CanvasRenderingContext2D, x: number, y: number): string {
  const [r, g, b, alpha] = ctx.getImageData(Math.floor(x), Math.floor(y), 1, 1).data;
  return alpha === 0 ? '' : `#${[r, g, b].map((c) => c!.toString(16).padStart(2, '0')).join('')}`;
}

/** How many different colours a stretch of a lane shows, its edges left out. */
function coloursBetween({ ctx, scene }: Drawing, lane: number, from: number, to: number): Set<string> {
  const { plot, lanes } = scene.layout;
  const x = (time: number): number => plot.left + (time / 100) * plot.width;
  const found = new Set<string>();
  for (let px = x(from) + 3; px < x(to) - 3; px += 1) found.add(colourAt(ctx, px, lanes[lane]!.top + 5));
  return found;
}

function run(
  kind: 'sequential' | 'parallel',
  ...events: Parameters<TimelineModel['append']>[1]
): TimelineModel {
  const model = new TimelineModel();
  model.beginRun({ id: 'run', kind, origin: 0, workers: 2 });
  model.append('run', events, () => '');
  return model;
}

describe('the drawing', () => {
  it('puts a bar where its task was, in the colour of its state, and leaves idle time empty', () => {
    const { at } = draw(run('parallel', finished('a', 2, 20, 20, 60)));
    expect(at(1, 22)).toBe(light.states.training.colour);
    expect(at(1, 58)).toBe(light.states.training.colour);
    expect(at(1, 17)).toBe('');
    expect(at(1, 63)).toBe('');
    expect(at(0, 30)).toBe('');
  });

  it('draws the same at two device pixels per CSS pixel', () => {
    const { at } = draw(run('parallel', finished('a', 1, 20, 20, 60)), { ratio: 2 });
    expect(at(0, 22)).toBe(light.states.training.colour);
    expect(at(0, 63)).toBe('');
  });

  it('draws the one core in grey', () => {
    const { at } = draw(run('sequential', finished('a', 1, 0, 0, 50)));
    expect(at(0, 25)).toBe(light.states.sequential.colour);
  });

  it('tells states apart by pattern as well: hatched, crossed, outlined', () => {
    const error = { name: 'RayTaskError', message: 'no' };
    const cancelled = { name: 'TaskCancelledError', message: 'cancelled' };
    const times = { submitted: 0, scheduled: 40, started: 40, deserialised: 40 };
    const drawing = draw(
      run(
        'parallel',
        finished('a', 1, 0, 30, 39),
        taskEvent('b', 'FAILED', times, { worker: 1, time: 70, error }),
        taskEvent('c', 'FAILED', times, { worker: 2, time: 70, error: cancelled }),
      ),
    );
    expect(coloursBetween(drawing, 0, 30, 39)).toEqual(new Set([light.states.training.colour]));
    expect(coloursBetween(drawing, 0, 0, 30).size).toBeGreaterThan(2);
    expect(coloursBetween(drawing, 0, 40, 70).size).toBeGreaterThan(2);
    expect(coloursBetween(drawing, 1, 42, 48)).toEqual(new Set(['']));
    expect(drawing.at(1, 40.2)).not.toBe('');
  });

  it('lets the bar of a running task reach until now', () => {
    const times = { submitted: 0, scheduled: 10, started: 10, deserialised: 10 };
    const model = run('parallel', taskEvent('a', 'RUNNING', times, { worker: 1 }));
    expect(draw(model, { now: 40 }).at(0, 50)).toBe('');
    expect(draw(model, { now: 80 }).at(0, 50)).toBe(light.states.training.colour);
  });

  it('rings the current task', () => {
    const model = run('parallel', finished('a', 1, 20, 20, 60));
    const { ctx, scene } = draw(model, { current: model.runs[0]!.tasks.at(0)! });
    const { plot, lanes } = scene.layout;
    expect(colourAt(ctx, plot.left + 0.4 * plot.width, lanes[0]!.top - 1)).toBe(light.ink);
  });

  it('marks the end of a parallel run by a dashed line', () => {
    const model = run('parallel', finished('a', 1, 0, 0, 40));
    model.endRun('run', 50);
    const { ctx, scene } = draw(model);
    const { plot, lanes } = scene.layout;
    const x = plot.left + Math.round(0.5 * plot.width);
    const column = Array.from({ length: 30 }, (_, i) => colourAt(ctx, x, lanes[1]!.top + i));
    expect(column).toContain(light.ink);
    expect(column).toContain('');
  });

  it('draws the example faintly, and says that it is one', () => {
    const model = exampleTimeline();
    const view = fit(16_700);
    const plain = draw(model, { view });
    const example = draw(model, { view, example: true });
    expect(plain.at(0, 16_000)).toBe(light.states.sequential.colour);
    expect(example.at(0, 16_000)).not.toBe(light.states.sequential.colour);
    expect(inkAtLowerRight(example)).toBeGreaterThan(0);
    expect(inkAtLowerRight(plain)).toBe(0);
  });

  it('draws a label only where it fits into its bar', () => {
    const model = new TimelineModel();
    model.beginRun({ id: 'run', kind: 'sequential', origin: 0, workers: 1 });
    model.append('run', [finished('a', 1, 0, 0, 50), finished('b', 1, 50, 50, 52)], () => '84');
    const { ctx, scene } = draw(model);
    const { plot, lanes } = scene.layout;
    const whiteIn = (from: number, to: number): boolean => {
      const [left, right] = [from, to].map((part) => Math.round(plot.left + part * plot.width) + 2);
      const { data } = ctx.getImageData(left!, lanes[0]!.top + 2, right! - left! - 5, lanes[0]!.height - 4);
      return data.some((value, i) => i % 4 === 0 && value > 200 && data[i + 3]! > 200);
    };
    expect(whiteIn(0, 0.5)).toBe(true);
    expect(whiteIn(0.5, 0.52)).toBe(false);
  });

  it('gives the small tasks of one forest a label together, and fades every other forest', () => {
    const model = new TimelineModel();
    model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 1 });
    const tasks = Array.from({ length: 20 }, (_, i) => finished(String(i), 1, 2 * i, 2 * i, 2 * i + 2));
    model.append('run', tasks, (taskId) => (Number(taskId) < 10 ? '80' : '84'));
    const drawing = draw(model);
    const [first, second] = [drawing.at(0, 11), drawing.at(0, 31)];
    expect(first).toBe(light.states.training.colour);
    expect(second).not.toBe(first);
    expect(second).toBe(drawing.at(0, 33));
    const { ctx, scene } = drawing;
    const { plot, lanes } = scene.layout;
    // The darkest pixel of a label's middle line is white; the gaps between bars are transparent.
    const whiteAt = (time: number): boolean => {
      const { data } = ctx.getImageData(
        plot.left + (time / 100) * plot.width + 3,
        lanes[0]!.top + 10,
        20,
        lanes[0]!.height - 20,
      );
      return data.some((value, i) => i % 4 === 0 && value > 220 && data[i + 3]! > 220);
    };
    expect([whiteAt(0), whiteAt(10), whiteAt(20), whiteAt(30)]).toEqual([true, false, true, false]);
  });

  it('scrolls lanes beneath the axis, which stays', () => {
    const model = new TimelineModel();
    model.beginRun({ id: 'run', kind: 'parallel', origin: 0, workers: 40 });
    model.append('run', [finished('a', 1, 0, 0, 100)], () => '');
    const { ctx, scene } = draw(model, { scrollTop: 200 });
    const { plot } = scene.layout;
    expect(colourAt(ctx, plot.left + 50, 60)).not.toBe(light.states.training.colour);
    expect(colourAt(ctx, plot.left + 50, 28)).toBe(light.line);
  });
});

/** Pixels of full ink in the lower right quarter, where the sign of the example stands. */
function inkAtLowerRight({ ctx, scene }: Drawing): number {
  const { width, height } = scene.layout;
  const { data } = ctx.getImageData(width * 0.75, height / 2, width / 4, height / 2);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i]! < 40 && data[i + 1]! < 40 && data[i + 3]! > 250) count += 1;
  }
  return count;
}
