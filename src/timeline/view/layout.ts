import type { TimelineRun } from '../model/model';
import type { PlotArea } from './view';

/** A lane's place on the canvas, in CSS pixels from the top of the content (which may be scrolled). */
export interface LaneBox {
  readonly run: TimelineRun;
  /** Its index among the run's lanes. */
  readonly lane: number;
  readonly name: string;
  readonly top: number;
  /** Of the bar; the gap to the next lane is not part of it. */
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly plot: PlotArea;
  readonly lanes: readonly LaneBox[];
  /** Where the hairlines between runs are. */
  readonly dividers: readonly number[];
  /** The height of everything; larger than `height` if the lanes must be scrolled. */
  readonly contentHeight: number;
}

/** The strip of the time axis at the top, which stays in view. */
export const AXIS_HEIGHT = 28;

/** Below this width a lane's name is W1 instead of Worker 1. */
const NARROW = 520;

/** Between two runs: room for the hairline and for "done at" above the lanes. */
const RUN_GAP = 28;
const BOTTOM = 8;
/** From one lane to the next. */
const PITCH = { least: 14, most: 44 };

/** Shares the height among the lanes of all runs; runs are set apart by a gap with a hairline. */
export function layoutLanes(runs: readonly TimelineRun[], width: number, height: number): Layout {
  const narrow = width < NARROW;
  const left = narrow ? 68 : 84;
  const rows = runs.reduce((sum, run) => sum + run.slices.length, 0);
  const gaps = runs.filter((run, place) => place > 0 || run.kind === 'parallel').length * RUN_GAP;
  const share = Math.floor((height - AXIS_HEIGHT - 6 - BOTTOM - gaps) / Math.max(1, rows));
  const pitch = Math.min(PITCH.most, Math.max(PITCH.least, share));
  const gap = pitch < 20 ? 2 : 4;
  const lanes: LaneBox[] = [];
  const dividers: number[] = [];
  let top = AXIS_HEIGHT + 6;
  runs.forEach((run, place) => {
    if (place > 0) dividers.push(top + 4);
    if (place > 0 || run.kind === 'parallel') top += RUN_GAP;
    run.slices.forEach((_, lane) => {
      lanes.push({ run, lane, name: laneName(run, lane, narrow), top, height: pitch - gap });
      top += pitch;
    });
  });
  const plot = { left, width: Math.max(1, width - left - (narrow ? 8 : 12)) };
  return { width, height, plot, lanes, dividers, contentHeight: top + BOTTOM };
}

function laneName(run: TimelineRun, lane: number, narrow: boolean): string {
  if (run.kind === 'sequential') return 'One core';
  return `${narrow ? 'W' : 'Worker '}${lane + 1}`;
}
