import type { Overhead } from './overhead';
import type { Dependencies } from './trace';

/** A successful attempt; times are ms since the cluster's epoch. */
export interface Run {
  readonly taskId: string;
  readonly name: string;
  /** The objects among its arguments. */
  readonly objects: readonly string[];
  readonly submitted: number;
  readonly scheduled: number;
  readonly started: number;
  readonly stored: number;
  /** Milliseconds within it that it waited in `get` or `wait`. */
  readonly blocked: number;
  /** When its worker had been free before it (-Infinity: always); NaN when another task ran there meanwhile. */
  readonly freed: number;
  /** When the attempt before it had failed; -Infinity for a first attempt. */
  readonly requeued: number;
  /** Whether it waited for arguments. */
  readonly waited: boolean;
}

/**
 * The cluster's overhead in a recorded run. Each figure is the median over the tasks that tell it, because a busy
 * machine makes outliers, and 0 when none does. A task that was given to its worker ahead, while another still ran
 * there, cost nothing, and counts as that.
 *
 * @param runs in submission order, the order that `dependencies` means.
 */
export function measureOverhead(runs: readonly Run[], dependencies: Dependencies | undefined): Overhead {
  const calls = runs.map((run, task) => ({ ...run, ready: readyTime(runs, task, dependencies) }));
  calls.sort((a, b) => a.scheduled - b.scheduled);
  /** Of each call: when the head gave out the one before it. */
  const previous = calls.map((_, i) => calls[i - 1]?.scheduled ?? -Infinity);
  // Only a call that became ready after the one before was given out did not have to wait for others.
  const latency = median(
    calls.map(({ scheduled, ready }, i) => (previous[i]! < ready ? Math.max(0, scheduled - ready) : NaN)),
  );
  // The head knew that the call could run when it gave out the one before: it came to it as soon as it could.
  const dispatch = median(
    calls.map(({ scheduled, ready }, i) =>
      ready + latency <= previous[i]! ? scheduled - previous[i]! : NaN,
    ),
  );
  const startGap = median(
    runs.map(({ scheduled, started, freed }) => Math.max(0, started - Math.max(scheduled, freed))),
  );
  return { latency, dispatch, startGap };
}

/** When the task could have run: its arguments and its worker were there. NaN when the events do not tell. */
function readyTime(runs: readonly Run[], task: number, dependencies: Dependencies | undefined): number {
  const { submitted, requeued, freed, waited } = runs[task]!;
  let ready = Math.max(submitted, requeued, freed);
  const from = dependencies?.offsets[task] ?? 0;
  const to = dependencies?.offsets[task + 1] ?? 0;
  if (waited && from === to) return NaN;
  for (let k = from; k < to; k++) ready = Math.max(ready, runs[dependencies!.tasks[k]!]!.stored);
  return ready;
}

/** The lower median of what is not NaN, so that it is a time that was measured; 0 of nothing. */
function median(samples: readonly number[]): number {
  const known = Float64Array.from(samples.filter((sample) => !Number.isNaN(sample))).sort();
  return known[(known.length - 1) >> 1] ?? 0;
}
