/** What there is of everything that could be left behind. */
import { counters, listActors, listObjects, listWorkers } from '../../../../src/runtime';

/** In the cluster: as the head tells. */
export async function clusterCensus() {
  const [objects, actors, workers] = await Promise.all([listObjects(), listActors(), listWorkers()]);
  const { storeBytes, tasksByState } = await counters();
  const { FINISHED = 0, FAILED = 0, ...unfinished } = tasksByState;
  return {
    storeBytes,
    objects: objects.length,
    references: objects.reduce((sum, { referenceCount }) => sum + referenceCount, 0),
    workers: workers.filter(({ state }) => state === 'ALIVE').length,
    actors: actors.filter(({ state }) => state !== 'DEAD').length,
    unfinished,
    hasRun: FINISHED + FAILED > 0,
  };
}

/** In the page, of what the runtime makes there. A lock stands for a worker: each holds one as long as it lives. */
export class PageCensus {
  private heads = 0;
  private readonly timers = new Set<unknown>();
  private readonly listeners = new Set<{
    readonly target: WeakRef<EventTarget>;
    readonly type: string;
    readonly listener: WeakRef<object>;
  }>();
  private readonly buffers: WeakRef<ArrayBufferLike>[] = [];
  private readonly undo: (() => void)[] = [];

  constructor() {
    this.countHeads();
    this.countTimers();
    this.countListeners();
  }

  /** Counts what the garbage collector leaves. */
  async take() {
    globalThis.gc!();
    const { held = [] } = await navigator.locks.query();
    const targets = [...this.listeners].filter(({ target }) => target.deref());
    return {
      heads: this.heads,
      locks: held.filter(({ name }) => name?.startsWith('treeline-runtime')).length,
      timers: this.timers.size,
      listeners: targets.length,
      buffers: this.buffers.filter((buffer) => buffer.deref()).length,
    };
  }

  /** Counts a buffer as long as somebody has it. */
  watch(buffer: ArrayBufferLike): void {
    this.buffers.push(new WeakRef(buffer));
  }

  stop(): void {
    for (const undo of this.undo) undo();
  }

  private countHeads(): void {
    const count = (more: number): void => {
      this.heads += more;
    };
    this.replace(
      globalThis,
      'Worker',
      class extends Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          count(1);
        }

        override terminate(): void {
          count(-1);
          super.terminate();
        }
      },
    );
  }

  private countTimers(): void {
    const { timers } = this;
    const { setTimeout, clearTimeout } = globalThis;
    this.replace(globalThis, 'setTimeout', ((callback: () => void, ms?: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      if (isRuntimes()) timers.add(timer);
      return timer;
    }) as typeof setTimeout);
    this.replace(globalThis, 'clearTimeout', (timer) => {
      timers.delete(timer);
      clearTimeout(timer as number | undefined);
    });
  }

  private countListeners(): void {
    const { listeners } = this;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with `this`
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    this.replace(
      EventTarget.prototype,
      'addEventListener',
      function add(this: EventTarget, ...args: Parameters<typeof addEventListener>) {
        if (args[1] && isRuntimes())
          listeners.add({ target: new WeakRef(this), type: args[0], listener: new WeakRef(args[1]) });
        addEventListener.apply(this, args);
      },
    );
    this.replace(
      EventTarget.prototype,
      'removeEventListener',
      function remove(this: EventTarget, ...args: Parameters<typeof removeEventListener>) {
        for (const each of listeners) {
          if (each.target.deref() === this && each.type === args[0] && each.listener.deref() === args[1])
            listeners.delete(each);
        }
        removeEventListener.apply(this, args);
      },
    );
  }

  private replace<T extends object, K extends keyof T>(owner: T, key: K, value: T[K]): void {
    const before = owner[key];
    owner[key] = value;
    this.undo.push(() => {
      owner[key] = before;
    });
  }
}

/** Whether the runtime calls, not the tests' own tools. */
function isRuntimes(): boolean {
  return new Error().stack?.includes('/src/runtime/') ?? false;
}
