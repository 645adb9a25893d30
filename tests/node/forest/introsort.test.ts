import fc from 'fast-check';
import { expect, test } from 'vitest';
import { introsort } from '../../../src/forest/reference/introsort';

/** Few distinct keys, so that ties abound. */
const keysWithTies = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 300 });

test('introsort sorts the keys and keeps each sample with its key', () => {
  fc.assert(
    fc.property(keysWithTies, (given) => {
      const keys = Int32Array.from(given);
      const samples = Int32Array.from(given, (_, i) => i);
      introsort(keys, samples, 0, keys.length);
      expect(Array.from(keys)).toEqual(given.toSorted((a, b) => a - b));
      expect(Array.from(samples, (sample) => given[sample])).toEqual(Array.from(keys));
      expect(new Set(samples).size).toBe(given.length);
    }),
  );
});

test('introsort touches nothing outside its range', () => {
  fc.assert(
    fc.property(keysWithTies, fc.nat({ max: 20 }), (given, margin) => {
      const padding = Array.from({ length: margin }, (_, i) => 99 - i);
      const keys = Int32Array.from([...padding, ...given, ...padding]);
      const samples = Int32Array.from(keys, (_, i) => i);
      introsort(keys, samples, margin, given.length);
      expect(Array.from(keys.subarray(0, margin))).toEqual(padding);
      expect(Array.from(keys.subarray(margin + given.length))).toEqual(padding);
      expect(Array.from(samples.subarray(0, margin))).toEqual(Array.from({ length: margin }, (_, i) => i));
    }),
  );
});

test('introsort falls back to heapsort on a sequence that defeats median-of-three', () => {
  const length = 4096;
  const keys = medianOfThreeKiller(length);
  const samples = Int32Array.from(keys, (_, i) => i);
  introsort(keys, samples, 0, length);
  expect(keys).toEqual(Int32Array.from({ length }, (_, i) => i));
  expect(samples).toEqual(medianOfThreeKiller(length).map((_, i, killer) => killer.indexOf(i)));
});

/** Musser's permutation (1997): every pivot is nearly the smallest key. */
function medianOfThreeKiller(length: number): Int32Array {
  const half = length / 2;
  return Int32Array.from({ length }, (_, i) => {
    if (i >= half) return 2 * (i - half) + 1;
    return i % 2 === 0 ? i : half + i - 1;
  });
}
