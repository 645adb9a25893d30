import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore } from '../../../src/runtime/store/ledger';
import { pack } from '../../../src/runtime/store/pack';
import { Segments, type Piece } from '../../../src/runtime/store/segments';

const MIB = 1024 * 1024;

/** Sizes in blocks of 64 bytes, from one to those that share a segment with nobody, small ones mostly. */
const size = fc
  .tuple(fc.integer({ min: 0, max: 18 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([power, factor]) => 64 * Math.floor(2 ** power * factor));

/** Take so many bytes, or give back the live piece at so much of the list. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ take: size }) },
  { weight: 4, arbitrary: fc.record({ give: fc.double({ min: 0, max: 0.999, noNaN: true }) }) },
);

type Held = Piece & { readonly bytes: number };

function overlap(one: Held, other: Held): boolean {
  return (
    one.buffer === other.buffer &&
    one.offset < other.offset + other.bytes &&
    other.offset < one.offset + one.bytes
  );
}

describe('the segments', () => {
  test('pieces never overlap, stay within their buffer, and all of the memory comes back together', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const segments = new Segments(0);
        const live: Held[] = [];
        for (const action of steps) {
          if ('take' in action) {
            const piece = { ...segments.take(action.take), bytes: action.take };
            expect(piece.offset % 64).toBe(0);
            expect(piece.offset + piece.bytes).toBeLessThanOrEqual(piece.buffer.byteLength);
            for (const other of live) expect(overlap(piece, other)).toBe(false);
            live.push(piece);
          } else if (live.length > 0) {
            const [piece] = live.splice(Math.floor(action.give * live.length), 1);
            expect(segments.give(piece!.number)).toBe(true);
            expect(segments.give(piece!.number)).toBe(false);
          }
        }
        for (const { number } of live) segments.give(number);
        // Only what has merged into whole segments can be dropped.
        expect(segments.heldBytes).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test('freed memory is used again: a long random run holds at most 1.8 times what it uses', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (stream) => {
        const segments = new Segments(0);
        const random = (): number => stream.next().value as number;
        const live: { readonly number: number; readonly bytes: number }[] = [];
        let used = 0;
        let mostUsed = 0;
        for (let i = 0; i < 5000; i++) {
          if (used < 32 * MIB) {
            const bytes = 64 * Math.floor(2 ** (random() * 14));
            live.push({ number: segments.take(bytes).number, bytes });
            used += bytes;
            mostUsed = Math.max(mostUsed, used);
          } else {
            const [piece] = live.splice(Math.floor(random() * live.length), 1);
            segments.give(piece!.number);
            used -= piece!.bytes;
          }
        }
        expect(segments.heldBytes).toBeLessThan(Math.max(mostUsed * 1.8, 8 * MIB));
      }),
      { numRuns: 5 },
    );
  });

  test('keeps own buffers warm up to a limit, rather for an object that comes than for one that may come', () => {
    const segments = new Segments(40 * MIB);
    const first = segments.take(16 * MIB);
    const second = segments.take(20 * MIB);
    segments.give(first.number);
    segments.give(second.number);
    expect(segments.heldBytes).toBe(36 * MIB);
    expect(segments.take(19 * MIB).buffer).toBe(second.buffer);
    segments.take(18 * MIB);
    expect(segments.heldBytes).toBe(38 * MIB);
  });

  test('an object too large to be kept does not drive the warm buffers out', () => {
    const segments = new Segments(40 * MIB);
    segments.give(segments.take(30 * MIB).number);
    segments.take(60 * MIB);
    expect(segments.heldBytes).toBe(30 * MIB);
  });

  test('a warm buffer is not given to an object that would leave much of it idle', () => {
    const segments = new Segments(64 * MIB);
    const large = segments.take(32 * MIB);
    segments.give(large.number);
    expect(segments.take(16 * MIB).buffer).not.toBe(large.buffer);
  });

  test('of own buffers beyond the limit nothing is kept, even while they are in use', () => {
    const segments = new Segments(40 * MIB);
    const pieces = [30, 30, 50].map((mib) => segments.take(mib * MIB));
    expect(pieces.map(({ buffer }) => buffer.byteLength / MIB)).toEqual([30, 30, 50]);
    expect(segments.heldBytes).toBe(30 * MIB);
    for (const { number } of pieces) expect(segments.give(number)).toBe(true);
  });

  test('cooling drops what is empty, but for one segment that small objects need again', () => {
    const segments = new Segments(200 * MIB);
    const pieces = [16, 40, 1].map((mib) => segments.take(mib * MIB));
    for (const { number } of pieces) segments.give(number);
    expect(segments.isWarm).toBe(true);
    segments.cool();
    expect(segments.heldBytes).toBe(4 * MIB);
    expect(segments.isWarm).toBe(false);
  });
});

describe('an arena', () => {
  const setUp = () => {
    const arena = new Arena(createStore(512 * MIB), 0);
    return { arena, packing: { arena, minSharedBytes: 0 } };
  };

  test('objects from 16 MiB have a buffer of their own, smaller ones share one', () => {
    const { packing } = setUp();
    const [big, small, other] = [16 * MIB, 8, 16 * MIB - 1].map((bytes) => {
      const { value } = pack(new Uint8Array(bytes), packing);
      return (value as Uint8Array).buffer;
    });
    expect(big!.byteLength).toBe(16 * MIB);
    expect(small).not.toBe(big);
    expect(other).not.toBe(big);
  });

  test('freed blocks leave the other objects as they were', () => {
    const { arena, packing } = setUp();
    const objects = Array.from({ length: 200 }, (_, i) => pack(new Uint16Array(1 + i * 7).fill(i), packing));
    objects.forEach(({ blocks }, i) => i % 2 === 0 && arena.free(blocks));
    for (let i = 0; i < 100; i++) pack(new Uint16Array(700).fill(9999), packing);
    objects.forEach(({ value }, i) => {
      if (i % 2 === 1) expect((value as Uint16Array).every((x) => x === i)).toBe(true);
    });
  });

  test('refuses blocks of another thread, of another incarnation of its own, and freed ones', () => {
    const { arena, packing } = setUp();
    const { blocks } = pack(new Uint8Array(100), packing);
    const [block] = blocks;
    expect(arena.free([{ ...block!, owner: 1 }])).toBe(0);
    expect(arena.free([{ ...block!, incarnation: 1 }])).toBe(0);
    expect(arena.free(blocks)).toBe(1);
    pack(new Uint8Array(100), packing);
    expect(arena.free(blocks)).toBe(0);
  });

  test('gives large buffers back to the system when nothing was freed for a while', () => {
    vi.useFakeTimers();
    try {
      const arena = new Arena(createStore(512 * MIB));
      const put = (bytes: number) => pack(new Uint8Array(bytes), { arena, minSharedBytes: 0 });
      const objects = [put(20 * MIB), put(16 * MIB)];
      arena.free(objects[0]!.blocks);
      vi.advanceTimersByTime(900);
      arena.free(objects[1]!.blocks);
      vi.advanceTimersByTime(900);
      expect(arena.heldBytes).toBe(36 * MIB);
      vi.advanceTimersByTime(1100);
      expect(arena.heldBytes).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('holds nothing once everything is freed', () => {
    const { arena, packing } = setUp();
    const objects = [1, 5 * MIB, 40 * MIB, 15 * MIB].map((bytes) => pack(new Uint8Array(bytes), packing));
    expect(arena.heldBytes).toBeGreaterThan(20 * MIB);
    for (const { blocks } of objects) arena.free(blocks);
    expect(arena.heldBytes).toBe(0);
  });
});
