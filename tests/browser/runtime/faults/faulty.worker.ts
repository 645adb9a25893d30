/** Tasks and actors that go wrong. */
import {
  alloc,
  get,
  getRuntimeContext,
  remote,
  serveTasks,
  type ObjectRef,
} from '../../../../src/runtime/worker';

// The runtime hears of `self.close()`, but not of this: what comes from outside of the page calls it.
Object.assign(self, { closeSilently: self.close.bind(self) });

function announce(flags: Int32Array): void {
  Atomics.add(flags, 1, 1);
  Atomics.notify(flags, 1);
}

const tasks = {
  add: (a: number, b: number): number => a + b,

  whereAmI: (): number => getRuntimeContext().worker,

  /** Says in slot 1 that it runs, then stays busy until slot 0 is 1. */
  gate: (flags: Int32Array): number => {
    announce(flags);
    while (Atomics.load(flags, 0) === 0) Atomics.wait(flags, 0, 0);
    return getRuntimeContext().worker;
  },

  /** Never yields and never asks. */
  spin: (flags?: Int32Array): never => {
    if (flags) announce(flags);
    for (;;);
  },

  spinUntilCancelled: (flags: Int32Array): void => {
    announce(flags);
    const { isCancelled } = getRuntimeContext();
    while (!isCancelled());
  },

  /** Waits in a `get` for a task that never ends. */
  waitForSpinner: async ([flags]: [ObjectRef<Int32Array>]): Promise<void> => {
    const child = remote<(flags: Int32Array) => never>('spinUntilCancelled').remote(flags);
    await get(child);
  },

  /** Returns, and throws afterwards. */
  throwLater: (): string => {
    setTimeout(() => {
      throw new Error('thrown behind the back of the task');
    });
    return 'returned';
  },

  rejectLater: (): string => {
    void Promise.reject(new Error('awaited by nobody'));
    return 'returned';
  },

  /** Takes memory until there is no more. */
  exhaust: (): number => {
    const hoard: ArrayBuffer[] = [];
    for (;;) hoard.push(new ArrayBuffer(2 ** (32 + hoard.length)));
  },

  /** Fills an array of the store over and over; tells in slot 3 how often. */
  scribble: (flags: Int32Array): never => {
    const array = alloc('float64', 128 * 1024);
    announce(flags);
    for (;;) {
      array.fill(-1);
      Atomics.add(flags, 3, 1);
    }
  },

  returnArray: (length: number): Float64Array => new Float64Array(length),

  /** 0, 1, 2 … */
  count: (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index),

  /** Says that it runs, and adds up what it was given as soon as the gate is open. */
  sumAtGate: (flags: Int32Array, array: Float64Array): number => {
    announce(flags);
    while (Atomics.load(flags, 0) === 0) Atomics.wait(flags, 0, 0);
    return array.reduce((sum, x) => sum + x, 0);
  },
};

export type FaultyTasks = typeof tasks;

class Keeper {
  private calls = 0;

  /** Methods of this class run one at a time. */
  hold(flags: Int32Array): number {
    announce(flags);
    while (Atomics.load(flags, 0) === 0) Atomics.wait(flags, 0, 0);
    return ++this.calls;
  }

  count(): number {
    return ++this.calls;
  }

  worker(): number {
    return getRuntimeContext().worker;
  }
}

const classes = { Keeper };

export type FaultyClasses = typeof classes;

serveTasks(tasks, classes);
