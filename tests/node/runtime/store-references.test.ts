import { describe, expect, test } from 'vitest';
import { ObjectRef } from '../../../src/runtime/client/object-ref';
import { pack } from '../../../src/runtime/store/pack';
import { registerHandle, restoreReferences } from '../../../src/runtime/store/references';

const packing = { minSharedBytes: 0 };

const noHandle = (): never => {
  throw new Error('there was no handle in the value');
};

/** Packs, posts and unpacks a value, as between two threads. */
function cross(value: unknown): unknown {
  return restoreReferences(structuredClone(pack(value, packing).value), (id) => new ObjectRef(id), noHandle);
}

describe('references inside a value', () => {
  test('stay references on the other side, wherever they are', () => {
    const value = () => ({
      list: [new ObjectRef('t1'), 1],
      map: new Map<unknown, unknown>([['k', new ObjectRef('t2')]]),
      set: new Set([new ObjectRef('t3')]),
    });
    const result = cross(value()) as ReturnType<typeof value>;
    expect(result).toEqual(value());
    expect(result.list[0]).toBeInstanceOf(ObjectRef);
    expect(result.map.get('k')).toBeInstanceOf(ObjectRef);
  });

  test('a value can be nothing but a reference', () => {
    expect(cross(new ObjectRef('t9'))).toEqual(new ObjectRef('t9'));
  });

  test('are listed once each, so that they can be counted', () => {
    const ref = new ObjectRef('t1');
    const value = { a: [ref, new ObjectRef('p2')], b: ref, c: new ObjectRef('t1') };
    expect(pack(value, packing).refs).toEqual(['t1', 'p2']);
    expect(pack({ a: 1 }, packing).refs).toEqual([]);
  });

  test('one reference in two places is one reference again; cycles are kept', () => {
    const ref = new ObjectRef('t1');
    const value: Record<string, unknown> = { a: ref, b: [ref] };
    value['self'] = value;
    const result = cross(value) as { a: unknown; b: unknown[]; self: unknown };
    expect(result.self).toBe(result);
    expect(result.b[0]).toBe(result.a);
  });

  test('the packed value itself keeps its markers and can be posted again', () => {
    const { value } = pack([new ObjectRef('t1')], packing);
    restoreReferences(value, (id) => new ObjectRef(id), noHandle);
    expect(restoreReferences(structuredClone(value), (id) => new ObjectRef(id), noHandle)).toEqual([
      new ObjectRef('t1'),
    ]);
  });

  test('a handle is made of what it was registered with', () => {
    const handle = { [Symbol.toStringTag]: 'ActorHandle' };
    expect(() => pack([handle], packing)).toThrow('.0 is an ActorHandle of another page');
    const identity = { id: 't3', className: 'Counter', maxTaskRetries: 0 };
    registerHandle(handle, identity);
    const { value, refs } = pack({ a: [handle], b: handle }, packing);
    expect(refs).toEqual(['t3']);
    const restored = restoreReferences(structuredClone(value), noHandle, (it) => ({ of: it })) as {
      a: unknown[];
      b: unknown;
    };
    expect(restored.a[0]).toEqual({ of: identity });
    expect(restored.b).toBe(restored.a[0]);
  });

  test('leaves everything else as it is, arrays without a copy', () => {
    const value = { array: Float64Array.of(1), when: new Date(5), nothing: null, __proto__: null };
    const result = restoreReferences(value, (id) => new ObjectRef(id), noHandle) as typeof value;
    expect(result.array).toBe(value.array);
    expect(result.when).toBe(value.when);
    const named = JSON.parse('{"__proto__": 1}') as object;
    expect(Object.keys(restoreReferences(named, (id) => new ObjectRef(id), noHandle) as object)).toEqual([
      '__proto__',
    ]);
  });
});
