import { simulate, traceOf, type Policy, type Trace } from '../../../src/runtime/simulator';

export interface SimulatorFigures {
  readonly graph: string;
  readonly policy: Policy;
  /** The fastest round: the one that other programs disturbed least. */
  readonly ms: number;
  /** Of the simulated workers' time. */
  readonly utilisation: number;
}

const TASKS = 1_000_000;
const WORKERS = 10_000;
const OVERHEAD = { latency: 0.05, dispatch: 0.001, startGap: 0.05 };
const policies: readonly Policy[] = ['fifo', 'longestFirst', 'workStealing'];

/** Simulates 1,000,000 tasks on 10,000 workers under each policy, in turns. Runs in Node and in a page. */
export function measureSimulator(rounds: number): SimulatorFigures[] {
  const durations = Array.from({ length: TASKS }, (_, task) => shuffled(task, TASKS) / 1e4);
  const independent: Trace = traceOf(durations);
  // Random reads all over memory: the worst that a graph of this size can do to the processor's cache.
  const random = traceOf(
    durations,
    durations.map((_, task) =>
      task < WORKERS ? [] : [shuffled(2 * task, task), shuffled(2 * task + 1, task)],
    ),
  );
  const graphs = Object.entries({ 'no dependencies': independent, '2 random dependencies each': random });
  return graphs.flatMap(([graph, trace]) => {
    const taken = policies.map((policy) => ({ policy, ms: [] as number[], utilisation: 0 }));
    for (let round = 0; round < rounds; round++) {
      for (const row of taken) {
        const begin = performance.now();
        row.utilisation = simulate(trace, {
          workers: WORKERS,
          policy: row.policy,
          overhead: OVERHEAD,
        }).utilisation;
        row.ms.push(performance.now() - begin);
      }
    }
    return taken.map(({ policy, ms, utilisation }) => ({
      graph,
      policy,
      ms: Math.min(...ms),
      utilisation,
    }));
  });
}

/** A number from 0 to `below - 1` that looks random, by Knuth's multiplicative hash. */
function shuffled(index: number, below: number): number {
  return Math.floor(((Math.imul(index + 1, 2_654_435_761) >>> 0) / 2 ** 32) * below);
}
