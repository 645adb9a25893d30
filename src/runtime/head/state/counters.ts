import type { TaskState } from '../../events';
import type { Counters, Quantiles } from '../../state/records';
import { isWaiting } from '../task';
import type { DurationSketch } from './sketch';
import type { Surroundings } from './surroundings';

/** How the cluster is at this moment, in a few numbers. */
export function countersOf(cluster: Surroundings, runs: DurationSketch, queue: DurationSketch): Counters {
  const { tasks, roll, history, objects, ledger } = cluster;
  const states: Partial<Record<TaskState, number>> = { ...history.totals };
  const busy = new Set<number>();
  for (const task of tasks.values()) {
    states[task.state] = (states[task.state] ?? 0) + 1;
    if (task.worker !== undefined && !isWaiting(task)) busy.add(task.worker);
  }
  const room = ledger?.room();
  return {
    time: cluster.now(),
    aliveWorkers: roll.alive,
    busyWorkers: busy.size,
    queueLength: states.PENDING_NODE_ASSIGNMENT ?? 0,
    tasksByState: states,
    objects: objects.objects,
    storeBytes: room?.used ?? objects.bytes,
    storeCapacity: room?.capacity ?? null,
    runMs: quantilesOf(runs),
    waitMs: quantilesOf(queue),
  };
}

function quantilesOf(sketch: DurationSketch): Quantiles {
  const { count } = sketch;
  return { count, p50: sketch.quantile(0.5), p95: sketch.quantile(0.95), p99: sketch.quantile(0.99) };
}
