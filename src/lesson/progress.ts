/** Where one forest of a run stands; times in seconds. */
export interface ForestProgress {
  readonly nEstimators: number;
  /** Seconds since the worker took it up; undefined while it waits. */
  readonly running?: number;
  /** Seconds it took; undefined until it is done. */
  readonly took?: number;
  /** How many of its trees are trained, if it is cut into tasks. */
  readonly trained?: number;
  /** It failed or was cancelled: nothing more will come of it. */
  readonly ended?: boolean;
}

export interface RunProgress {
  /** Forests that ended, well or badly. */
  readonly done: number;
  readonly total: number;
  /** The share of the run's trees that are trained, 0 to 1. */
  readonly fraction: number;
  /** Estimated seconds to the end; undefined while nothing can be known. */
  readonly remaining?: number;
}

/**
 * How far a run is and how long it will still take. A forest's work is proportional to its trees, so the pace is measured
 * in seconds per tree; until the first forest ends, `knownPace` (of an earlier run) stands in for it.
 * @param workers how many forests are trained at a time
 * @param knownPace seconds per tree, if an earlier run told
 * @param treesPerTask the most trees that one worker has to train by itself
 */
export function runProgress(
  forests: readonly ForestProgress[],
  workers: number,
  knownPace?: number,
  treesPerTask = Infinity,
): RunProgress {
  const pace = secondsPerTree(forests) ?? knownPace;
  let doneTrees = 0;
  let liveTrees = 0;
  let longestRest = 0;
  let done = 0;
  for (const forest of forests) {
    if (forest.ended) {
      done++;
      continue;
    }
    liveTrees += forest.nEstimators;
    const trained = treesTrained(forest, pace);
    doneTrees += trained;
    longestRest = Math.max(longestRest, forest.nEstimators - trained);
    if (forest.took !== undefined) done++;
  }
  const fraction = liveTrees === 0 ? 1 : doneTrees / liveTrees;
  const progress = { done, total: forests.length, fraction };
  // The run cannot end before its largest task does, however many workers share the rest.
  const rest = Math.max((liveTrees - doneTrees) / workers, Math.min(longestRest, treesPerTask));
  return pace === undefined ? progress : { ...progress, remaining: rest * pace };
}

/** The measured pace: seconds per tree over the forests that are done, undefined if none is. */
export function secondsPerTree(forests: readonly ForestProgress[]): number | undefined {
  let seconds = 0;
  let trees = 0;
  for (const { took, nEstimators } of forests) {
    if (took === undefined) continue;
    seconds += took;
    trees += nEstimators;
  }
  return trees === 0 ? undefined : seconds / trees;
}

/** A running forest never counts as quite done: it may be slower than the pace says. */
function treesTrained(
  { nEstimators, running, took, trained }: ForestProgress,
  pace: number | undefined,
): number {
  if (took !== undefined) return nEstimators;
  if (trained !== undefined) return trained;
  if (running === undefined || pace === undefined) return 0;
  return Math.min(running / pace, nEstimators * 0.98);
}
