/** What the cluster itself costs, in ms. */
export interface Overhead {
  /** From a worker's end, or from `.remote()`, until the head knows and can act on it. */
  readonly latency: number;
  /** The head's time for giving out one task: the next one can be given out so much later. */
  readonly dispatch: number;
  /** From the moment the head gave out a task until its worker, which is free, takes it up. */
  readonly startGap: number;
}

export const NO_OVERHEAD: Overhead = { latency: 0, dispatch: 0, startGap: 0 };

/** @throws RangeError that names the figure that is not a time. */
export function checkOverhead({ latency, dispatch, startGap }: Overhead): void {
  for (const [name, value] of Object.entries({ latency, dispatch, startGap })) {
    if (value >= 0 && value < Infinity) continue;
    throw new RangeError(`overhead.${name} must be 0 or more milliseconds; got ${value}.`);
  }
}
