/** The tasks of the runtime's browser tests. */
import {
  alloc,
  blocking,
  cancel,
  free,
  get,
  getSync,
  getRuntimeContext,
  put,
  remote,
  serveTasks,
  wait,
  getActor,
  kill,
  listActors,
  listObjects,
  listTasks,
  listWorkers,
  summarizeTasks,
  putWhenRoom,
  remoteClass,
  scope,
  type ActorHandle,
  type ObjectRef,
} from '../../../src/runtime/worker';

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

  /** Sums an array when a gate opens. */
  sumAtGate: (flags: Int32Array, array: Float64Array): number => {
    Atomics.add(flags, 1, 1);
    Atomics.notify(flags, 1);
    waitForGate(flags);
    return array.reduce((total, x) => total + x, 0);
  },

  /** Random numbers, the same in each attempt. */
  noise: (length: number): Float64Array => {
    let state = Number(getRuntimeContext().taskId.slice(1));
    return Float64Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647));
  },

  copyOf: (array: Float64Array): Float64Array => array.slice(),

  say: (text: string): void => {
    console.log(text);
  },

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

  /** A chain of tasks, each of which waits for the next. */
  descend: async (depth: number): Promise<number> =>
    depth === 0
      ? 0
      : 1 + (await get(remote<(depth: number) => Promise<number>>('descend').remote(depth - 1))),

  fanOut: async (count: number): Promise<number> => {
    const square = remote<(n: number) => number>('square');
    const squares = await get(Array.from({ length: count }, (_, i) => square.remote(i)));
    return squares.reduce((sum, n) => sum + n, 0);
  },

  square: (n: number): number => n * n,

  /** As `descend`, without a promise. */
  descendSync: blocking((depth: number): number =>
    depth === 0 ? 0 : 1 + getSync(remote<(depth: number) => number>('descendSync').remote(depth - 1)),
  ),

  fanOutSync: blocking((count: number): number => {
    const square = remote<(n: number) => number>('square');
    const squares = getSync(Array.from({ length: count }, (_, i) => square.remote(i)));
    return squares.reduce((sum, n) => sum + n, 0);
  }),

  /** What `getSync` gives for a reference. */
  readSync: blocking(([ref]: readonly [ObjectRef<unknown>], timeout = Infinity): unknown =>
    getSync(ref, { timeout }),
  ),

  callSync: blocking((counter: ActorHandle<typeof Counter>, n: number): number =>
    getSync(counter.add.remote(n)),
  ),

  readSyncUnmarked: ([ref]: readonly [ObjectRef<unknown>]): unknown => getSync(ref),

  /** Returns an array that was written in place; leaves another one to its end. */
  fillInPlace: (length: number): Float64Array => {
    alloc('float64', length);
    return alloc('float64', length).fill(3);
  },

  /** Puts an array and frees it when it was summed. */
  putSumFree: async (length: number): Promise<number> => {
    const ref = put(alloc('float64', length).fill(1));
    const sum = await get(remote<(array: Float64Array) => number>('sum').remote(ref));
    free(ref);
    return sum;
  },

  /** Puts an array, has another task sum it, and tells what that took. */
  putAndSum: async (length: number): Promise<number> => {
    const ref = put(new Float64Array(length).fill(2));
    return get(remote<(array: Float64Array) => number>('sum').remote(ref));
  },

  /** Puts an array and returns a reference to it. */
  putAndReturn: (length: number) => ({ inner: put(new Float64Array(length).fill(1)) }),

  /** Puts and sums arrays, of which the store has no room for two; tells the sum of all. */
  sumOneByOne: async (count: number, length: number): Promise<number> => {
    const sum = remote<(array: Float64Array) => number>('sum');
    let total = 0;
    for (let i = 0; i < count; i++) {
      total += await scope(async (own) => {
        const array = own(put(new Float64Array(length).fill(i)));
        return get(own(sum.remote(array)));
      });
      // The head has heard of it when it answers.
      await get(remote<(n: number) => number>('square').remote(i));
    }
    return total;
  },

  /** Puts an array and keeps it until the gate opens. */
  putAtGate: (flags: Int32Array, length: number): number => {
    const ref = put(new Float64Array(length));
    Atomics.add(flags, 1, 1);
    Atomics.notify(flags, 1);
    waitForGate(flags);
    return ref.id.length;
  },

  /** Puts arrays when there is room for them, and has another task read each. */
  produce: async (count: number, length: number): Promise<number> => {
    const sum = remote<(array: Float64Array) => number>('sum');
    const sums: ObjectRef<number>[] = [];
    for (let i = 0; i < count; i++) {
      using ref = await putWhenRoom(new Float64Array(length).fill(i), { timeout: 60_000 });
      sums.push(sum.remote(ref));
    }
    return (await get(sums)).reduce((total, x) => total + x, 0);
  },

  /** Leaves what it has put, submitted and got to its end; tells whether it could use it until then. */
  leavesMuch: async ({ box }: { box: ObjectRef<{ inner: ObjectRef<Float64Array> }> }): Promise<number> => {
    const sum = remote<(array: Float64Array) => number>('sum');
    const { inner } = await get(box);
    put(new Float64Array(10_000));
    remote<(length: number) => Float64Array>('makeArray').remote(10_000);
    return get(sum.remote(inner));
  },

  firstOf: async ([gate]: [ObjectRef<Int32Array>]): Promise<number[]> => {
    const slow = remote<(flags: Int32Array) => number>('gate').remote(gate);
    const quick = remote<(a: number, b: number) => number>('add').remote(1, 2);
    const [ready, notReady] = await wait([slow, quick]);
    const counts = [ready.length, notReady.length];
    cancel(slow, { force: true });
    return [...counts, await get(quick)];
  },

  /** Says who runs it before and after it waits. */
  whoAmI: async (label: string): Promise<string[]> => {
    const before = getRuntimeContext().taskName;
    await get(remote<(n: number) => number>('square').remote(1));
    return [label, before, getRuntimeContext().taskName];
  },

  waitsForGate: async ([flags]: [ObjectRef<Int32Array>]): Promise<number> =>
    get(remote<(flags: Int32Array) => number>('gate').remote(flags)),

  spawnsSpinner: async ([flags]: [ObjectRef<Int32Array>]): Promise<string> =>
    get(remote<(flags: Int32Array) => string>('spinUntilCancelled').remote(flags)),

  /** A reference inside a value stays one, and so does one inside a result. */
  getInside: async (box: { ref: ObjectRef<number> }) => ({ value: await get(box.ref), ref: box.ref }),

  firstInside: async ([ref]: readonly [ObjectRef<Float64Array>]): Promise<number | undefined> =>
    (await get(ref))[0],

  waitInside: async (refs: ObjectRef<number>[]): Promise<number> => (await wait(refs))[0].length,

  catchesItsChild: async (): Promise<string> => {
    try {
      await get(remote<(text: string) => never>('boom').remote('inside'));
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  },

  failsTwice: (): number => {
    const { attempt } = getRuntimeContext();
    if (attempt < 2) throw new RangeError(`attempt ${attempt}`);
    return attempt;
  },

  /** Calls an actor that it was given. */
  useCounter: async (counter: ActorHandle<typeof Counter>, n: number): Promise<number> =>
    get(counter.add.remote(n)),

  findCounter: async (name: string): Promise<number> =>
    get((await getActor<typeof Counter>(name)).add.remote(1)),

  killCounter: (counter: ActorHandle<typeof Counter>): void => {
    kill(counter);
  },

  makeCounter: async (start: number) => {
    const counter = remoteClass<typeof Counter>('Counter').remote(start);
    await get(counter.add.remote(1));
    return { counter };
  },

  /** What the state API tells a task: what runs, and how many of everything there are. */
  looksAround: async () => {
    const running = await listTasks({ filters: [['state', '=', 'RUNNING']] });
    const { totalTasks } = await summarizeTasks();
    const lists = [await listObjects(), await listActors(), await listWorkers()];
    return {
      running: running.map(({ name }) => name),
      totalTasks,
      counts: lists.map(({ length }) => length),
    };
  },

  divmod: (a: number, b: number): [number, number] => [Math.floor(a / b), a % b],

  /** Brief where it is given something positive; else it waits for another task. */
  squareOrWait: (n: number): number | Promise<number> =>
    n > 0 ? n * n : get(remote<(n: number) => number>('square').remote(n)),

  /** Brief where it is given something positive; else its first attempt goes on until it is cancelled. */
  squareOrSpin: (n: number): number => {
    const { attempt, isCancelled } = getRuntimeContext();
    while (n <= 0 && attempt === 0 && !isCancelled());
    return n * n;
  },

  throwsBelowZero: (n: number): number => {
    if (n < 0) throw new RangeError(`attempt ${getRuntimeContext().attempt}`);
    return n;
  },

  /** Submits a child, then closes its thread; its second attempt gets another child. */
  diesWithChild: async (): Promise<number[]> => {
    const { attempt } = getRuntimeContext();
    const child = remote<(n: number) => number>('square').remote(attempt + 2);
    if (attempt === 0) {
      self.close();
      await new Promise(() => undefined);
    }
    return [attempt, await get(child)];
  },
};

export type Tasks = typeof tasks;

/** Actors. */
class Counter {
  private count: number;

  constructor(start: number) {
    if (start < 0) throw new RangeError('a counter cannot start below 0');
    this.count = start;
  }

  add(n: number): number {
    this.count += n;
    return this.count;
  }

  worker(): number {
    return getRuntimeContext().worker;
  }

  fail(): never {
    throw new TypeError('this method always fails');
  }

  /** Ends the worker's thread. */
  async die(): Promise<void> {
    self.close();
    await new Promise(() => undefined);
  }

  /** Never returns, nor lets anything else run. */
  spin(): never {
    for (;;);
  }

  /** Waits for another task. */
  async addSquare(n: number): Promise<number> {
    this.count += await get(remote<(n: number) => number>('square').remote(n));
    return this.count;
  }
}

/** Calls of which all wait until the last one has come. */
class Meeting {
  private readonly size: number;
  private readonly arrived: (() => void)[] = [];

  constructor(size: number) {
    this.size = size;
  }

  async join(name: string): Promise<string> {
    await new Promise<void>((resolve) => {
      this.arrived.push(resolve);
      if (this.arrived.length === this.size) for (const leave of this.arrived) leave();
    });
    return name;
  }
}

/** Keeps a reference from one call to the next. */
class Keeper {
  private kept: ObjectRef<Float64Array> | undefined;

  keep([ref]: readonly [ObjectRef<Float64Array>]): void {
    this.kept = ref;
  }

  async first(): Promise<number | undefined> {
    return (await get(this.kept!))[0];
  }
}

/** Keeps references between its methods. */
class Library {
  private box: { inner: ObjectRef<Float64Array> } | undefined;

  keep(box: { inner: ObjectRef<Float64Array> }): void {
    this.box = box;
  }

  make(length: number): void {
    this.box = { inner: put(new Float64Array(length).fill(1)) };
  }

  async sum(): Promise<number> {
    return get(remote<(array: Float64Array) => number>('sum').remote(this.box!.inner));
  }
}

/** Keeps what it is told, in the order it comes. */
class Recorder {
  private readonly heard: number[] = [];

  hear(n: number): number {
    this.heard.push(n);
    return this.heard.length;
  }

  all(): number[] {
    return this.heard;
  }
}

/** Reads without a promise, which its thread's other actors would have to wait for. */
class SyncReader {
  read([ref]: readonly [ObjectRef<number>]): number {
    return getSync(ref);
  }
}

const classes = { Counter, Meeting, Keeper, Library, Recorder, SyncReader };

export type Classes = typeof classes;

serveTasks(tasks, classes);
