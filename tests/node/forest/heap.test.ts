import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heapPop, heapPush } from '../../../src/forest/reference/heap';

test('items come out by falling priority, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 100 }), (priorities) => {
      const heap: { priority: number; id: number }[] = [];
      priorities.forEach((priority, id) => {
        heapPush(heap, { priority, id });
      });
      const out = priorities.map(() => heapPop(heap)!);
      expect(out.map((item) => item.priority)).toEqual(priorities.toSorted((a, b) => b - a));
      expect(new Set(out.map((item) => item.id)).size).toBe(priorities.length);
      expect(heapPop(heap)).toBeUndefined();
    }),
  );
});
