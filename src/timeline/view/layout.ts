import type { Lane } from '../model/lane';
import type { TimelineRun } from '../model/run';
import type { Track, TrackKind } from '../model/track';
import type { PlotArea } from './view';

/** A lane's place on the canvas, in CSS pixels from the top of the content (which may be scrolled). */
export interface LaneBox {
  readonly run: TimelineRun;
  readonly track: Track;
  readonly lane: Lane;
  /** What is written beside it: its track's name on the first lane of a track, nothing on the others. */
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

/** The tracks that are shown unless somebody wants others. */
const SHOWN: ReadonlySet<TrackKind> = new Set(['core', 'worker', 'actor']);

/**
 * Shares the height among the lanes of all runs' tracks; runs are set apart by a gap with a hairline.
 *
 * @param width of the canvas, and height, in CSS pixels
 * @param shown the kinds of tracks that are not folded away
 */
export function layoutLanes(
  runs: readonly TimelineRun[],
  width: number,
  height: number,
  shown: ReadonlySet<TrackKind> = SHOWN,
): Layout {
  const narrow = width < NARROW;
  const left = narrow ? 68 : 84;
  const tracks = runs.map((run) => run.tracks.filter(({ kind }) => shown.has(kind)));
  const rows = tracks.flat().reduce((sum, { lanes }) => sum + lanes.length, 0);
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
    for (const track of tracks[place]!) {
      track.lanes.forEach((lane, depth) => {
        const name = depth === 0 ? trackName(track, narrow) : '';
        lanes.push({ run, track, lane, name, top, height: pitch - gap });
        top += pitch;
      });
    }
  });
  const plot = { left, width: Math.max(1, width - left - (narrow ? 8 : 12)) };
  return { width, height, plot, lanes, dividers, contentHeight: top + BOTTOM };
}

/** What a track is called; short where the plot is narrow. */
function trackName({ kind, id, title }: Track, narrow = false): string {
  switch (kind) {
    case 'core':
      return 'One core';
    case 'worker':
      return `${narrow ? 'W' : 'Worker '}${id}`;
    case 'actor':
      return title ?? String(id);
    case 'driver':
      return 'Driver';
  }
}
