import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { get, kill, put, scope, shutdown, type ObjectRef } from '../../../src/runtime';
import { actorClass, collectEvents, errorFrom, startCluster, task } from './cluster';

const MIB = 1024 ** 2;
let log: ReturnType<typeof collectEvents>;

beforeEach(() => {
  log = collectEvents();
});

afterEach(async () => {
  log.stop();
  await shutdown();
});

/** Resolves when the head has dealt with everything sent so far, and leaves nothing. */
async function settled(): Promise<void> {
  await scope((own) => get(own(task('add').remote(1, 1))));
}

/** What is in the store, as the head told last. */
function fill(): { objects: number; bytes: number } {
  const { objects = 0, bytes = 0 } = log.of('store').at(-1) ?? {};
  return { objects, bytes };
}

/** The head tells of the store a little later where brief tasks come and go. */
const filled = async () => {
  await settled();
  return expect.poll(fill, PATIENCE);
};

/** As `filled`, but for what the garbage collector lets go. */
const collected = async () => {
  await settled();
  return expect.poll(() => {
    globalThis.gc!();
    return fill();
  }, PATIENCE);
};

const EMPTY = { objects: 0, bytes: 0 };
const PATIENCE = { timeout: 20_000 };
const column = (): Float64Array => new Float64Array(10_000).fill(1);

describe.each([true, false])('references (sharedMemory: %s)', (sharedMemory) => {
  const start = () => startCluster({ sharedMemory, numCpus: 2 });

  test('of a block go with it', async () => {
    await start();
    {
      using ref = put(column());
      using sum = task('sum').remote(ref);
      expect(await get(sum)).toBe(10_000);
      await (await filled()).toMatchObject({ objects: 2 });
    }
    await (await filled()).toEqual(EMPTY);
  });

  test('named to a scope go when it has ended, though it throws', async () => {
    await start();
    let late: ObjectRef<number> | undefined;
    const failing = scope(async (own) => {
      const data = own(put(column()));
      late = own(task('sum').remote(data));
      await get(own([task('sum').remote(data), task('makeArray').remote(50_000)]));
      throw new RangeError('in mid-run');
    });
    expect(await errorFrom(failing)).toBeInstanceOf(RangeError);
    await (await filled()).toEqual(EMPTY);
    expect((await errorFrom(get(late!))).message).toBe(
      `ObjectRef ${late!.id} was let go of and cannot be used any more.`,
    );
  });

  test('are kept until a get under way has returned', async () => {
    await start();
    const getAtOnce = (): Promise<number> => {
      using ref = task('add').remote(1, 2);
      // Not awaited: the block ends first.
      return get(ref);
    };
    expect(await getAtOnce()).toBe(3);
    await (await filled()).toEqual(EMPTY);
  });

  test('inside values keep their objects as long as the values live, and whoever got them', async () => {
    await start();
    const inner = await scope(async (own) => (await get(own(task('putAndReturn').remote(10_000)))).inner);
    expect(await get(task('sum').remote(inner))).toBe(10_000);
    await scope(async (own) => {
      own(inner);
      const box = own(put({ inner }));
      expect(await get(own(task('leavesMuch').remote({ box })))).toBe(10_000);
    });
    await (await filled()).toMatchObject({ bytes: 0 });
  });

  test('of tasks go when they have ended', async () => {
    await start();
    await scope(async (own) => {
      const box = own(task('putAndReturn').remote(10_000));
      expect(await get(own(task('leavesMuch').remote({ box })))).toBe(10_000);
      await settled();
    });
    await (await filled()).toEqual(EMPTY);
  });

  test('of an actor are kept as long as it lives', async () => {
    await start();
    const library = actorClass('Library').remote();
    await scope(async (own) => {
      const inner = own(put(column()));
      await get(own(library.keep.remote({ inner })));
    });
    const sum = () => scope((own) => get(own(library.sum.remote())));
    expect(await sum()).toBe(10_000);
    // The other one is the result that its method got: only the garbage collector knows that it was not kept.
    await (await filled()).toMatchObject({ objects: 2 });
    await scope((own) => get(own(library.make.remote(20_000))));
    expect(await sum()).toBe(20_000);
    kill(library);
    await (await filled()).toEqual(EMPTY);
  });
});

test('of a long task go with its scopes, before it ends', async () => {
  await startCluster({ numCpus: 2, objectStoreMemory: 30 * MIB });
  const length = (20 * MIB) / 8;
  expect(await get(task('sumOneByOne').remote(5, length))).toBe(10 * length);
});

describe('what the garbage collector finds without a reference', () => {
  test('goes from the store, on the driver', async () => {
    await startCluster({ numCpus: 1 });
    const run = async (): Promise<void> => {
      const data = put(column());
      const boxes = await get(Array.from({ length: 100 }, () => task('putAndReturn').remote(100)));
      expect(boxes.length).toBe(100);
      expect(await get(task('sum').remote(data))).toBe(10_000);
      void task('later').remote(1);
    };
    await run();
    await (await collected()).toEqual(EMPTY);
  });

  test('goes by the thousand', async () => {
    await startCluster({ numCpus: 1 });
    const run = async (): Promise<void> => {
      await get(Array.from({ length: 5000 }, (_, i) => task('square').remote(i)));
    };
    await run();
    await (await collected()).toEqual(EMPTY);
    const fills = log.of('store').map(({ objects }) => objects);
    expect(Math.max(...fills)).toBeGreaterThan(1000);
  });

  test.each(['made by a task', 'put'])(
    'stays while an array that was got, or a part of it, is used (%s)',
    async (how) => {
      await startCluster({ numCpus: 1, objectStoreMemory: 64 * MIB });
      const make = (length: number) =>
        how === 'put' ? put(new Float64Array(length).fill(length)) : task('makeArray').remote(length);
      const partOf = async (length: number): Promise<Float64Array> =>
        (await get(make(length))).subarray(1, 3);
      const part = await partOf(10_000);
      for (let i = 0; i < 20; i++) {
        await partOf(20_000);
        globalThis.gc!();
        await settled();
      }
      expect([...part]).toEqual([10_000, 10_000]);
      await (await collected()).toMatchObject({ objects: 1 });
      expect(part.length).toBe(2);
    },
  );

  test('stays while it is waited for', async () => {
    await startCluster({ numCpus: 1 });
    const values = get(Array.from({ length: 200 }, (_, i) => task('later').remote(i)));
    globalThis.gc!();
    await settled();
    globalThis.gc!();
    expect((await values).length).toBe(200);
  });

  test('makes room in a small store', async () => {
    await startCluster({ numCpus: 1, objectStoreMemory: 64 * MIB });
    for (let i = 0; i < 8; i++) {
      const once = async (): Promise<void> => {
        expect((await get(task('makeArray').remote((20 * MIB) / 8)))[0]).toBe((20 * MIB) / 8);
      };
      await once();
      await (await collected()).toEqual(EMPTY);
    }
  });
});
