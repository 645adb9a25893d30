import type { Scene } from '../view/scene';
import { drawOverGrid } from './text';
import type { TimelineTheme } from './theme';

const LINES = ['Nothing has run yet.', 'Press Train.'];
const LINE_HEIGHT = 18;

/** Says on the example that it is one: at the lower right, where the saved time leaves room. */
export function drawExampleSign(ctx: CanvasRenderingContext2D, scene: Scene, theme: TimelineTheme): void {
  const { plot, lanes } = scene.layout;
  const last = lanes.at(-1)!;
  const right = plot.left + plot.width - 4;
  let y = last.top + last.height - 8 - LINES.length * LINE_HEIGHT;
  ctx.textAlign = 'right';
  ctx.font = `600 16px ${scene.font}`;
  drawOverGrid(ctx, 'Example', right, y, theme.ink, theme.background);
  ctx.font = `14px ${scene.font}`;
  for (const line of LINES) drawOverGrid(ctx, line, right, (y += LINE_HEIGHT), theme.muted, theme.background);
}
