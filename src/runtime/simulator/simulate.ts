import { FifoQueue, LongestFirstQueue, runCentral } from './central';
import { Graph } from './graph';
import { checkOverhead, NO_OVERHEAD, type Overhead } from './overhead';
import { Schedule, type Simulation } from './schedule';
import { runStealing } from './stealing';
import { checkTrace, type Trace } from './trace';

/**
 * Who runs next: `fifo` as the head schedules (in the order in which tasks became runnable), `longestFirst` of the
 * runnable ones, or `workStealing` from deques of the workers' own, without a head.
 */
export type Policy = 'fifo' | 'longestFirst' | 'workStealing';

interface SimulationOptions {
  /** Simulated workers, 1 to 1,000,000. Each runs one task at a time. */
  readonly workers: number;
  /** Default: `fifo`. */
  readonly policy?: Policy;
  /** What the cluster costs. Default: nothing. */
  readonly overhead?: Overhead;
  /** For `workStealing`, whose victims are drawn: a whole number from 0 to 2³² − 1. Default: 0. */
  readonly seed?: number;
}

const MAX_WORKERS = 1_000_000;

/**
 * Replays a trace on any number of simulated workers: all tasks are submitted in order at time 0, each runs once, on
 * one worker, after its dependencies, for exactly its duration. Simulated workers are as fast as the measured ones
 * were: nothing here knows of shared memory bandwidth or clock rates.
 *
 * Deterministic, and the trace is not changed. Time grows with (tasks + dependencies) × log(workers): 1,000,000 tasks
 * on 10,000 workers took 0.3 to 0.7 s, and with 2,000,000 random dependencies 0.8 to 1.2 s (`npm run bench:simulator`).
 *
 * @throws RangeError for a duration or overhead that is not a time, dependencies that are not in the trace or wait for
 * each other in a circle, and options out of range.
 */
export function simulate(trace: Trace, options: SimulationOptions): Simulation {
  const { workers, policy = 'fifo', overhead = NO_OVERHEAD, seed = 0 } = options;
  checkWhole('workers', workers, 1, MAX_WORKERS);
  checkWhole('seed', seed, 0, 2 ** 32 - 1);
  checkOverhead(overhead);
  checkTrace(trace);
  const { durations } = trace;
  const graph = new Graph(trace);
  const schedule = new Schedule(durations, workers);
  switch (policy) {
    case 'fifo':
      runCentral(graph, new FifoQueue(durations.length), schedule, overhead);
      break;
    case 'longestFirst':
      runCentral(graph, new LongestFirstQueue(durations), schedule, overhead);
      break;
    case 'workStealing':
      runStealing(graph, schedule, overhead, seed);
      break;
    default:
      policy satisfies never;
      throw new RangeError(`policy must be fifo, longestFirst or workStealing; got ${String(policy)}.`);
  }
  if (schedule.placed < durations.length) throw graph.circleError();
  return schedule.finish();
}

function checkWhole(name: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new RangeError(`${name} must be a whole number from ${lowest} to ${highest}; got ${value}.`);
}
