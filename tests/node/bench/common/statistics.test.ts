import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extrapolate, median, ratio, smallest } from '../../../bench/common/statistics';

describe('the median', () => {
  test('is the middle value, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  test('of an even number of values is the mean of the two in the middle', () => {
    expect(median([100, 1, 4, 2])).toBe(3);
  });

  test('of nothing is null', () => {
    expect(median([])).toBeNull();
  });

  test('has as many values below as above', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const middle = median(values)!;
          expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
          expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
        },
      ),
    );
  });
});

describe('a ratio', () => {
  test('says how often one goes into the other', () => {
    expect(ratio(100, 20)).toBe(5);
  });

  test('is null when one side was not measured', () => {
    expect(ratio(null, 20)).toBeNull();
    expect(ratio(100, null)).toBeNull();
  });
});

test('the smallest value passes over what was not measured', () => {
  expect(smallest([null, 9, 8])).toBe(8);
  expect(smallest([null, null])).toBeNull();
});

test('a time that grew fourfold when the size doubled grows a hundredfold with ten times the size', () => {
  expect(extrapolate({ size: 500, time: 1 }, { size: 1_000, time: 4 }, 10_000)).toBeCloseTo(400, 9);
});
