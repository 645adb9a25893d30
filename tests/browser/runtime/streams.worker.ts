/** Generators for the tests of streaming. */
import { get, getRuntimeContext, remote, serveTasks, type ObjectRef } from '../../../src/runtime/worker';

function waitForGate(flags: Int32Array, index = 0): void {
  while (Atomics.load(flags, index) === 0) Atomics.wait(flags, index, 0);
}

function announce(flags: Int32Array, index: number): void {
  Atomics.add(flags, index, 1);
  Atomics.notify(flags, index);
}

const tasks = {
  square: (n: number): number => n * n,

  sum: (array: Float64Array): number => array.reduce((total, x) => total + x, 0),

  *count(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield i;
  },

  async *countAsync(n: number): AsyncGenerator<number> {
    for (let i = 0; i < n; i++) yield await Promise.resolve(i);
  },

  /** Yields what its children return. */
  async *squares(n: number): AsyncGenerator<number> {
    for (let i = 0; i < n; i++) yield await get(remote<(n: number) => number>('square').remote(i));
  },

  /** The second item comes when slot 0 is 1. */
  *gated(flags: Int32Array): Generator<string> {
    yield 'before';
    waitForGate(flags);
    yield 'after';
  },

  *columns(n: number): Generator<Float64Array> {
    for (let i = 0; i < n; i++) yield new Float64Array(1000).fill(i);
  },

  *failsAfter(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield i;
    throw new RangeError('no more');
  },

  *yieldsFunction(): Generator {
    yield 1;
    yield () => 1;
  },

  /** Endless; tells in slot 1 of each item, and in slot 2 that it has cleaned up behind it. */
  *endless(flags: Int32Array): Generator<number> {
    try {
      for (let i = 0; ; i++) {
        announce(flags, 1);
        yield i;
      }
    } finally {
      announce(flags, 2);
    }
  },

  /** Ends its thread in the first attempt after `n` items. */
  async *diesAfter(n: number): AsyncGenerator<string> {
    const { attempt } = getRuntimeContext();
    for (let i = 0; i < 2 * n; i++) {
      if (i === n && attempt === 0) {
        self.close();
        await new Promise(() => undefined);
      }
      yield `item ${i} of attempt ${attempt}`;
    }
  },

  /** Takes one item of an endless generator and leaves it. */
  async takesOne([flags]: [ObjectRef<Int32Array>]): Promise<number> {
    const endless = remote<(flags: Int32Array) => Generator<number>>('endless');
    const { value } = await endless.options({ generatorBackpressureNumObjects: 1 }).remote(flags).next();
    return get(value!);
  },

  /** A list, for numReturns: 'streaming'. */
  list: (n: number): number[] => Array.from({ length: n }, (_, i) => i),

  /** Consumes a generator inside a task. */
  async total(n: number): Promise<number> {
    let total = 0;
    for await (const ref of remote<(n: number) => Generator<number>>('count').remote(n)) {
      total += await get(ref);
    }
    return total;
  },
};

class Source {
  private next = 0;

  *take(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield this.next++;
  }

  async *takeAsync(n: number): AsyncGenerator<number> {
    for (let i = 0; i < n; i++) yield await Promise.resolve(this.next++);
  }

  count(): number {
    return this.next;
  }
}

const classes = { Source };

export type Tasks = typeof tasks;
export type Classes = typeof classes;

serveTasks(tasks, classes);
