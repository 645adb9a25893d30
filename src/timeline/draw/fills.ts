import type { SliceState } from '../model/lane';
import { FILLS, type StateStyle } from './theme';

/** The distance of hatching lines, in CSS pixels. */
const PERIOD = 6;

/** Bars narrower than this are drawn in plain colour: there is no room for a pattern. CSS pixels. */
const SLIVER = 4;

const CORNER = 2;

const tiles = new Map<string, OffscreenCanvas>();

/** A tile of diagonal lines, one way or both, that repeats without a seam. */
function tile(colour: string, crossed: boolean, ratio: number): OffscreenCanvas {
  const key = `${colour} ${crossed} ${ratio}`;
  const known = tiles.get(key);
  if (known) return known;
  const size = Math.round(PERIOD * ratio);
  const canvas = new OffscreenCanvas(size, size);
  const ctx = canvas.getContext('2d')!;
  ctx.strokeStyle = colour;
  ctx.lineWidth = size / (crossed ? 6 : 4);
  ctx.beginPath();
  for (const shift of [-size, 0, size]) {
    ctx.moveTo(shift - 1, size + 1);
    ctx.lineTo(shift + size + 1, -1);
    if (!crossed) continue;
    ctx.moveTo(shift - 1, -1);
    ctx.lineTo(shift + size + 1, size + 1);
  }
  ctx.stroke();
  tiles.set(key, canvas);
  return canvas;
}

/** The bars of one state, gathered so that each state is filled once a frame. All lengths are CSS pixels. */
export class Bars {
  readonly #state: SliceState;
  readonly #body = new Path2D();
  readonly #edge = new Path2D();
  readonly #slivers = new Path2D();

  constructor(state: SliceState) {
    this.#state = state;
  }

  add(x: number, y: number, width: number, height: number): void {
    if (FILLS[this.#state] === 'thin') {
      const thickness = Math.max(2, Math.round(height / 4));
      this.#slivers.rect(x, y + Math.floor((height - thickness) / 2), width, thickness);
      return;
    }
    if (width < SLIVER) {
      this.#slivers.rect(x, y, width, height);
      return;
    }
    this.#body.roundRect(x, y, width, height, CORNER);
    if (FILLS[this.#state] !== 'solid') this.#edge.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, CORNER);
  }

  /**
   * @param ratio device pixels per CSS pixel
   * @param anchor x of t = 0, so that patterns move with their bars
   */
  paint(ctx: CanvasRenderingContext2D, style: StateStyle, ratio: number, anchor: number): void {
    ctx.fillStyle = style.colour;
    ctx.fill(this.#slivers);
    const fill = FILLS[this.#state];
    if (fill === 'thin') return;
    if (fill === 'solid') {
      ctx.fill(this.#body);
      return;
    }
    ctx.save();
    if (fill !== 'outlined') {
      ctx.globalAlpha *= 0.14;
      ctx.fill(this.#body);
      ctx.globalAlpha /= 0.14;
      const pattern = ctx.createPattern(tile(style.colour, fill === 'crossed', ratio), 'repeat')!;
      pattern.setTransform(
        new DOMMatrix().translate(anchor % PERIOD, 0).scale(PERIOD / Math.round(PERIOD * ratio)),
      );
      ctx.fillStyle = pattern;
      ctx.fill(this.#body);
    }
    ctx.strokeStyle = style.colour;
    ctx.lineWidth = fill === 'outlined' ? 1.5 : 1;
    ctx.stroke(this.#edge);
    ctx.restore();
  }
}

/** Draws a state's sample for the legend, filling the canvas; drawn with the very code of the bars. */
export function drawSample(
  ctx: CanvasRenderingContext2D,
  state: SliceState,
  style: StateStyle,
  size: number,
  ratio: number,
): void {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, size, size);
  const bars = new Bars(state);
  bars.add(0, 0, size, size);
  bars.paint(ctx, style, ratio, 0);
}
