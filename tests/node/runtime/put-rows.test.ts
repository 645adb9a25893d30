import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DriverToHead, StoredObject } from '../../../src/runtime/protocol';
import { foldPuts, unfoldPuts } from '../../../src/runtime/put-rows';

const objectOf = (value: unknown, more: Partial<StoredObject> = {}): StoredObject => ({
  value,
  blocks: [],
  refs: [],
  storedBytes: 0,
  postedBytes: 8,
  ...more,
});

const block = { owner: 0, incarnation: 0, number: 1, bytes: 64 };
const put = (id: string, object: StoredObject): DriverToHead => ({ kind: 'put', id, object });

const message = fc.oneof(
  fc.tuple(fc.string(), fc.jsonValue()).map(([id, value]) => put(id, objectOf(value))),
  fc.string().map((id) => put(id, objectOf(null, { refs: ['t1'] }))),
  fc.string().map((id) => put(id, objectOf(null, { blocks: [block], storedBytes: 64 }))),
  fc.string().map((id) => put(id, objectOf(null, { array: { dtype: 'int8', shape: [0] } }))),
  fc.string().map((id): DriverToHead => ({ kind: 'want', id })),
);

test('a batch arrives as it was sent, in its order', () => {
  fc.assert(
    fc.property(fc.array(message), (batch) => {
      expect(unfoldPuts(structuredClone(foldPuts(batch)))).toEqual(structuredClone(batch));
    }),
  );
});

test('small objects that follow one another travel as one message of cells', () => {
  const batch = [put('p1', objectOf(1)), put('p2', objectOf('two')), put('p3', objectOf(undefined))];
  expect(foldPuts(batch)).toEqual([
    { kind: 'puts', cells: ['p1', 1, 8, 'p2', 'two', 8, 'p3', undefined, 8] },
  ]);
});
