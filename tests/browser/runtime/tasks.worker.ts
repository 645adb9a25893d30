/** The tasks of the runtime's browser tests. */
import { getRuntimeContext, serveTasks } from '../../../src/runtime/worker';

/** Waits until `flags[index]` is 1; the tests open such gates instead of sleeping. */
function waitForGate(flags: Int32Array, index = 0): void {
  while (Atomics.load(flags, index) === 0) Atomics.wait(flags, index, 0);
}

const tasks = {
  add: (a: number, b: number): number => a + b,

  identity: (value: unknown): unknown => value,

  later: async (value: number): Promise<number> => {
    await Promise.resolve();
    return value;
  },

  context: () => {
    const { taskId, taskName, worker, attempt, isCancelled } = getRuntimeContext();
    return { taskId, taskName, worker, attempt, cancelled: isCancelled() };
  },

  boom: (text: string): never => {
    throw new RangeError(text);
  },

  throwText: (): never => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- people do throw texts
    throw 'just a text';
  },

  returnsFunction: () => ({ callback: () => 1 }),

  /** Announces itself in slot 1, then stays busy until slot 0 is 1. */
  gate: (flags: Int32Array): number => {
    Atomics.add(flags, 1, 1);
    Atomics.notify(flags, 1);
    waitForGate(flags);
    return getRuntimeContext().worker;
  },

  /** Busy until it is cancelled; tells in slot 1 that it runs and in slot 2 that it saw the cancel. */
  spinUntilCancelled: (flags: Int32Array): string => {
    Atomics.add(flags, 1, 1);
    Atomics.notify(flags, 1);
    const { isCancelled } = getRuntimeContext();
    while (!isCancelled());
    Atomics.store(flags, 2, 1);
    return 'stopped early';
  },

  /** Never yields and never asks. */
  spinForEver: (): never => {
    for (;;);
  },

  writeFirst: (array: Float64Array, value: number): number => {
    array[0] = value;
    return getRuntimeContext().worker;
  },

  readFirst: (array: Float64Array) => ({
    first: array[0],
    worker: getRuntimeContext().worker,
    shared: array.buffer instanceof SharedArrayBuffer,
  }),

  makeArray: (length: number): Float64Array => new Float64Array(length).fill(length),

  makeText: (length: number): string => 'x'.repeat(length),

  sum: (array: Float64Array): number => array.reduce((total, x) => total + x, 0),

  speak: (): void => {
    console.log('n_estimators=%s', 8, { mse: 0.5 });
    console.warn('careful');
  },

  closeOnFirstAttempt: async (): Promise<number> => {
    const { attempt } = getRuntimeContext();
    if (attempt > 0) return attempt;
    self.close();
    await new Promise(() => undefined);
    return -1;
  },
};

export type Tasks = typeof tasks;

serveTasks(tasks);
