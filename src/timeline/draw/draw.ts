import { scaleLinear } from 'd3';
import { Captions } from './captions';
import { drawDoneLine } from './done-line';
import { Bars } from './fills';
import { SLICE_STATES, type SliceState } from '../model/lane';
import { AXIS_HEIGHT } from '../view/layout';
import { mergeSlices } from '../view/merge';
import { reach } from '../model/model';
import type { TimelineRun } from '../model/run';
import { boxOf, crisp, pixelScale, runExtent, visibleLanes, type Scene } from '../view/scene';
import type { TimelineTask } from '../model/task';
import { drawExampleSign } from './example-sign';
import { faint, type TimelineTheme } from './theme';
import { tickLabels } from '../words/units';
import { timeToX } from '../view/view';

/**
 * Draws the timeline on a canvas of `layout.width × layout.height` CSS pixels. Draws nothing but what it is given: the same
 * input gives the same pixels. The background is left transparent.
 */
export function drawTimeline(ctx: CanvasRenderingContext2D, scene: Scene, colours: TimelineTheme): void {
  const { layout, ratio } = scene;
  const theme = scene.example ? faint(colours) : colours;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, layout.width, layout.height);
  ctx.textBaseline = 'middle';
  drawAxis(ctx, scene, theme);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, AXIS_HEIGHT, layout.width, layout.height - AXIS_HEIGHT);
  ctx.clip();
  ctx.translate(0, -scene.scrollTop);
  drawNames(ctx, scene, theme);
  drawDividers(ctx, scene, theme);
  ctx.beginPath();
  ctx.rect(layout.plot.left - 0.5, scene.scrollTop, layout.width - layout.plot.left, layout.height);
  ctx.clip();
  drawBars(ctx, scene, theme);
  for (const run of new Set(layout.lanes.map((lane) => lane.run))) {
    if (run.end === undefined) drawNowLine(ctx, run, scene, theme);
    else if (run.kind === 'parallel') drawDoneLine(ctx, run, scene, theme);
  }
  if (scene.example) drawExampleSign(ctx, scene, colours);
  if (scene.current) drawRing(ctx, scene.current, scene, theme);
  ctx.restore();
}

function drawAxis(ctx: CanvasRenderingContext2D, scene: Scene, theme: TimelineTheme): void {
  const { layout, view, ratio } = scene;
  const { plot } = layout;
  const ticks = scaleLinear([view.from, view.to], [0, plot.width]).ticks(
    Math.max(2, Math.floor(plot.width / 90)),
  );
  const labels = tickLabels(ticks);
  ctx.font = `12px ${scene.font}`;
  ticks.forEach((tick, index) => {
    const x = timeToX(view, plot, tick);
    ctx.fillStyle = theme.line;
    ctx.fillRect(crisp(x, ratio), AXIS_HEIGHT - 5, 1 / ratio, layout.height - AXIS_HEIGHT + 5);
    const label = labels[index]!;
    const half = ctx.measureText(label).width / 2;
    const middle = Math.min(Math.max(x, plot.left), layout.width - half - 2);
    ctx.fillStyle = theme.muted;
    ctx.textAlign = 'center';
    ctx.fillText(label, middle, AXIS_HEIGHT / 2 - 1);
  });
  ctx.fillStyle = theme.line;
  ctx.fillRect(0, crisp(AXIS_HEIGHT, ratio), layout.width, 1 / ratio);
}

function drawNames(ctx: CanvasRenderingContext2D, scene: Scene, theme: TimelineTheme): void {
  ctx.textAlign = 'left';
  ctx.fillStyle = theme.ink;
  ctx.font = `${scene.layout.lanes[0]!.height < 16 ? 12 : 13}px ${scene.font}`;
  for (const { name, top, height } of visibleLanes(scene)) ctx.fillText(name, 4, top + height / 2 + 1);
}

function drawDividers(ctx: CanvasRenderingContext2D, { layout, ratio }: Scene, theme: TimelineTheme): void {
  ctx.fillStyle = theme.line;
  for (const y of layout.dividers) ctx.fillRect(0, crisp(y, ratio), layout.width, 1 / ratio);
}

function drawBars(ctx: CanvasRenderingContext2D, scene: Scene, theme: TimelineTheme): void {
  const { layout, ratio, view } = scene;
  const scale = pixelScale(scene);
  const bars = Object.fromEntries(SLICE_STATES.map((state) => [state, new Bars(state)])) as Record<
    SliceState,
    Bars
  >;
  const captions = new Captions(layout.plot.left);
  for (const { run, track, lane: slices, top, height } of visibleLanes(scene)) {
    mergeSlices(slices, scale, reach(run, scene.now), (index, left, right) => {
      const state = slices.state(index);
      // A hair of space sets tasks apart; the arrival of data belongs to the work that follows.
      const gap =
        state !== 'receiving' && right - left > 3 * ratio && slices.end(index) !== Infinity ? ratio : 0;
      const x = layout.plot.left + left / ratio;
      const width = (right - left - gap) / ratio;
      bars[state].add(x, top, width, height);
      if (track.kind === 'driver' || state === 'receiving') return;
      captions.add(run.tasks, slices.task(index), state, { x, top, width, height });
    });
  }
  const anchor = timeToX(view, layout.plot, 0);
  for (const state of SLICE_STATES) bars[state].paint(ctx, theme.states[state], ratio, anchor);
  captions.draw(ctx, scene.font, theme);
}

function drawNowLine(
  ctx: CanvasRenderingContext2D,
  run: TimelineRun,
  scene: Scene,
  theme: TimelineTheme,
): void {
  const x = timeToX(scene.view, scene.layout.plot, reach(run, scene.now));
  const { top, bottom } = runExtent(scene, run);
  ctx.fillStyle = theme.ink;
  ctx.fillRect(crisp(x, scene.ratio), top - 3, 1, bottom - top + 6);
}

function drawRing(
  ctx: CanvasRenderingContext2D,
  task: TimelineTask,
  scene: Scene,
  theme: TimelineTheme,
): void {
  const box = boxOf(task, scene);
  if (!box) return;
  const { top, height } = box.lane;
  for (const [colour, width] of [
    [theme.background, 4],
    [theme.ink, 2],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.roundRect(box.left - 1, top - 1, box.right - box.left + 1, height + 2, 3);
    ctx.stroke();
  }
}
