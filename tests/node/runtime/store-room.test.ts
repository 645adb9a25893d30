import { describe, expect, test, vi } from 'vitest';
import { Client } from '../../../src/runtime/client/client';
import { resolveOptions } from '../../../src/runtime/client/options';
import { NOBODY } from '../../../src/runtime/client/shares';
import { ObjectStoreFullError } from '../../../src/runtime/errors';
import type { ClientToHead } from '../../../src/runtime/protocol';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore, Ledger } from '../../../src/runtime/store/ledger';
import { readMeter } from '../../../src/runtime/store/meter';
import { pack, packAll } from '../../../src/runtime/store/pack';
import { storeWhenRoom, storeWithPatience } from '../../../src/runtime/store/room';

const FOR_EVER = 60_000;

function setUp(capacity: number) {
  const driver = createStore(capacity);
  const ledger = new Ledger(driver);
  const arena = new Arena(driver);
  const packing = { arena, minSharedBytes: 0 };
  const store = (bytes: number) => {
    const object = pack(new Uint8Array(bytes), packing);
    ledger.seal(object.blocks);
    return object.blocks;
  };
  const drop = (blocks: ReturnType<typeof store>): void => {
    for (const [, list] of ledger.release(blocks)) arena.free(list);
  };
  const whenRoom = (bytes: number, timeout: number) => arena.whenRoom(bytes, timeout);
  const packWhenRoom = (value: unknown, timeout: number) =>
    storeWhenRoom(() => pack(value, packing), whenRoom, timeout);
  const used = () => readMeter(driver.meter).used;
  return { ledger, arena, packing, store, drop, whenRoom, packWhenRoom, used };
}

describe('waiting for room', () => {
  test('is over at once where there is room', async () => {
    const { arena } = setUp(1000);
    expect(await arena.whenRoom(900, 0)).toBe(true);
  });

  test('is in vain at once for what the whole store could not hold', async () => {
    const { arena } = setUp(1000);
    expect(await arena.whenRoom(1001, FOR_EVER)).toBe(false);
  });

  test('ends with the release that makes enough room', async () => {
    const { arena, store, drop } = setUp(1024);
    const objects = [store(512), store(256), store(256)];
    const steps: string[] = [];
    const waiting = arena.whenRoom(700, FOR_EVER).then((hasRoom) => steps.push(`room: ${hasRoom}`));
    drop(objects[1]!);
    await arena.whenRoom(256, FOR_EVER);
    steps.push('too little was released');
    drop(objects[0]!);
    await waiting;
    expect(steps).toEqual(['too little was released', 'room: true']);
  });

  test('ends at the timeout', async () => {
    const { arena, store } = setUp(1024);
    store(1024);
    expect(await arena.whenRoom(64, 20)).toBe(false);
  });

  test('works by reading the meter where threads cannot wait asynchronously', async () => {
    const { waitAsync } = Atomics;
    Object.assign(Atomics, { waitAsync: undefined });
    try {
      const { arena, store, drop } = setUp(1024);
      const blocks = store(1024);
      const waiting = arena.whenRoom(64, FOR_EVER);
      drop(blocks);
      expect(await waiting).toBe(true);
      store(1024);
      expect(await arena.whenRoom(64, 20)).toBe(false);
    } finally {
      Object.assign(Atomics, { waitAsync });
    }
  });
});

describe('packing into a full store', () => {
  test('goes on when there is room for the whole value', async () => {
    const { packWhenRoom, store, drop, used } = setUp(4096);
    const objects = [store(2048), store(1024)];
    const value = [new Uint8Array(1500).fill(1), new Uint8Array(1500).fill(2)];
    const packed = packWhenRoom(value, FOR_EVER);
    drop(objects[1]!);
    drop(objects[0]!);
    expect((await packed).value).toEqual(value);
    expect(used()).toBe(2 * 1536);
  });

  test('fails after the timeout and leaves nothing behind', async () => {
    const { packWhenRoom, store, used } = setUp(4096);
    store(2048);
    const value = [new Uint8Array(1500), new Uint8Array(1500)];
    await expect(packWhenRoom(value, 20)).rejects.toThrow(ObjectStoreFullError);
    expect(used()).toBe(2048);
  });

  test('fails at once for a value that the empty store could not hold', async () => {
    const { packWhenRoom, used } = setUp(4096);
    const value = [new Uint8Array(3000), new Uint8Array(3000)];
    await expect(packWhenRoom(value, FOR_EVER)).rejects.toThrow(ObjectStoreFullError);
    expect(used()).toBe(0);
  });

  test('does not wait where it is not the store that is full', async () => {
    const { packWhenRoom } = setUp(4096);
    vi.stubGlobal('SharedArrayBuffer', function refuse() {
      throw new RangeError('Array buffer allocation failed');
    });
    const packed = packWhenRoom(new Uint8Array(100), FOR_EVER);
    vi.unstubAllGlobals();
    await expect(packed).rejects.toThrow('the browser gives the tab no more memory');
  });

  test('of several goes on when there is room for all', async () => {
    const { packing, whenRoom, store, drop, used } = setUp(4096);
    const objects = [store(1024), store(2048)];
    const values = [new Uint8Array(1000), new Uint8Array(1000), new Uint8Array(1000)];
    const packed = storeWhenRoom(() => packAll(values, packing), whenRoom, FOR_EVER);
    expect(used()).toBe(3072);
    drop(objects[0]!);
    drop(objects[1]!);
    expect((await packed).map(({ value }) => value)).toEqual(values);
    expect(used()).toBe(3 * 1024);
  });
});

test('arrays that were allocated stay open until there is room for all that is packed with them', async () => {
  const { arena, packing, store, drop, whenRoom, used } = setUp(4096);
  const objects = store(2048);
  const open = arena.alloc('uint8', 1024).fill(7);
  const values = [open, open, new Uint8Array(1024)];
  const packed = storeWhenRoom(() => packAll(values, packing), whenRoom, FOR_EVER);
  const other = arena.alloc('uint8', 1024).fill(1);
  arena.discard(other);
  drop(objects);
  const all = await packed;
  expect(all.map(({ value }) => (value as Uint8Array)[0])).toEqual([7, 7, 0]);
  // It is the first one's own, and the second one's copy.
  expect(all[0]!.value).toBe(open);
  expect(new Set(all.flatMap(({ blocks }) => blocks.map(({ number }) => number))).size).toBe(3);
  expect(used()).toBe(3 * 1024);
});

test('a thread that may block waits for room, or until the timeout', () => {
  const { arena, packing, store, used } = setUp(4096);
  const blocks = store(4096);
  const waits: number[] = [];
  const storing = (value: Uint8Array, timeout: number) =>
    storeWithPatience(
      () => pack(value, packing),
      (bytes, left) => {
        waits.push(bytes);
        return arena.awaitRoom(bytes, left);
      },
      timeout,
    );
  expect(() => storing(new Uint8Array(64), 20)).toThrow(ObjectStoreFullError);
  expect(() => storing(new Uint8Array(5000), FOR_EVER)).toThrow(ObjectStoreFullError);
  expect(waits).toEqual([64, 5056]);
  expect(used()).toBe(4096);
  // Nobody else can make room while this thread is blocked.
  arena.abandon(blocks);
  expect(storing(new Uint8Array(64), FOR_EVER).storedBytes).toBe(64);
});

test('the arguments of a task wait for room together: none of them takes any while another has none', () => {
  const { arena, store, drop, used } = setUp(4096);
  const blocks = store(2048);
  const sent: ClientToHead[] = [];
  const waits: { readonly bytes: number; readonly used: number }[] = [];
  const client = new Client({
    now: () => 0,
    arena,
    workers: undefined,
    isGenerator: () => false,
    isBlocking: () => false,
    waitSync: () => undefined,
    send: (message) => sent.push(message),
    nextId: (kind) => ({ id: `${kind}1` }),
    holder: () => NOBODY,
    suspend: (_, wait) => wait(),
    awaitRoom: (bytes) => {
      waits.push({ bytes, used: used() });
      drop(blocks);
      return true;
    },
    allocated: () => undefined,
    atEnd: () => undefined,
    note: () => undefined,
  });
  client.submit('f', resolveOptions('f', {}), [new Uint8Array(1536), new Uint8Array(1536)]);
  expect(waits).toEqual([{ bytes: 3072, used: 2048 }]);
  expect(sent.map(({ kind }) => kind)).toEqual(['submit']);
  expect(used()).toBe(3072);
});
