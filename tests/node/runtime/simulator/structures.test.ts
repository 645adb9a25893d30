import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deques } from '../../../../src/runtime/simulator/deques';
import { IntegerSet } from '../../../../src/runtime/simulator/integer-set';
import { longestFirst } from '../../../../src/runtime/simulator/longest-first';
import { MinHeap } from '../../../../src/runtime/simulator/min-heap';
import { randomIndex } from '../../../../src/runtime/simulator/random';

test('a heap gives out the smallest key, and of equal ones the smallest id', () => {
  const anySteps = fc.array(fc.option(fc.integer({ min: -3, max: 3 })), { maxLength: 200 });
  fc.assert(
    fc.property(anySteps, fc.array(fc.nat(1000), { minLength: 200, maxLength: 200 }), (steps, ids) => {
      const heap = new MinHeap(steps.length);
      let model: { key: number; id: number }[] = [];
      steps.forEach((key, step) => {
        if (key !== null) {
          heap.push(key, ids[step]!);
          model.push({ key, id: ids[step]! });
        } else if (model.length > 0) {
          const [first, ...others] = model.sort((a, b) => a.key - b.key || a.id - b.id);
          expect(heap.minKey).toBe(first!.key);
          expect(heap.pop()).toBe(first!.id);
          model = others;
        }
        expect(heap.size).toBe(model.length);
      });
    }),
  );
  expect(new MinHeap(0).minKey).toBe(Infinity);
});

test('a set of integers gives out its smallest member, at every depth of its tree', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 31, 32, 33, 1024, 1025, 40_000),
      fc.array(fc.option(fc.nat()), { maxLength: 200 }),
      (capacity, steps) => {
        const set = new IntegerSet(capacity);
        const model = new Set<number>();
        for (const pick of steps) {
          // The last one often: it is where an off-by-one would be.
          const member = pick === null ? -1 : pick % 3 === 0 ? capacity - 1 : pick % capacity;
          if (pick !== null && !model.has(member)) {
            set.add(member);
            model.add(member);
          } else if (model.size > 0) {
            const smallest = Math.min(...model);
            expect(set.takeSmallest()).toBe(smallest);
            model.delete(smallest);
          }
          expect(set.size).toBe(model.size);
        }
      },
    ),
  );
});

test('deques give their owner the newest and a thief the oldest, and know who has something to give', () => {
  const anyStep = fc.record({ worker: fc.nat(3), kind: fc.constantFrom('push', 'push', 'newest', 'oldest') });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
      const deques = new Deques(4, steps.length);
      const model: number[][] = [[], [], [], []];
      steps.forEach(({ worker, kind }, task) => {
        const own = model[worker]!;
        if (kind === 'push') {
          deques.push(worker, task);
          own.push(task);
        } else if (own.length > 0) {
          if (kind === 'newest') expect(deques.takeNewest(worker)).toBe(own.pop());
          else expect(deques.takeOldest(worker)).toBe(own.shift());
        }
        expect(deques.isEmpty(worker)).toBe(own.length === 0);
        const victims = Array.from({ length: deques.victims }, (_, i) => deques.victim(i)).sort();
        expect(victims).toEqual([0, 1, 2, 3].filter((victim) => model[victim]!.length > 0));
      });
    }),
  );
});

test('longestFirst sorts as a comparison would, equal durations by their place', () => {
  const anyDuration = fc.oneof(
    fc.constantFrom(0, -0, 1, 5e-324, Number.MAX_VALUE),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(anyDuration, { maxLength: 100 }), (durations) => {
      const expected = durations
        .map((_, task) => task)
        .sort((a, b) => durations[b]! - durations[a]! || a - b);
      expect(Array.from(longestFirst(Float64Array.from(durations)))).toEqual(expected);
    }),
  );
});

test('random indices are even, within range, and repeat with their seed', () => {
  const counts = new Int32Array(10);
  const draw = randomIndex(7);
  for (let i = 0; i < 100_000; i++) counts[draw(10)]!++;
  // Ten times the standard deviation of 95.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(950);
  const first = (seed: number) => Array.from({ length: 20 }, randomIndex(seed).bind(undefined, 1000));
  expect(first(2 ** 32 - 1)).toEqual(first(2 ** 32 - 1));
  expect(first(1)).not.toEqual(first(2));
});
