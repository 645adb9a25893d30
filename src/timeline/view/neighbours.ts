import type { Lane } from '../model/lane';
import { reach } from '../model/model';
import { spanOf, type Scene } from './scene';
import type { TimelineTask } from '../model/task';
import type { TaskColumns } from '../model/task-columns';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * The task that an arrow key leads to: along the lane to the left and right, or to the next lane up or down, where the task
 * nearest in time is taken. Without a current task, the very first one. At an edge the current task stays.
 */
export function neighbour(
  scene: Scene,
  current: TimelineTask | undefined,
  direction: Direction,
): TimelineTask | undefined {
  // An actor's methods are met on the tracks of the workers.
  const lanes = scene.layout.lanes.filter(
    ({ track, lane }) => (track.kind === 'core' || track.kind === 'worker') && lane.length > 0,
  );
  const span = current && spanOf(current, scene);
  if (!span) {
    const [box] = lanes;
    return box && taskAt(box.lane, 0, box.run.tasks);
  }
  const slices = span.lane.lane;
  const { tasks } = span.lane.run;
  switch (direction) {
    case 'left':
      return taskAt(slices, span.first - 1, tasks) ?? current;
    case 'right':
      return taskAt(slices, span.after, tasks) ?? current;
    case 'first':
      return taskAt(slices, 0, tasks);
    case 'last':
      return taskAt(slices, slices.length - 1, tasks);
    case 'up':
    case 'down': {
      const place = lanes.indexOf(span.lane);
      const box = lanes[direction === 'up' ? place - 1 : place + 1];
      if (!box) return current;
      return taskAt(
        box.lane,
        nearest(box.lane, (span.start + span.end) / 2, reach(box.run, scene.now)),
        box.run.tasks,
      );
    }
  }
}

function taskAt(slices: Lane, index: number, tasks: TaskColumns): TimelineTask | undefined {
  return index >= 0 && index < slices.length ? tasks.at(slices.task(index)) : undefined;
}

/** The slice that is going on at `time`, or the one that is nearest to it. */
function nearest(slices: Lane, time: number, until: number): number {
  const after = slices.firstAfter(time);
  const before = after - 1;
  if (before < 0) return after;
  if (after >= slices.length) return before;
  return time - slices.drawnEnd(before, until) <= slices.start(after) - time ? before : after;
}
