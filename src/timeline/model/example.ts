import type { TaskEvent } from '../../runtime/events';
import { TimelineModel } from './model';

/**
 * Seconds that each of the 20 forests (8, 12, … 84 trees) might take: about 18 ms a tree. Made up, and labelled so wherever shown.
 */
const FORESTS = Array.from({ length: 20 }, (_, index) => {
  const trees = 8 + 4 * index;
  return { label: String(trees), ms: 18 * trees * (1 + 0.05 * Math.sin(3 * index)) };
});

const WORKERS = 4;
const TRANSFER = 90;

/** The timeline that a first visit shows: a picture of what a run will look like, not a measurement. */
export function exampleTimeline(): TimelineModel {
  const model = new TimelineModel();
  addRun(model, 'sequential', 1);
  addRun(model, 'parallel', WORKERS);
  return model;
}

function addRun(model: TimelineModel, kind: 'sequential' | 'parallel', workers: number): void {
  const free = Array.from({ length: workers }, () => 0);
  const seen = new Set<number>();
  const events = FORESTS.map(({ ms }, index): TaskEvent => {
    const scheduled = Math.min(...free);
    const worker = free.indexOf(scheduled);
    const deserialised = scheduled + (seen.has(worker) ? 2 : TRANSFER);
    // Cores that work at the same time share the memory and get a little slower.
    const executed = deserialised + ms * (kind === 'sequential' ? 1 : 1.12);
    free[worker] = executed;
    seen.add(worker);
    return {
      kind: 'task',
      time: executed,
      taskId: String(index),
      name: 'trainAndScoreModel',
      attempt: 0,
      state: 'FINISHED',
      worker: worker + 1,
      times: { submitted: 0, scheduled, started: scheduled, deserialised, executed, stored: executed },
    };
  });
  model.beginRun({ id: kind, kind, origin: 0, workers });
  model.append(kind, events, (taskId) => FORESTS[Number(taskId)]!.label);
  model.endRun(kind, Math.max(...free));
}
