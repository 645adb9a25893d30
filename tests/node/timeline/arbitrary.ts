import fc from 'fast-check';
import { Lane, SLICE_STATES } from '../../../src/timeline/model/lane';
import type { PixelScale } from '../../../src/timeline/view/merge';

/** Lanes with slices from far below a pixel to many pixels, touching or apart, the last one possibly open. */
export const lanes = fc
  .record({
    slices: fc.array(
      fc.record({
        gap: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20, noNaN: true })),
        length: fc.oneof(
          fc.double({ min: 0, max: 0.5, noNaN: true }),
          fc.double({ min: 0, max: 40, noNaN: true }),
        ),
        state: fc.constantFrom(...SLICE_STATES),
      }),
      { minLength: 1, maxLength: 80 },
    ),
    open: fc.boolean(),
  })
  .map(({ slices, open }) => {
    const lane = new Lane();
    let time = 0;
    slices.forEach(({ gap, length, state }, task) => {
      const start = time + gap;
      time = start + length;
      lane.insert(task, { start, end: open && task === slices.length - 1 ? Infinity : time, state });
    });
    return { lane, until: time + 5 };
  });

export const scales: fc.Arbitrary<PixelScale> = fc
  .record({
    from: fc.double({ min: -10, max: 300, noNaN: true }),
    perMs: fc.double({ min: 0.05, max: 30, noNaN: true }),
    last: fc.integer({ min: 1, max: 400 }),
  })
  .map((scale) => ({ ...scale, first: 0 }));
