import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clamp,
  fit,
  follow,
  glide,
  panBy,
  reveal,
  timeToX,
  xToTime,
  zoomAt,
  type View,
} from '../../../src/timeline/view/view';

const area = { left: 88, width: 800 };
const views: fc.Arbitrary<View> = fc
  .tuple(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.double({ min: 0.1, max: 1e5, noNaN: true }))
  .map(([from, span]) => ({ from, to: from + span }));
const points = fc.double({ min: 88, max: 888, noNaN: true });

describe('the view', () => {
  it('turns pixels into times and back', () => {
    fc.assert(
      fc.property(views, points, (view, x) => {
        expect(timeToX(view, area, xToTime(view, area, x))).toBeCloseTo(x, 3);
      }),
    );
  });

  it('keeps the time under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(views, points, fc.double({ min: 0.2, max: 5, noNaN: true }), (view, x, factor) => {
        const zoomed = zoomAt(view, xToTime(view, area, x), factor);
        expect(timeToX(zoomed, area, xToTime(view, area, x))).toBeCloseTo(x, 3);
      }),
    );
  });

  it('stays within everything there is, keeping its span where that fits', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 1, max: 1e5, noNaN: true }), (view, end) => {
        const whole = fit(end);
        const kept = clamp(view, whole);
        expect(kept.from).toBeGreaterThanOrEqual(0);
        expect(kept.to).toBeLessThanOrEqual(whole.to * (1 + 1e-12));
        expect(kept.to - kept.from).toBeCloseTo(Math.min(view.to - view.from, whole.to), 3);
      }),
    );
  });

  it('does not zoom in without end', () => {
    let view = fit(1000);
    for (let i = 0; i < 100; i += 1) view = zoomAt(view, 500, 2);
    expect(view.to - view.from).toBeCloseTo(0.01);
    expect(view.to).toBeGreaterThan(view.from);
  });

  it('grows in few steps while it follows a run, and always shows now', () => {
    let view = fit(0);
    const steps = new Set<number>();
    for (let now = 0; now <= 17_000; now += 16) {
      view = follow(view, now);
      expect(view.to).toBeGreaterThanOrEqual(now);
      steps.add(view.to);
    }
    expect(steps.size).toBeLessThanOrEqual(9);
  });

  it('does not shrink the axis that a longer run before has set', () => {
    const whole = fit(16_800);
    expect(follow(whole, 1)).toBe(whole);
  });

  it('pans no further than needed to show a task', () => {
    const view = { from: 100, to: 200 };
    expect(reveal(view, 120, 130)).toBe(view);
    expect(reveal(view, 250, 260)).toEqual({ from: 165, to: 265 });
    expect(reveal(view, 50, 60)).toEqual({ from: 45, to: 145 });
    expect(reveal(view, 300, 900)).toEqual({ from: 295, to: 395 });
  });

  it('glides to its target and then is the target itself', () => {
    let view: View = { from: 0, to: 100 };
    const target = { from: 50, to: 70 };
    let frames = 0;
    while (view !== target && frames < 100) {
      const before = view.from;
      view = glide(view, target, 16);
      expect(view.from).toBeGreaterThan(before);
      frames += 1;
    }
    expect(frames).toBeLessThan(60);
    expect(panBy(target, 5)).toEqual({ from: 55, to: 75 });
  });
});
