import { mergeSlices } from './merge';
import { reach } from '../model/model';
import { pixelScale, visibleLanes, type Scene } from './scene';
import type { TimelineTask } from '../model/task';
import { AXIS_HEIGHT } from './layout';

/**
 * The task whose bar is drawn at a point (CSS pixels of the canvas), or the nearest one on that lane.
 *
 * @param tolerance how far beside a bar the point may be, in CSS pixels: a few for a mouse, more for a finger
 */
export function hitTest(scene: Scene, x: number, y: number, tolerance: number): TimelineTask | undefined {
  const { layout, ratio, scrollTop, now } = scene;
  if (y < AXIS_HEIGHT || x < layout.plot.left - tolerance) return undefined;
  const contentY = y + scrollTop;
  // The gap between two lanes belongs to both halves.
  const box = visibleLanes(scene).find(
    ({ top, height }) => contentY >= top - 2 && contentY < top + height + 2,
  );
  if (!box) return undefined;
  const slices = box.lane;
  const column = Math.floor((x - layout.plot.left) * ratio);
  const scale = pixelScale(scene);
  const within = Math.ceil(tolerance * ratio);
  const near = {
    ...scale,
    first: Math.max(scale.first, column - within),
    last: Math.min(scale.last, column + within + 1),
  };
  let found = -1;
  let nearest = within + 1;
  mergeSlices(slices, near, reach(box.run, now), (index, left, right) => {
    const distance = column < left ? left - column : Math.max(0, column - right + 1);
    if (distance < nearest) {
      nearest = distance;
      found = index;
    }
  });
  return found < 0 || box.track.kind === 'driver' ? undefined : box.run.tasks.at(slices.task(found));
}
