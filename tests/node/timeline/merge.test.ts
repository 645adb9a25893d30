import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lane } from '../../../src/timeline/model/lane';
import { mergeSlices, type PixelScale } from '../../../src/timeline/view/merge';
import { lanes, scales } from './arbitrary';

interface Piece {
  readonly index: number;
  readonly left: number;
  readonly right: number;
}

function pieces(lane: Lane, scale: PixelScale, until: number): Piece[] {
  const found: Piece[] = [];
  mergeSlices(lane, scale, until, (index, left, right) => found.push({ index, left, right }));
  return found;
}

describe('merging the slices of a lane into pixels', () => {
  it('never paints a pixel column twice', () => {
    fc.assert(
      fc.property(lanes, scales, ({ lane, until }, scale) => {
        const found = pieces(lane, scale, until);
        found.forEach((piece, i) => {
          expect(piece.right).toBeGreaterThan(piece.left);
          if (i > 0) expect(piece.left).toBeGreaterThanOrEqual(found[i - 1]!.right);
        });
      }),
    );
  });

  it('paints every slice in view within a pixel of its place, be it as part of a merged one', () => {
    fc.assert(
      fc.property(lanes, scales, ({ lane, until }, scale) => {
        const found = pieces(lane, scale, until);
        for (let i = 0; i < lane.length; i += 1) {
          const left = (lane.start(i) - scale.from) * scale.perMs;
          const right = (lane.drawnEnd(i, until) - scale.from) * scale.perMs;
          if (right < 1 || left > scale.last - 1) continue;
          const middle = (Math.max(left, 0) + Math.min(right, scale.last)) / 2;
          expect(found.some((piece) => piece.left <= middle + 1 && piece.right >= middle - 1)).toBe(true);
        }
      }),
    );
  });

  it('paints nothing further than a pixel from any slice', () => {
    fc.assert(
      fc.property(lanes, scales, ({ lane, until }, scale) => {
        for (const { index, left, right } of pieces(lane, scale, until)) {
          const start = (lane.start(index) - scale.from) * scale.perMs;
          const end = (lane.drawnEnd(index, until) - scale.from) * scale.perMs;
          expect(left).toBeGreaterThanOrEqual(Math.max(start, -16) - 2);
          expect(right).toBeLessThanOrEqual(Math.min(end, scale.last + 16) + 2);
        }
      }),
    );
  });

  it('keeps the longest of the slices that fall into one pixel', () => {
    const lane = new Lane();
    [0.01, 0.3, 0.02].forEach((length, task) => {
      lane.insert(task, { start: 10 + task / 3, end: 10 + task / 3 + length, state: 'training' });
    });
    expect(pieces(lane, { from: 0, perMs: 0.5, first: 0, last: 100 }, 20)).toEqual([
      { index: 1, left: 5, right: 6 },
    ]);
  });

  it('gives the pixel of a short wait to the task that follows it', () => {
    const lane = new Lane();
    lane.insert(0, { start: 0, end: 9.6, state: 'training' });
    lane.insert(1, { start: 9.6, end: 9.8, state: 'receiving' });
    lane.insert(1, { start: 9.8, end: 20, state: 'training' });
    const found = pieces(lane, { from: 0, perMs: 1, first: 0, last: 100 }, 20);
    expect(found.map(({ index }) => index)).toEqual([0, 2]);
  });

  it('paints 100,000 slices as no more pieces than there are pixels', () => {
    const lane = new Lane();
    for (let i = 0; i < 100_000; i += 1) lane.insert(i, { start: i, end: i + 0.9, state: 'training' });
    expect(pieces(lane, { from: 0, perMs: 0.01, first: 0, last: 1000 }, 0).length).toBeLessThanOrEqual(1000);
  });
});
