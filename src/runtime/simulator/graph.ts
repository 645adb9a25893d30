import { labelOf, type Trace } from './trace';

/** A task is named at most this often in the message about a circle. */
const MAX_NAMED = 8;

/** Who becomes runnable when a task ends. Built from a checked trace; `missing` is used up by one simulation. */
export class Graph {
  /** Of each task: dependencies that have not ended. */
  readonly missing: Int32Array;
  /** Those that wait for task `i` are `dependents[offsets[i]]` to `dependents[offsets[i + 1] - 1]`, in submission order. */
  readonly offsets: Int32Array;
  readonly dependents: Int32Array;
  private readonly trace: Trace;

  constructor(trace: Trace) {
    this.trace = trace;
    const count = trace.durations.length;
    const { dependencies } = trace;
    this.missing = new Int32Array(count);
    this.offsets = new Int32Array(count + 1);
    this.dependents = new Int32Array(dependencies?.tasks.length ?? 0);
    if (!dependencies) return;
    // A counting sort of the edges by the task that is waited for.
    for (const dependency of dependencies.tasks) this.offsets[dependency + 1]!++;
    for (let task = 0; task < count; task++) this.offsets[task + 1]! += this.offsets[task]!;
    const next = this.offsets.slice(0, count);
    for (let task = 0; task < count; task++) {
      const end = dependencies.offsets[task + 1]!;
      this.missing[task] = end - dependencies.offsets[task]!;
      for (let k = dependencies.offsets[task]!; k < end; k++) {
        this.dependents[next[dependencies.tasks[k]!]!++] = task;
      }
    }
  }

  /**
   * Explains why tasks are left when none can run.
   *
   * @returns a RangeError that names tasks which wait for each other in a circle.
   */
  circleError(): RangeError {
    const { offsets, tasks } = this.trace.dependencies!;
    const seenAt = new Map<number, number>();
    const path: number[] = [];
    // Each task that is left waits for another one that is left, so this walk must come back to where it was.
    let task = this.missing.findIndex((missing) => missing > 0);
    while (!seenAt.has(task)) {
      seenAt.set(task, path.length);
      path.push(task);
      task = tasks.subarray(offsets[task], offsets[task + 1]).find((other) => this.missing[other]! > 0)!;
    }
    const circle = [...path.slice(seenAt.get(task)), task].map((member) => labelOf(this.trace, member));
    if (circle.length > MAX_NAMED) circle.splice(MAX_NAMED - 1, circle.length - MAX_NAMED, '…');
    return new RangeError(
      `These tasks can never run, because each waits for the next: ${circle.join(' → ')}.`,
    );
  }
}
