/** The stretch of time that is seen, in ms since t = 0: `from` at the plot's left edge, `to` at its right edge. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** The plot's place on the canvas in CSS pixels. */
export interface PlotArea {
  readonly left: number;
  readonly width: number;
}

/** The closest zoom: 10 µs across the plot, twice the clock's resolution (5 µs). */
const MIN_SPAN = 0.01;

/** The room to the right of the last bar, as a part of the whole. */
const MARGIN = 0.02;

/** The axis of a run that has just begun reaches to 1 s. */
const FIRST_STEP = 1000;

export function timeToX(view: View, area: PlotArea, time: number): number {
  return area.left + ((time - view.from) / (view.to - view.from)) * area.width;
}

export function xToTime(view: View, area: PlotArea, x: number): number {
  return view.from + ((x - area.left) / area.width) * (view.to - view.from);
}

/** Everything from t = 0 to `end` (ms), with a little room to the right. */
export function fit(end: number): View {
  return { from: 0, to: Math.max(end, MIN_SPAN) * (1 + MARGIN) };
}

/**
 * The view that follows a live run: as `current` while `now` (ms) is inside it, else half as long again, or more. So the axis
 * grows in few, calm steps and stands still between them.
 */
export function follow(current: View, now: number): View {
  if (current.from === 0 && now <= current.to && current.to >= FIRST_STEP) return current;
  let to = FIRST_STEP;
  while (to < now) to *= 1.5;
  return { from: 0, to };
}

/** Makes the time `at` stay where it is while the span shrinks (`factor` > 1) or grows (`factor` < 1). */
export function zoomAt(view: View, at: number, factor: number): View {
  const span = Math.max(MIN_SPAN, (view.to - view.from) / factor);
  const part = (at - view.from) / (view.to - view.from);
  return { from: at - part * span, to: at + (1 - part) * span };
}

/** Moves the view by `time` ms: to later times if positive. */
export function panBy(view: View, time: number): View {
  return { from: view.from + time, to: view.to + time };
}

/** Keeps a view inside `whole`: no wider than it, and not beside it. */
export function clamp(view: View, whole: View): View {
  const span = view.to - view.from;
  if (span >= whole.to - whole.from) return whole;
  const from = Math.min(Math.max(view.from, whole.from), whole.to - span);
  return { from, to: from + span };
}

/** The least pan that brings `[start, end]` into view, its start if it does not fit. */
export function reveal(view: View, start: number, end: number): View {
  const room = (view.to - view.from) * 0.05;
  if (start >= view.from && end <= view.to) return view;
  if (start < view.from || end - start > view.to - view.from - 2 * room)
    return panBy(view, start - room - view.from);
  return panBy(view, end + room - view.to);
}

/** How long a step of the axis or a zoom by button takes to settle, as the time constant of an exponential: ms. */
const SETTLE = 70;

/** The view after `elapsed` ms of gliding from `view` to `target`; `target` itself once no eye could tell them apart. */
export function glide(view: View, target: View, elapsed: number): View {
  const part = 1 - Math.exp(-elapsed / SETTLE);
  const from = view.from + (target.from - view.from) * part;
  const to = view.to + (target.to - view.to) * part;
  const rest = Math.abs(target.from - from) + Math.abs(target.to - to);
  return rest < (target.to - target.from) * 1e-3 ? target : { from, to };
}
