import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ObjectStoreFullError } from '../../../src/runtime/errors';
import { Arena } from '../../../src/runtime/store/arena';
import { createStore, Ledger } from '../../../src/runtime/store/ledger';
import { readMeter } from '../../../src/runtime/store/meter';
import { pack } from '../../../src/runtime/store/pack';

const MIB = 1024 * 1024;

describe('the arena', () => {
  test('counts what it holds in one meter with the other threads', () => {
    const driver = createStore(MIB);
    const worker = new Ledger(driver).admit(1);
    pack(new Uint8Array(100), { arena: new Arena(driver), minSharedBytes: 0 });
    pack(new Uint8Array(64), { arena: new Arena(worker), minSharedBytes: 0 });
    expect(readMeter(driver.meter)).toEqual({ used: 192, capacity: MIB });
  });

  test('refuses what does not fit and gives back what a failed value had taken', () => {
    const member = createStore(10_000);
    const packing = { arena: new Arena(member), minSharedBytes: 0 };
    pack(new Uint8Array(1000), packing);
    expect(() => pack([new Uint8Array(6000), new Uint8Array(6000)], packing)).toThrow(ObjectStoreFullError);
    expect(() => pack([new Uint8Array(6000), () => 1], packing)).toThrow(TypeError);
    expect(readMeter(member.meter).used).toBe(1024);
    const { value } = pack([new Uint8Array(6000).fill(7)], packing);
    expect((value as Uint8Array[])[0]!.every((x) => x === 7)).toBe(true);
  });

  test('says how much was asked for, how much there is and what to do', () => {
    const arena = new Arena(createStore(3 * MIB));
    expect(() => arena.alloc('float64', MIB)).toThrow(
      'The object store has no room for 8.0 MiB: 0.0 of 3.0 MiB are in use. ' +
        'Free what is no longer needed, or give init a larger objectStoreMemory.',
    );
  });

  test('memory that the browser refuses is a full store too, and nothing stays counted', () => {
    const member = createStore(MIB);
    const arena = new Arena(member);
    vi.stubGlobal('SharedArrayBuffer', function refuse() {
      throw new RangeError('Array buffer allocation failed');
    });
    try {
      expect(() => arena.alloc('uint8', 100)).toThrow('the browser gives the tab no more memory');
      expect(readMeter(member.meter).used).toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(arena.alloc('uint8', 100).length).toBe(100);
  });

  test('a length beyond every memory is refused, however large the store says it is', () => {
    const member = createStore(2 ** 60);
    expect(() => new Arena(member).alloc('uint8', 2 ** 51)).toThrow(ObjectStoreFullError);
    expect(readMeter(member.meter).used).toBe(0);
  });
});

describe('an array from alloc', () => {
  const setUp = () => {
    const member = createStore(64 * MIB);
    const arena = new Arena(member);
    return { arena, used: () => readMeter(member.meter).used, packing: { arena, minSharedBytes: 0 } };
  };

  test('becomes an object without being copied', () => {
    const { arena, used, packing } = setUp();
    const array = arena.alloc('float32', [20, 50]);
    array.fill(1.5);
    const object = pack(array, packing);
    expect(object.value).toBe(array);
    expect(object.array).toEqual({ dtype: 'float32', shape: [20, 50] });
    expect(object).toMatchObject({ storedBytes: 4000, postedBytes: 8 });
    expect(object.blocks.map(({ bytes }) => bytes)).toEqual([4032]);
    expect(used()).toBe(4032);
  });

  test('can be a part of a value, in parts of its own, and is one block all the same', () => {
    const { arena, used, packing } = setUp();
    const array = arena.alloc('int32', 100).fill(3);
    const object = pack({ all: array, some: array.subarray(10, 20), other: Int8Array.of(1) }, packing);
    const value = object.value as { all: Int32Array; some: Int32Array };
    expect(value.all).toBe(array);
    expect(value.some.buffer).toBe(array.buffer);
    expect(object.blocks.map(({ bytes }) => bytes).sort((a, b) => a - b)).toEqual([64, 448]);
    expect(used()).toBe(512);
  });

  test('is copied by a view that reaches beyond it, or is empty: these do not seal it', () => {
    const { arena, packing } = setUp();
    const array = arena.alloc('uint8', 64).fill(1);
    arena.alloc('uint8', 64).fill(2);
    const wide = new Uint8Array(array.buffer, array.byteOffset, 128);
    const object = pack([wide, array.subarray(0, 0)], packing);
    expect((object.value as Uint8Array[])[0]!.buffer === array.buffer).toBe(true);
    expect((object.value as Uint8Array[])[0]!.byteOffset).not.toBe(array.byteOffset);
    expect(object.value).toEqual([wide, new Uint8Array(0)]);
    expect(pack(array, packing).value).toBe(array);
  });

  test('is copied when it is put a second time, as any other array: each object has memory of its own', () => {
    const { arena, packing } = setUp();
    const array = arena.alloc('uint8', 100).fill(1);
    const first = pack(array, packing);
    const second = pack(array, packing);
    expect(second.value).toEqual(array);
    expect(second.value).not.toBe(array);
    expect(second.blocks[0]!.number).not.toBe(first.blocks[0]!.number);
  });

  test('stays open when the value it is in cannot be packed', () => {
    const { arena, packing } = setUp();
    const array = arena.alloc('float64', 10);
    expect(() => pack([array, () => 1], packing)).toThrow(TypeError);
    expect(pack(array, packing).value).toBe(array);
  });

  test('stays open, and is copied, where the caller asks for copies', () => {
    const { arena, packing } = setUp();
    const array = arena.alloc('float64', 10).fill(4);
    const copy = pack(array, { ...packing, seals: false }).value as Float64Array;
    array.fill(5);
    expect(copy[0]).toBe(4);
    expect(pack(array, packing).value).toBe(array);
  });

  test('can be given back unused, once', () => {
    const { arena, used } = setUp();
    const array = arena.alloc('uint16', 1000);
    expect(arena.discard(array.subarray(1))).toBe(false);
    expect(arena.discard(array)).toBe(true);
    expect(arena.discard(array)).toBe(false);
    expect(used()).toBe(0);
  });

  test('is not given back once it belongs to an object', () => {
    const { arena, used, packing } = setUp();
    const array = arena.alloc('uint16', 32);
    pack(array, packing);
    expect(arena.discard(array)).toBe(false);
    expect(used()).toBe(64);
  });

  test.each([
    'float64',
    'float32',
    'int64',
    'int32',
    'int16',
    'int8',
    'uint64',
    'uint32',
    'uint16',
    'uint8',
  ] as const)('of dtype %s keeps its dtype and shape, and so does a copied one', (dtype) => {
    const { arena, packing } = setUp();
    const array = arena.alloc(dtype, [2, 3]);
    expect(array.length).toBe(6);
    expect(pack(array, packing).array).toEqual({ dtype, shape: [2, 3] });
    expect(pack(array, packing).array).toEqual({ dtype, shape: [6] });
  });

  test('may be empty', () => {
    const { arena, used, packing } = setUp();
    expect(pack(arena.alloc('int8', [0, 5]), packing)).toMatchObject({ blocks: [], storedBytes: 0 });
    expect(used()).toBe(0);
  });

  test('says what a dtype and a shape can be', () => {
    const { arena } = setUp();
    expect(() => arena.alloc('float16' as 'float32', 1)).toThrow('dtype must be one of float64, float32');
    expect(() => arena.alloc('uint8', [2, -1])).toThrow('must be a whole number from 0; got 2,-1');
    expect(() => arena.alloc('uint8', 0.5)).toThrow(RangeError);
  });
});

describe('pack', () => {
  const packing = { arena: new Arena(createStore(256 * MIB)), minSharedBytes: 64 };

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

  test('arrays in Maps and Sets go to the store', () => {
    const column = new Float64Array(100);
    const { value, storedBytes } = pack(new Map([['a', new Set([column])]]), packing);
    const [copy] = (value as Map<string, Set<Float64Array>>).get('a')!;
    expect(copy!.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(storedBytes).toBe(800);
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
    [new Map([['k', new Set([() => 1])]]), '.k.0 is a function'],
    [{ '$treeline.ObjectRef': 'p1' }, 'it is an object with the key $treeline.ObjectRef'],
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
