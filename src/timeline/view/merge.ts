import type { Lane } from '../model/lane';

/** How time falls on the device pixels of a plot: column 0 begins at `from`. */
export interface PixelScale {
  /** ms */
  readonly from: number;
  /** Device pixels per ms. */
  readonly perMs: number;
  /** The first device pixel to paint, and the one after the last. */
  readonly first: number;
  readonly last: number;
}

/** Receives a slice (its index on the lane) and the device pixels `[left, right)` it is drawn on. */
export type PaintPiece = (index: number, left: number, right: number) => void;

/** Pieces may stick out of the plot by so many pixels, so that their rounded corners are out of sight. */
const OVERHANG = 16;

/**
 * Paints what can be seen of a lane, at most one slice per pixel column.
 *
 * A slice of a pixel or more covers the pixels between its rounded ends. Smaller ones are specks: those of one column share
 * one pixel, which shows the longest, unless a larger slice lies there or begins right after (then it takes the pixel as
 * well, else every short wait between two tasks would flicker as a line). Nothing is drawn more than a pixel away from its
 * place. With 100,000 slices in view this takes the place of 100,000 rectangles.
 *
 * @param until the time (ms) to which a slice without an end is drawn
 */
export function mergeSlices(lane: Lane, scale: PixelScale, until: number, paint: PaintPiece): void {
  const { from, perMs, first, last } = scale;
  const to = from + (last + 1) / perMs;
  let covered = -Infinity;
  let speck = -1;
  let speckColumn = -Infinity;
  let speckTime = 0;
  let speckEnd = 0;
  const flush = (): void => {
    if (speck >= 0 && speckColumn >= first && speckColumn < last) paint(speck, speckColumn, speckColumn + 1);
    speck = -1;
  };
  for (
    let index = Math.max(0, lane.firstAfter(from + (first - 2) / perMs) - 1);
    index < lane.length;
    index += 1
  ) {
    const start = lane.start(index);
    if (start > to) break;
    const end = lane.drawnEnd(index, until);
    const x = (start - from) * perMs;
    const left = Math.round(x);
    if ((end - start) * perMs < 1) {
      if (left < covered) continue;
      if (left !== speckColumn) flush();
      if (speck < 0 || end - start > speckTime) {
        speck = index;
        speckColumn = left;
        speckTime = end - start;
      }
      speckEnd = (end - from) * perMs;
      continue;
    }
    const absorbs = speck >= 0 && x - speckEnd < 0.5 && left - speckColumn <= 1;
    if (absorbs) speck = -1;
    flush();
    const begin = absorbs ? Math.min(left, speckColumn) : Math.max(left, covered);
    const right = Math.max(begin + 1, Math.round((end - from) * perMs));
    if (right > first && begin < last)
      paint(index, Math.max(begin, first - OVERHANG), Math.min(right, last + OVERHANG));
    covered = right;
  }
  flush();
}
