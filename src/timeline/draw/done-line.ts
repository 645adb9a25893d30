import type { TimelineRun } from '../model/run';
import { crisp, runExtent, type Scene } from '../view/scene';
import { drawOverGrid } from './text';
import type { TimelineTheme } from './theme';
import { formatWallTime } from '../words/units';
import { timeToX } from '../view/view';

/** On one line if there is room, else on two, else not at all. */
const SAVED = [['the empty space is the time you saved'], ['the empty space is', 'the time you saved']];
const LINE_HEIGHT = 17;
const GAP = 7;

/**
 * The dashed line where a parallel run was done, with its words to the right; to the left, above the lanes, where there is
 * no room. The words about the saved time need a sequential run that took longer, and room.
 */
export function drawDoneLine(
  ctx: CanvasRenderingContext2D,
  run: TimelineRun,
  scene: Scene,
  theme: TimelineTheme,
): void {
  const { layout, view, ratio } = scene;
  const end = run.end ?? run.latest;
  const x = crisp(timeToX(view, layout.plot, end), ratio);
  // Half of its words would say something else.
  if (x < layout.plot.left || x > layout.width) return;
  const { top, bottom } = runExtent(scene, run);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(x + 0.5, top - 6);
  ctx.lineTo(x + 0.5, bottom + 4);
  ctx.stroke();
  ctx.setLineDash([]);

  const done = `done at ${formatWallTime(end)}`;
  const middle = top + layout.lanes.find((lane) => lane.run === run)!.height / 2 + 1;
  const right = layout.plot.left + layout.plot.width;
  ctx.font = `600 13px ${scene.font}`;
  if (x + GAP + ctx.measureText(done).width > right) {
    ctx.textAlign = 'right';
    drawOverGrid(ctx, done, x - GAP, top - 10, theme.ink, theme.background);
    return;
  }
  ctx.textAlign = 'left';
  drawOverGrid(ctx, done, x + GAP, middle, theme.ink, theme.background);
  ctx.font = `13px ${scene.font}`;
  if (!isFaster(run, scene)) return;
  const lines =
    SAVED.find((words) => words.every((line) => x + GAP + ctx.measureText(line).width <= right)) ?? [];
  lines.forEach((line, index) => {
    const y = middle + (index + 1) * LINE_HEIGHT;
    drawOverGrid(ctx, line, x + GAP, y, theme.muted, theme.background);
  });
}

function isFaster(run: TimelineRun, { layout }: Scene): boolean {
  return layout.lanes.some(
    (lane) =>
      lane.run.kind === 'sequential' && lane.run.end !== undefined && lane.run.end > (run.end ?? Infinity),
  );
}
