import { afterEach, expect, test } from 'vitest';
import { get, put, shutdown } from '../../../src/runtime';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore, Ledger } from '../../../src/runtime/store/ledger';
import { readMeter } from '../../../src/runtime/store/meter';
import { pack } from '../../../src/runtime/store/pack';
import { startCluster } from './cluster';
import type { Answer, Order } from './store.worker';
import StoreWorker from './store.worker?worker';

const MIB = 1024 * 1024;
const threads: Worker[] = [];

afterEach(async () => {
  for (const thread of threads.splice(0)) thread.terminate();
  await shutdown();
});

/** A store with its ledger here and threads of workers. */
function setUp(capacity: number) {
  const driver = createStore(capacity);
  const ledger = new Ledger(driver);
  const join = async (owner: number) => {
    const thread = new StoreWorker();
    threads.push(thread);
    const ask = (order: Order): Promise<Answer> =>
      new Promise((resolve) => {
        thread.onmessage = (event: MessageEvent<Answer>) => {
          resolve(event.data);
        };
        thread.postMessage(order);
      });
    const member = ledger.admit(owner);
    await ask({ kind: 'join', member });
    return { member, ask, thread };
  };
  return { driver, ledger, join, used: () => readMeter(driver.meter).used };
}

test('an array from alloc in one thread is read in place by another, and its memory is used again', async () => {
  const { ledger, join } = setUp(64 * MIB);
  const worker = await join(1);
  const first = (await worker.ask({ kind: 'alloc', length: 1000, value: 7 })).object!;
  const array = first.value as Float64Array;
  expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(array.every((x) => x === 7)).toBe(true);
  expect(first.array).toEqual({ dtype: 'float64', shape: [1000] });

  expect(ledger.seal(first.blocks)).toBe(true);
  const kept = (await worker.ask({ kind: 'copy', length: 1000, value: 9 })).object!;
  for (const blocks of ledger.release(first.blocks).values()) await worker.ask({ kind: 'free', blocks });
  await worker.ask({ kind: 'copy', length: 1000, value: 8 });
  // Nobody may look any more; this test does, to see whose memory it is now.
  expect(array[0]).toBe(8);
  expect((kept.value as Float64Array)[0]).toBe(9);
});

test('large objects are dropped when they are freed: gigabytes pass through a small store', async () => {
  const { ledger, join, used } = setUp(100 * MIB);
  const worker = await join(1);
  for (let i = 0; i < 20; i++) {
    const { object } = await worker.ask({ kind: 'alloc', length: 8 * MIB, value: i });
    expect((object!.value as Float64Array)[8 * MIB - 1]).toBe(i);
    ledger.seal(object!.blocks);
    for (const blocks of ledger.release(object!.blocks).values()) {
      expect((await worker.ask({ kind: 'free', blocks })).heldBytes).toBe(0);
    }
  }
  expect(used()).toBe(0);
});

test('a worker waits with its result until the driver has made room', async () => {
  const { driver, ledger, join } = setUp(MIB);
  const arena = new Arena(driver);
  const { blocks } = pack(new Uint8Array(MIB), { arena, minSharedBytes: 0 });
  ledger.seal(blocks);
  const worker = await join(1);
  const result = worker.ask({ kind: 'copyWhenRoom', length: 1000, value: 3 });
  for (const [, mine] of ledger.release(blocks)) expect(arena.free(mine)).toBe(1);
  expect(((await result).object!.value as Float64Array)[0]).toBe(3);
});

test('the driver waits without blocking until a dead worker is buried', async () => {
  const { driver, ledger, join, used } = setUp(MIB);
  const worker = await join(1);
  const { object } = await worker.ask({ kind: 'copy', length: 1000, value: 5 });
  ledger.seal(object!.blocks);
  await worker.ask({ kind: 'leaveOpen', length: 120_000 });
  const arena = new Arena(driver);
  const waiting = arena.whenRoom(500_000, 30_000);
  ledger.fence(worker.member);
  worker.thread.terminate();
  expect(ledger.bury(worker.member)).toBe(960_000);
  expect(await waiting).toBe(true);
  // What it had made lives on.
  expect((object!.value as Float64Array)[999]).toBe(5);
  expect(used()).toBe(8000);
});

test('a reference inside what the driver puts is a reference when the driver gets it', async () => {
  await startCluster({ numCpus: 1 });
  const inner = put(5);
  const outer = put({ list: [inner] });
  const { list } = await get(outer);
  expect(await get(list[0]!)).toBe(5);
});
