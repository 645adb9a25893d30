/** Calls on all routes at once, with messages that arrive in any order, cancels, kills and dying workers. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Client } from '../../../../src/runtime/client/client';
import { letGo, type ObjectRef } from '../../../../src/runtime/client/object-ref';
import { resolveActorOptions, resolveOptions } from '../../../../src/runtime/client/options';
import {
  ActorDiedError,
  ActorUnavailableError,
  RayTaskError,
  TaskCancelledError,
} from '../../../../src/runtime/errors';
import type { Served } from '../../../../src/runtime/worker/executor';
import { sizesOf } from '../random/sizes';
import { WholeTab } from './whole-tab';

type Ref = ObjectRef<unknown>;
interface Call {
  readonly ref: Ref;
  readonly fn: string;
  readonly n: number;
  /** Whose result it is given. */
  readonly source?: Call;
  wasCancelled: boolean;
}

/** Whether it was cancelled, or what it is given was. */
const isDoomed = ({ wasCancelled, source }: Call): boolean =>
  wasCancelled || (source !== undefined && isDoomed(source));

interface Actor {
  readonly handle: { readonly hear: { remote(n: number): Ref } };
  wasKilled: boolean;
}

/** What is kept on purpose: the workers, how long functions take, what the state API tells of the past, actors that are dead. */
const KEPT =
  /slots$|members\.full$|waiters$|durations\.|history\.|roll\.|actors\.actors(\{\}\.creation\b.*)?$/;

/** What each instance of an actor has heard. */
let heard: number[][] = [];

class Listener {
  private readonly own: number[] = [];

  constructor() {
    heard.push(this.own);
  }

  hear(n: number): number {
    this.own.push(n);
    return n;
  }
}

const options = (fn: string) => resolveOptions(fn, { maxRetries: -1 });
const submit = (client: Client, fn: string, args: unknown[]) => client.submit(fn, options(fn), args) as Ref;

const serve = (client: () => Client): Served => ({
  tasks: new Map(
    Object.entries({
      double: (n: number) => 2 * n,
      list: (n: number) => [n, n],
      column: (n: number) => new Float64Array(3).fill(n),
      refuse: (n: number) => {
        throw new RangeError(String(n));
      },
      parent: async (n: number) => {
        const [value] = await client().get([submit(client(), 'double', [n])], undefined);
        return value;
      },
    }),
  ),
  classes: new Map([['Listener', Listener]]),
  generators: new Set<string>(),
  blocking: new Set<string>(),
});

const EXPECTED: Record<string, (n: number) => unknown> = {
  double: (n) => 2 * n,
  list: (n) => [n, n],
  column: (n) => new Float64Array(3).fill(n),
  parent: (n) => 2 * n,
  hear: (n) => n,
};

/** A life that a number decides. */
class Life {
  readonly tab: WholeTab;
  readonly calls: Call[] = [];
  readonly actors: Actor[] = [];
  readonly pick: (count: number) => number;
  private readonly workers: number;
  /** How many of ten calls may be of other functions than the first. */
  private readonly variety: number;
  private n = 0;
  private readonly resolved = ['double', 'list', 'column', 'refuse', 'parent'].map(
    (fn) => [fn, options(fn)] as const,
  );

  constructor(seed: number) {
    let state = seed;
    this.pick = (count) => {
      // Numerical Recipes' generator; its high bits are the good ones.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * count);
    };
    this.workers = 1 + this.pick(3);
    this.variety = this.pick(4);
    this.tab = new WholeTab(this.workers, serve);
  }

  async run(steps: number): Promise<void> {
    // One function at first, so that calls become direct.
    for (let i = 0; i < 5; i++) {
      this.submit(0);
      await this.tab.settle(this.pick);
    }
    for (let step = 0; step < steps; step++) await this.step();
    await this.tab.settle(this.pick);
  }

  async outcome({ ref }: Call): Promise<unknown> {
    const late = new Promise((resolve) => setImmediate(() => setImmediate(resolve, 'it has not ended')));
    const value = Promise.resolve(this.tab.client.get([ref], undefined)).then(
      ([first]) => first,
      (error: unknown) => error,
    );
    return Promise.race([value, late]);
  }

  private async step(): Promise<void> {
    const { tab, pick } = this;
    const kind = pick(100);
    if (kind < 40) await tab.deliver(pick);
    else if (kind < 70) for (let i = pick(8); i >= 0; i--) this.submit(pick(10) < this.variety ? pick(5) : 0);
    else if (kind < 73) this.create();
    else if (kind < 86) this.call();
    else if (kind < 88) this.submitWithReference();
    else if (kind < 91) this.cancel();
    else if (kind < 93) this.forget();
    else if (kind < 95) tab.crash(1 + pick(this.workers), 'it crashed');
    else if (kind < 96) this.kill();
    else if (kind < 97) void tab.client.inquire({ kind: 'counters' });
    else vi.advanceTimersByTime(10);
  }

  private submit(which: number): void {
    const [fn, resolved] = this.resolved[which]!;
    const n = ++this.n;
    this.calls.push({
      ref: this.tab.client.submit(fn, resolved, [n]) as Ref,
      fn,
      n,
      wasCancelled: false,
    });
  }

  private submitWithReference(): void {
    const source = this.calls.filter(({ fn }) => fn === 'double').at(-1);
    if (!source) return;
    const ref = submit(this.tab.client, 'double', [source.ref]);
    this.calls.push({ ref, fn: 'double', n: 2 * source.n, source, wasCancelled: false });
  }

  private create(): void {
    const resolved = resolveActorOptions('Listener', { maxRestarts: -1, maxTaskRetries: this.pick(2) - 1 });
    const handle = this.tab.client.createActor('Listener', resolved, []) as Actor['handle'];
    this.actors.push({ handle, wasKilled: false });
  }

  private call(): void {
    const actor = this.actors[this.pick(this.actors.length)];
    for (let i = this.pick(5); actor && i >= 0; i--) {
      const n = ++this.n;
      this.calls.push({ ref: actor.handle.hear.remote(n), fn: 'hear', n, wasCancelled: false });
    }
  }

  private cancel(): void {
    const recent = this.calls.slice(-20);
    const call = recent[this.pick(recent.length)];
    if (!call) return;
    call.wasCancelled = true;
    this.tab.client.cancel(call.ref, this.pick(4) === 0, true);
  }

  private forget(): void {
    const [call] = this.calls.splice(this.pick(this.calls.length), 1);
    if (call) letGo(call.ref);
  }

  private kill(): void {
    const actor = this.actors[this.pick(this.actors.length)];
    if (!actor) return;
    const noRestart = this.pick(2) === 0;
    actor.wasKilled ||= noRestart;
    this.tab.client.kill(actor.handle, noRestart);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  heard = [];
});

afterEach(() => {
  vi.useRealTimers();
});

/** @param steps of each life */
function always(steps: number, check: (life: Life) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.nat({ max: 2 ** 31 }), async (seed) => {
      heard = [];
      const life = new Life(seed);
      await life.run(steps);
      await check(life);
    }),
    { numRuns: 30 },
  );
}

test('every call ends, with its value or with what was done to it', async () => {
  let direct = 0;
  await always(120, async (life) => {
    for (const call of life.calls) {
      const outcome = await life.outcome(call);
      const { fn, n } = call;
      if (outcome instanceof TaskCancelledError) expect(isDoomed(call), `${call.ref.id} ${fn}`).toBe(true);
      else if (fn === 'refuse') expect(outcome).toBeInstanceOf(RayTaskError);
      else if (outcome instanceof ActorDiedError || outcome instanceof ActorUnavailableError)
        expect(fn).toBe('hear');
      else expect(outcome, `${call.ref.id} ${fn}`).toEqual(EXPECTED[fn]!(n));
    }
    direct += life.tab.direct;
  });
  expect(direct).toBeGreaterThan(100);
});

test('each instance of an actor hears its calls in their order, none of them twice', async () => {
  await always(120, () => {
    for (const own of heard) expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
    return Promise.resolve();
  });
});

test('the log tells the end of each task once, and as it was', async () => {
  await always(120, async (life) => {
    const { events } = life.tab;
    for (const call of life.calls) {
      const own = events.filter(({ taskId }) => taskId === call.ref.id);
      const finished = own.filter(({ state }) => state === 'FINISHED');
      const hasFailed = (await life.outcome(call)) instanceof Error;
      expect(finished, call.ref.id).toHaveLength(hasFailed ? 0 : 1);
      expect(own.at(-1)?.state, call.ref.id).toBe(hasFailed ? 'FAILED' : 'FINISHED');
    }
  });
});

test('when all has ended and nobody holds a reference, nothing is left at the head', async () => {
  await always(120, async (life) => {
    const { tab } = life;
    for (const { handle } of life.actors) tab.client.kill(handle, true);
    for (const { ref } of life.calls) letGo(ref);
    await tab.settle(life.pick);
    expect([...sizesOf(tab.head).keys()].filter((path) => !KEPT.test(path))).toEqual([]);
  });
});
