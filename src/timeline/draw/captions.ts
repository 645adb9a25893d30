import type { SliceState } from '../model/lane';
import type { TaskColumns } from '../model/task-columns';
import { FILLS, type TimelineTheme } from './theme';

const PADDING = 4;
/** Narrower bars have room for neither a label nor a cross. CSS pixels. */
const LEAST_WIDTH = 12;
/** How much every other group of bars is faded. A label on it keeps a contrast of 4.5:1. */
const FADING = 0.18;

/** A bar on the canvas, in CSS pixels. */
interface Bar {
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Caption extends Bar {
  readonly label: string;
  readonly group: number;
  readonly state: SliceState;
  /** How many bars stand under it. */
  readonly bars: number;
}

/**
 * What is written on the bars. Tasks that belong together and lie side by side, the small tasks of a forest, share one
 * label; every other group of them is a little faded, so that the eye finds where a forest begins.
 */
export class Captions {
  readonly #left: number;
  readonly #captions: Caption[] = [];

  /** @param left where the plot begins: labels stay to its right */
  constructor(left: number) {
    this.#left = left;
  }

  /** Adds a bar; those of a lane come from left to right. */
  add(tasks: TaskColumns, row: number, state: SliceState, bar: Bar): void {
    const group = tasks.group(row);
    const last = this.#captions.at(-1);
    const joins = last?.top === bar.top && last.group === group && last.state === state;
    if (!joins || FILLS[state] === 'crossed') {
      this.#captions.push({ ...bar, label: tasks.label(row), group, state, bars: 1 });
      return;
    }
    this.#captions[this.#captions.length - 1] = {
      ...last,
      width: bar.x + bar.width - last.x,
      bars: last.bars + 1,
    };
  }

  /** Draws all of them on the painted bars. */
  draw(ctx: CanvasRenderingContext2D, font: string, theme: TimelineTheme): void {
    ctx.font = `12px ${font}`;
    ctx.textAlign = 'left';
    for (const caption of this.#captions) {
      const { x, top, width, height, state } = caption;
      if (width < LEAST_WIDTH) continue;
      const { text } = theme.states[state];
      if (FILLS[state] === 'crossed') drawCross(ctx, x + width / 2, top + height / 2, theme.background, text);
      else this.#drawLabel(ctx, caption, theme);
    }
  }

  /** A label at the left of what can be seen of its bars, if it fits. */
  #drawLabel(ctx: CanvasRenderingContext2D, caption: Caption, theme: TimelineTheme): void {
    const { x, top, width, height, label, group, state, bars } = caption;
    const { colour, text } = theme.states[state];
    const left = Math.max(x, this.#left);
    const labelWidth = ctx.measureText(label).width + 2 * PADDING;
    const fits = labelWidth <= x + width - left;
    if (bars > 1) {
      ctx.fillStyle = colour;
      // The gaps between bars would run through the label.
      if (fits) ctx.fillRect(left, top + height / 2 - 8, labelWidth, 16);
      if (group % 2 === 1) {
        ctx.globalAlpha = FADING;
        ctx.fillStyle = theme.background;
        ctx.fillRect(x, top, width, height);
        ctx.globalAlpha = 1;
      }
    }
    if (!fits) return;
    ctx.fillStyle = text;
    ctx.fillText(label, left + PADDING, top + height / 2 + 1);
  }
}

/** The ✕ of a failed task, on a patch of background so that it stands out from the hatching. */
function drawCross(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  background: string,
  colour: string,
): void {
  const arm = 3.5;
  ctx.fillStyle = background;
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, 2 * Math.PI);
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x - arm, y - arm);
  ctx.lineTo(x + arm, y + arm);
  ctx.moveTo(x + arm, y - arm);
  ctx.lineTo(x - arm, y + arm);
  ctx.stroke();
}
