import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObjectStoreFullError } from '../../../src/runtime/errors';
import { Arena } from '../../../src/runtime/store/arena';
import { createMeter, readMeter } from '../../../src/runtime/store/meter';
import { pack } from '../../../src/runtime/store/pack';

const MIB = 1024 * 1024;

const arenaOf = (meter: ReturnType<typeof createMeter>, owner = 0): Arena =>
  new Arena({ meter, slot: owner, owner, incarnation: 0 });

describe('the arena', () => {
  test('never lets two objects overlap, and keeps what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 }), (lengths) => {
        const arena = arenaOf(createMeter(16 * MIB));
        const views = lengths.map(
          (length, i) => arena.copy(new Uint16Array(length).fill(i)).view as Uint16Array,
        );
        views.forEach((view, i) => {
          expect(view.length).toBe(lengths[i]);
          expect(view.byteOffset % 64).toBe(0);
          expect(view.every((x) => x === i)).toBe(true);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('counts what it holds in one meter with the other threads', () => {
    const meter = createMeter(MIB);
    const [one, other] = [arenaOf(meter), arenaOf(meter, 1)];
    one.copy(new Uint8Array(100));
    other.copy(new Uint8Array(64));
    expect(readMeter(meter)).toEqual({ used: 192, capacity: MIB });
  });

  test('refuses what does not fit and gives back what a failed value had taken', () => {
    const meter = createMeter(10_000);
    const packing = { arena: arenaOf(meter), minSharedBytes: 0 };
    pack(new Uint8Array(1000), packing);
    expect(() => pack([new Uint8Array(6000), new Uint8Array(6000)], packing)).toThrow(ObjectStoreFullError);
    expect(() => pack([new Uint8Array(6000), () => 1], packing)).toThrow(TypeError);
    expect(readMeter(meter).used).toBe(1024);
    const { value } = pack([new Uint8Array(6000).fill(7)], packing);
    expect((value as Uint8Array[])[0]!.every((x) => x === 7)).toBe(true);
  });
});

describe('pack', () => {
  const packing = { arena: arenaOf(createMeter(256 * MIB)), minSharedBytes: 64 };

  test('gives an equal value that shares nothing with the original', () => {
    const plain = fc.anything({
      withTypedArray: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
    });
    fc.assert(
      fc.property(plain, (value) => {
        expect(pack(value, packing).value).toEqual(value);
        expect(pack(value, { minSharedBytes: 0 }).value).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps cycles and parts that occur twice', () => {
    const column = new Float64Array(100);
    const value: Record<string, unknown> = { a: column, b: [column] };
    value['self'] = value;
    const packed = pack(value, packing);
    const copy = packed.value as { a: Float64Array; b: Float64Array[]; self: unknown };
    expect(copy.self).toBe(copy);
    expect(copy.a).toBe(copy.b[0]);
    expect(copy.a).not.toBe(column);
    expect(packed.storedBytes).toBe(800);
  });

  test('tells what lies in the store from what each posting copies', () => {
    expect(pack(new Float64Array(1000), packing)).toMatchObject({ storedBytes: 8000, postedBytes: 8 });
    const inline = pack({ text: 'x'.repeat(1000), small: new Uint8Array(10) }, packing);
    expect(inline.storedBytes).toBe(0);
    expect(inline.postedBytes).toBeGreaterThanOrEqual(2010);
  });

  test.each([
    [{ a: [1, { f: () => 1 }] }, '.a.1.f is a function'],
    [() => 1, 'it is a function'],
    [{ key: Symbol('s') }, '.key is a symbol'],
    [{ p: Promise.resolve() }, '.p is a Promise'],
    [[new WeakMap()], '.0 is a WeakMap'],
  ])('says where in a value the unsendable part is (%#)', (value, place) => {
    expect(() => pack(value, packing)).toThrow(place);
  });

  test('a key named __proto__ stays an ordinary key', () => {
    const value = JSON.parse('{"__proto__": {"polluted": 1}}') as object;
    const copy = pack(value, packing).value as object;
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect((copy as { polluted?: number }).polluted).toBeUndefined();
  });
});
