import { AXIS_HEIGHT, type LaneBox, type Layout } from './layout';
import type { PixelScale } from './merge';
import { reach } from '../model/model';
import type { TimelineRun } from '../model/run';
import type { TimelineTask } from '../model/task';
import { timeToX, type View } from './view';

/** One picture of the timeline. */
export interface Scene {
  readonly layout: Layout;
  readonly view: View;
  /** Cluster time in ms: bars without an end are drawn up to here. */
  readonly now: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** CSS pixels by which the lanes are scrolled up beneath the axis. */
  readonly scrollTop: number;
  /** The font family. */
  readonly font: string;
  /** The task with a ring around it. */
  readonly current?: TimelineTask | undefined;
  /** Faint, and with the word "Example": not a run of this page. */
  readonly example: boolean;
}

/** How a scene's time falls on the device pixels of its plot. */
export function pixelScale({ view, layout, ratio }: Scene): PixelScale {
  const columns = layout.plot.width * ratio;
  return { from: view.from, perMs: columns / (view.to - view.from), first: 0, last: columns };
}

/** Moves a line to the next edge between device pixels. */
export function crisp(x: number, ratio: number): number {
  return Math.round(x * ratio) / ratio;
}

/** The lanes that are in view at all. */
export function visibleLanes({ layout, scrollTop }: Scene): LaneBox[] {
  return layout.lanes.filter(
    ({ top, height }) => top + height > scrollTop + AXIS_HEIGHT && top < scrollTop + layout.height,
  );
}

/** The stretch of the content that a run's lanes take, top and bottom. */
export function runExtent(
  { layout }: Scene,
  run: TimelineRun,
): { readonly top: number; readonly bottom: number } {
  const lanes = layout.lanes.filter((lane) => lane.run === run);
  const last = lanes.at(-1)!;
  return { top: lanes[0]!.top, bottom: last.top + last.height };
}

/** Where a task is drawn: from its first slice to its last; undefined if it has none. CSS pixels of the content. */
export function boxOf(
  task: TimelineTask,
  scene: Scene,
): { readonly left: number; readonly right: number; readonly lane: LaneBox } | undefined {
  const span = spanOf(task, scene);
  if (!span) return undefined;
  const { view, layout } = scene;
  return {
    left: timeToX(view, layout.plot, span.start),
    right: Math.max(
      timeToX(view, layout.plot, span.end),
      timeToX(view, layout.plot, span.start) + 1 / scene.ratio,
    ),
    lane: span.lane,
  };
}

/** When a task occupies its lane, in ms, and by which slices. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly lane: LaneBox;
  readonly first: number;
  /** The index after the last slice. */
  readonly after: number;
}

/** Undefined for a task without slices. */
export function spanOf(task: TimelineTask, { layout, now }: Scene): Span | undefined {
  const run = layout.lanes.find((lane) => lane.run.id === task.runId)?.run;
  const found = run?.locate(task);
  const lane = found && layout.lanes.find((box) => box.lane === found.lane);
  if (!run || !lane) return undefined;
  return {
    start: found.lane.start(found.first),
    end: found.lane.drawnEnd(found.after - 1, reach(run, now)),
    lane,
    first: found.first,
    after: found.after,
  };
}
