import { extent, scaleLinear } from 'd3';

/** One forest's score. */
export interface MsePoint {
  readonly nEstimators: number;
  readonly mse: number;
}

/** Where things go in a plot of `width` × `height` CSS pixels; the frame is the plot's inner area. */
export interface MseLayout {
  readonly frame: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly x: (nEstimators: number) => number;
  readonly y: (mse: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  /** With as many digits as tell the ticks apart. */
  readonly yTickText: (tick: number) => string;
}

const margin = { left: 48, right: 14, top: 10, bottom: 24 };

/**
 * Lays out "error falls as forests grow": mean squared error against the number of trees.
 * @param sizes all forests of the run, so that the axis does not move while points arrive
 * @param scores every score that is or will be drawn, references included; a default range stands in for none
 */
export function layoutMse(
  sizes: readonly number[],
  scores: readonly number[],
  width: number,
  height: number,
): MseLayout {
  const frame = {
    left: margin.left,
    right: Math.max(width - margin.right, margin.left + 1),
    top: margin.top,
    bottom: Math.max(height - margin.bottom, margin.top + 1),
  };
  const [smallest = 8, largest = 84] = extent(sizes);
  const [lowest = 0.26, highest = 0.3] = extent(scores);
  // One size or one score still gets an axis of some length.
  const x = scaleLinear([Math.min(smallest, largest - 4), largest], [frame.left + 6, frame.right - 6]);
  const pad = Math.max((highest - lowest) * 0.08, 0.001);
  const y = scaleLinear([lowest - pad, highest + pad], [frame.bottom, frame.top]);
  const columns = Math.max(2, Math.floor((frame.right - frame.left) / 70));
  const rows = Math.max(2, Math.floor((frame.bottom - frame.top) / 32));
  return {
    frame,
    x,
    y,
    xTicks: x.ticks(columns).filter(Number.isInteger),
    yTicks: y.ticks(rows),
    yTickText: y.tickFormat(rows),
  };
}
