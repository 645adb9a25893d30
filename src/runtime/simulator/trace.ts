/** What a replay needs of a run. A task is its place in submission order, counted from 0. */
export interface Trace {
  /** How long each task occupies a worker, in ms. */
  readonly durations: Float64Array;
  /** Absent when no task waits for another. */
  readonly dependencies?: Dependencies;
  /** Ids for error messages; without them a task is called by its number. */
  readonly taskIds?: readonly string[];
}

/** Who waits for whom, in compressed rows: task `i` waits for `tasks[offsets[i]]` to `tasks[offsets[i + 1] - 1]`. */
export interface Dependencies {
  /** One more than there are tasks; begins with 0 and never falls. */
  readonly offsets: Int32Array;
  readonly tasks: Int32Array;
}

/**
 * A trace from plain lists, in submission order.
 *
 * @param durations ms.
 * @param dependencies for each task the numbers of those it waits for.
 * @throws RangeError when there are dependencies and not one list per task. Values are checked by `simulate`.
 */
export function traceOf(durations: readonly number[], dependencies?: readonly (readonly number[])[]): Trace {
  const trace = { durations: Float64Array.from(durations) };
  if (dependencies === undefined) return trace;
  if (dependencies.length !== durations.length) {
    throw new RangeError(
      `There are ${durations.length} durations and ${dependencies.length} lists of dependencies; there must be one list per task.`,
    );
  }
  return { ...trace, dependencies: compress(dependencies) };
}

/** The lists as compressed rows. A number that no Int32Array can hold becomes -1, which `checkTrace` refuses. */
export function compress(lists: readonly (readonly number[])[]): Dependencies {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, task) => {
    offsets[task + 1] = offsets[task]! + list.length;
  });
  const tasks = new Int32Array(offsets[lists.length]!);
  lists.forEach((list, task) => {
    list.forEach((dependency, i) => {
      tasks[offsets[task]! + i] = dependency === (dependency | 0) ? dependency : -1;
    });
  });
  return { offsets, tasks };
}

/** How a message calls the task. */
export function labelOf({ taskIds }: Trace, task: number): string {
  return taskIds?.[task] ?? String(task);
}

/** @throws RangeError that names the first task that cannot be simulated, and why. */
export function checkTrace(trace: Trace): void {
  const { durations, dependencies } = trace;
  // `!(x >= 0)` rather than `x < 0`, because NaN must be caught as well.
  const bad = durations.findIndex((duration) => !(duration >= 0 && duration < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `Task ${labelOf(trace, bad)}: its duration must be 0 or more milliseconds; got ${durations[bad]!}.`,
    );
  }
  if (dependencies) checkDependencies(trace, dependencies);
}

function checkDependencies(trace: Trace, { offsets, tasks }: Dependencies): void {
  const count = trace.durations.length;
  if (offsets.length !== count + 1 || offsets[0] !== 0 || offsets[count] !== tasks.length) {
    throw new RangeError(
      `The offsets of the dependencies must be ${count + 1} numbers from 0 to ${tasks.length}, one more than there are tasks.`,
    );
  }
  for (let task = 0; task < count; task++) {
    if (offsets[task]! > offsets[task + 1]!) {
      throw new RangeError(`The offsets of the dependencies fall after task ${labelOf(trace, task)}.`);
    }
    for (let k = offsets[task]!; k < offsets[task + 1]!; k++) {
      const dependency = tasks[k]!;
      if (dependency >= 0 && dependency < count) continue;
      throw new RangeError(
        `Task ${labelOf(trace, task)} depends on a task that is not in the trace: there are ${count}, numbered from 0.`,
      );
    }
  }
}
