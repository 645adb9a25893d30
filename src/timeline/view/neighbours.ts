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
  const { lanes } = scene.layout;
  const span = current && spanOf(current, scene);
  if (!span) {
    const box = lanes.find(({ run, lane }) => run.slices[lane]!.length > 0);
    return box && taskAt(box.run.slices[box.lane]!, 0, box.run.tasks);
  }
  const slices = span.lane.run.slices[span.lane.lane]!;
  const { tasks } = span.lane.run;
  switch (direction) {
    case 'left':
      return taskAt(slices, slices.firstOf(current.row) - 1, tasks) ?? current;
    case 'right':
      return taskAt(slices, slices.lastOf(current.row) + 1, tasks) ?? current;
    case 'first':
      return taskAt(slices, 0, tasks);
    case 'last':
      return taskAt(slices, slices.length - 1, tasks);
    case 'up':
    case 'down': {
      const place = lanes.indexOf(span.lane);
      const others = direction === 'up' ? lanes.slice(0, place).reverse() : lanes.slice(place + 1);
      const box = others.find(({ run, lane }) => run.slices[lane]!.length > 0);
      if (!box) return current;
      const lane = box.run.slices[box.lane]!;
      return taskAt(
        lane,
        nearest(lane, (span.start + span.end) / 2, reach(box.run, scene.now)),
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
