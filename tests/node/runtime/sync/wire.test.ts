import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode, type Encoded } from '../../../../src/runtime/sync/wire';

function join({ parts, bytes }: Encoded): Uint8Array {
  const joined = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  expect(at).toBe(bytes);
  return joined;
}

function passOn(value: unknown): unknown {
  return decode(join(encode(value)));
}

const anyTypedArray = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.bigInt64Array(),
  fc.int16Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
);
const anyLeaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, NaN, -0, Infinity, '\ud800'),
  fc.date(),
  anyTypedArray,
);
const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyLeaf,
    fc.array(tie('anyValue'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('anyValue'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.array(fc.tuple(anyLeaf, tie('anyValue')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('anyValue'), { maxLength: 3 }).map((items) => new Set(items)),
  ),
}));

describe('a value that goes through shared memory', () => {
  test('is what structured clone makes of it', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(passOn(value)).toStrictEqual(structuredClone(value));
      }),
    );
  });

  test('keeps cycles and what is shared', () => {
    const shared = { list: [1] };
    const ring: Record<string, unknown> = { a: shared, b: shared };
    ring.self = new Map([[shared, ring]]);
    const copy = passOn(ring) as typeof ring & { a: object; self: Map<object, unknown> };
    expect(copy.a).toBe(copy.b);
    expect(copy.self.get(copy.a)).toBe(copy);
  });

  test('may be deeper than the stack', () => {
    let list: unknown = null;
    for (let depth = 0; depth < 50_000; depth++) list = { next: list };
    let depth = 0;
    for (let at = passOn(list); at !== null; at = (at as { next: unknown }).next) depth++;
    expect(depth).toBe(50_000);
  });

  test('has arrays on its own bytes, whose elements are not copied before the parts are', () => {
    const array = new Float64Array([1, 2, 3]);
    const encoded = encode({ array });
    expect(encoded.parts.some((part) => part.buffer === array.buffer)).toBe(true);
    const bytes = join(encoded);
    expect((decode(bytes) as { array: Float64Array }).array.buffer).toBe(bytes.buffer);
  });

  test('takes the elements of a view, not of all the buffer beneath it', () => {
    const view = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
    expect(passOn(view)).toEqual(new Float64Array([2, 3]));
    expect(passOn(new DataView(view.buffer, 8, 8))).toEqual(new DataView(view.slice(0, 1).buffer));
    expect(passOn(new Float64Array(new SharedArrayBuffer(16)))).toEqual(new Float64Array(2));
  });

  test('keeps errors with name, stack and cause, buffers and patterns', () => {
    const error = new RangeError('too far', { cause: new Error('why') });
    const copy = passOn(error) as Error;
    expect([copy.name, copy.message, copy.stack]).toEqual(['RangeError', 'too far', error.stack]);
    expect((copy.cause as Error).message).toBe('why');
    expect(passOn(new Uint8Array([1, 2]).buffer)).toEqual(new Uint8Array([1, 2]).buffer);
    expect(passOn(/a.b/giu)).toEqual(/a.b/giu);
  });

  test('is refused with a sentence where it cannot be written', () => {
    const sentence = /^getSync cannot read a (Blob|function), because it waits .* use await get\.$/;
    expect(() => encode({ file: new Blob(['x']) })).toThrow(sentence);
    expect(() => encode([() => 1])).toThrow(sentence);
  });
});
