import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoreMember, StoredObject } from '../../../src/runtime/protocol';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore, Ledger } from '../../../src/runtime/store/ledger';
import { readMeter } from '../../../src/runtime/store/meter';
import { pack } from '../../../src/runtime/store/pack';

/** A store with a ledger, and threads that store arrays of so many bytes. */
function setUp(capacity = 100_000) {
  const driver = createStore(capacity);
  const ledger = new Ledger(driver);
  const join = (
    owner: number,
  ): { member: StoreMember; arena: Arena; store: (bytes: number) => StoredObject } => {
    const member = owner === 0 ? driver : ledger.admit(owner);
    const arena = new Arena(member);
    return {
      member,
      arena,
      store: (bytes) => pack(new Uint8Array(bytes), { arena, minSharedBytes: 0 }),
    };
  };
  return { ledger, join, used: () => readMeter(driver.meter).used };
}

describe('the ledger', () => {
  test('an object that is gone makes room at once, and its owner is told which blocks to free', () => {
    const { ledger, join, used } = setUp();
    const [driver, worker] = [join(0), join(1)];
    const [a, b] = [driver.store(64), worker.store(128)];
    expect(ledger.seal([...a.blocks, ...b.blocks])).toBe(true);
    const toFree = ledger.release([...a.blocks, ...b.blocks]);
    expect(used()).toBe(0);
    expect([...toFree.keys()]).toEqual([0, 1]);
    expect(worker.arena.free(toFree.get(1)!)).toBe(1);
  });

  test('blocks that were released before, or never sealed, count for nothing', () => {
    const { ledger, join, used } = setUp();
    const worker = join(1);
    const [known, unknown] = [worker.store(64), worker.store(64)];
    ledger.seal(known.blocks);
    ledger.release(known.blocks);
    expect(ledger.release(known.blocks).size).toBe(0);
    expect(ledger.release(unknown.blocks).size).toBe(0);
    expect(used()).toBe(64);
  });

  test('a block belongs to one object only', () => {
    const { ledger, join } = setUp();
    const { blocks } = join(1).store(64);
    expect(ledger.seal(blocks)).toBe(true);
    expect(ledger.seal(blocks)).toBe(false);
  });

  test('what a dead worker had not sealed is given back when it has really ended; its objects stay', () => {
    const { ledger, join, used } = setUp();
    const worker = join(1);
    const kept = worker.store(1000);
    ledger.seal(kept.blocks);
    worker.arena.alloc('uint8', 5000);
    worker.store(300);
    ledger.fence(worker.member);
    expect(used()).toBe(1024 + 5056 + 320);
    expect(ledger.bury(worker.member)).toBe(5056 + 320);
    expect(ledger.bury(worker.member)).toBe(0);
    expect(used()).toBe(1024);
    expect(ledger.release(kept.blocks).size).toBe(0);
    expect(used()).toBe(0);
  });

  test('a worker that was declared dead and still runs can neither store nor seal', () => {
    const { ledger, join, used } = setUp();
    const worker = join(1);
    const late = worker.store(64);
    ledger.fence(worker.member);
    expect(ledger.seal(late.blocks)).toBe(false);
    expect(() => worker.store(64)).toThrow('counts as dead');
    expect(used()).toBe(64);
    ledger.bury(worker.member);
    expect(used()).toBe(0);
    expect(ledger.seal(late.blocks)).toBe(false);
  });

  test('the successor of a dead worker starts with nothing and is not mistaken for it', () => {
    const { ledger, join, used } = setUp();
    const dead = join(1);
    const old = dead.store(64);
    ledger.seal(old.blocks);
    ledger.fence(dead.member);
    const successor = join(1);
    const young = successor.store(128);
    expect(ledger.seal(young.blocks)).toBe(true);
    expect(successor.arena.free(old.blocks)).toBe(0);
    expect(ledger.bury(dead.member)).toBe(0);
    ledger.release(old.blocks);
    expect(used()).toBe(128);
    expect(ledger.usage().map(({ owner, state, usedBytes }) => [owner, state, usedBytes])).toEqual([
      [0, 'ALIVE', 0],
      [1, 'ALIVE', 128],
    ]);
  });

  test('rows of dead workers are used again: deaths without end leave no trace', () => {
    const { ledger, join, used } = setUp();
    for (let i = 0; i < 1100; i++) {
      const worker = join(1);
      if (i % 100 === 0) worker.store(64);
      ledger.bury(worker.member);
    }
    expect(used()).toBe(0);
    expect(ledger.usage()).toHaveLength(1);
  });

  test('whatever threads store, drop and die of, the meter shows what is alive', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('store'), worker: fc.nat(2), bytes: fc.integer({ min: 1, max: 3000 }) }),
      fc.record({ kind: fc.constant('drop'), worker: fc.nat(2), bytes: fc.nat(20) }),
      fc.record({ kind: fc.constant('open'), worker: fc.nat(2), bytes: fc.integer({ min: 1, max: 3000 }) }),
      fc.record({ kind: fc.constant('die'), worker: fc.nat(2), bytes: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const { ledger, join, used } = setUp(1_000_000);
        const workers = [join(1), join(2), join(3)];
        const objects: { blocks: StoredObject['blocks']; worker: number }[] = [];
        let alive = 0;
        const open = [0, 0, 0];
        for (const { kind, worker, bytes } of actions) {
          const thread = workers[worker]!;
          if (kind === 'store') {
            const { blocks } = thread.store(bytes);
            expect(ledger.seal(blocks)).toBe(true);
            objects.push({ blocks, worker });
            alive += blocks[0]!.bytes;
          } else if (kind === 'drop' && bytes < objects.length) {
            const [object] = objects.splice(bytes, 1);
            for (const [owner, blocks] of ledger.release(object!.blocks)) {
              expect(workers[owner - 1]!.arena.free(blocks)).toBe(1);
            }
            alive -= object!.blocks[0]!.bytes;
          } else if (kind === 'open') {
            thread.arena.alloc('uint8', bytes);
            open[worker]! += Math.ceil(bytes / 64) * 64;
          } else if (kind === 'die') {
            ledger.fence(thread.member);
            workers[worker] = join(worker + 1);
            expect(ledger.bury(thread.member)).toBe(open[worker]);
            open[worker] = 0;
          }
          expect(used()).toBe(alive + open[0]! + open[1]! + open[2]!);
        }
      }),
      { numRuns: 100 },
    );
  });
});
