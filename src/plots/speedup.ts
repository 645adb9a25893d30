import { scaleLinear } from 'd3';

/** One figure of the plot: so many times as fast on so many workers. */
export interface SpeedupPoint {
  readonly workers: number;
  readonly speedup: number;
}

/** Where things go in a plot of `width` × `height` CSS pixels; the frame is the plot's inner area. */
export interface SpeedupLayout {
  readonly frame: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly x: (workers: number) => number;
  readonly y: (speedup: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  /** The workers at which the ideal line, as many times as fast as there are workers, leaves the frame. */
  readonly idealEnd: number;
}

const margin = { left: 48, right: 18, top: 12, bottom: 24 };

/**
 * Lays out speed-up over workers. Both axes are logarithmic, so that twice the workers are one step wherever they are, and
 * the ideal is a straight line.
 *
 * @param workers every number of workers on the axis, ascending from 1
 * @param speedups every speed-up that is or will be drawn
 */
export function layoutSpeedup(
  workers: readonly number[],
  speedups: readonly number[],
  width: number,
  height: number,
): SpeedupLayout {
  const frame = {
    left: margin.left,
    right: Math.max(width - margin.right, margin.left + 1),
    top: margin.top,
    bottom: Math.max(height - margin.bottom, margin.top + 1),
  };
  const most = workers.at(-1) ?? 1;
  // Of logarithms: the first page has linear scales anyway, and d3's logarithmic one would add 3 kB to it.
  const x = scaleLinear([0, Math.log2(Math.max(2, most))], [frame.left, frame.right]);
  const lowest = Math.min(1, ...speedups);
  // A little of the ideal stays in sight above the highest point.
  const highest = Math.max(2, ...speedups) * 1.5;
  const y = scaleLinear([Math.log2(lowest), Math.log2(highest)], [frame.bottom, frame.top]);
  // The label of a tick needs 40 pixels of an axis that goes right, 24 of one that goes up.
  const columns = Math.max(1, Math.floor((frame.right - frame.left) / 40));
  const rows = Math.max(1, Math.floor((frame.bottom - frame.top) / 24));
  const step = Math.ceil(workers.length / columns);
  const powers = Array.from({ length: Math.floor(Math.log2(highest)) + 1 }, (_, power) => 2 ** power);
  const stride = Math.ceil(powers.length / rows);
  return {
    frame,
    x: (count) => x(Math.log2(count)),
    y: (speedup) => y(Math.log2(speedup)),
    xTicks: workers.filter((_, i) => (workers.length - 1 - i) % step === 0),
    yTicks: powers.filter((_, i) => i % stride === 0),
    idealEnd: Math.min(most, highest),
  };
}
