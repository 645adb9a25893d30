import { simulate, type Policy, type Recording } from '../runtime/simulator';

/** "More cores than you have": what a measured run would have taken on simulated workers. */

/** The numbers of workers a person can choose. */
export const simulatedWorkers = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000] as const;

export const policies = ['fifo', 'longestFirst', 'workStealing'] as const satisfies readonly Policy[];

/** A measured run on so many simulated workers. */
export interface Replay {
  readonly workers: number;
  /** From the submission of all tasks to the end of the last one. */
  readonly seconds: number;
  /** Against the tasks one after another on a single simulated worker, first in, first out. */
  readonly speedup: number;
  /** The share of all workers' time in which a task ran, 0 to 1. */
  readonly utilisation: number;
  /** Workers that got a task. */
  readonly used: number;
}

/** A measured run on every number of simulated workers, under every policy. */
export interface Replays {
  readonly tasks: number;
  /** The longest chain of tasks that wait for each other, or the longest task: no number of workers is faster. Seconds. */
  readonly longest: number;
  /** Whether that is a chain of several tasks. */
  readonly isChain: boolean;
  /** What it cost in the measured run to give a task to a worker, in ms: median message times, and the head's own time. */
  readonly overhead: { readonly messages: number; readonly head: number };
  readonly curves: Readonly<Record<Policy, readonly Replay[]>>;
}

/** Replays the recording on every number of workers under every policy; the same recording gives the same figures. */
export function replayAll(recording: Recording): Replays {
  const { overhead, durations, dependencies } = recording;
  const alone = simulate(recording, { workers: 1, overhead }).makespan;
  // With a worker for each task and nothing in between, only the dependencies are left.
  const longest = simulate(recording, { workers: Math.max(1, durations.length) }).makespan;
  const curve = (policy: Policy): Replay[] =>
    simulatedWorkers.map((workers) => {
      const { makespan, utilisation, busy } = simulate(recording, { workers, policy, overhead });
      const used = busy.reduce((count, time) => count + Number(time > 0), 0);
      return { workers, seconds: makespan / 1000, speedup: alone / makespan, utilisation, used };
    });
  return {
    tasks: durations.length,
    longest: longest / 1000,
    isChain: (dependencies?.tasks.length ?? 0) > 0,
    overhead: { messages: overhead.latency + overhead.startGap, head: overhead.dispatch },
    curves: { fifo: curve('fifo'), longestFirst: curve('longestFirst'), workStealing: curve('workStealing') },
  };
}

/**
 * What keeps a replay from being faster: its longest task, the head's own time, nothing (`busy`: more workers would help),
 * or a `tail` in which some workers train and the others have nothing left to do.
 */
export type Limit = 'longest' | 'head' | 'busy' | 'tail';

export function limitOf({ tasks, longest, overhead }: Replays, replay: Replay, policy: Policy): Limit {
  const { seconds, utilisation } = replay;
  if (seconds < longest * 1.05) return 'longest';
  if (policy !== 'workStealing' && (tasks * overhead.head) / 1000 > seconds * 0.8) return 'head';
  return utilisation > 0.95 ? 'busy' : 'tail';
}
