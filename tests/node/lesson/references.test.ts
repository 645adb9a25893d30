import { expect, test } from 'vitest';
import { agreement, referencesFor } from '../../../src/lesson/references';
import { words } from '../../../src/lesson/words';

const linux = (nEstimators: number) => referencesFor(nEstimators).linux!;
const score = (nEstimators: number, factor = 1) => ({ nEstimators, mse: linux(nEstimators) * factor });

test("scores that are scikit-learn's to the last bit are counted as such", () => {
  const all = agreement([score(8), score(84)]);
  expect(all).toEqual({ compared: 2, equal: 2, largest: 0 });
  expect(words.results.agreement(all)).toBe("All 2 scores are scikit-learn's, to the last bit.");
});

test('one unit in the last place is a difference', () => {
  const almost = agreement([score(8), { nEstimators: 12, mse: linux(12) + 2 ** -54 }]);
  expect(almost.equal).toBe(1);
  expect(almost.largest).toBeGreaterThan(0);
});

test('the largest difference is said as a share, also where no score is equal', () => {
  const turbo = agreement([score(8, 0.999), score(12, 1.0043)]);
  expect(turbo.largest).toBeCloseTo(0.0043, 10);
  expect(words.results.agreement(turbo)).toBe(
    "0 of 2 scores are scikit-learn's to the last bit; the largest difference is 0.43 %.",
  );
});

test('forests beyond the table are left out', () => {
  expect(agreement([score(8), { nEstimators: 88, mse: 1 }])).toEqual({ compared: 1, equal: 1, largest: 0 });
  expect(agreement([{ nEstimators: 88, mse: 1 }])).toEqual({ compared: 0, equal: 0, largest: 0 });
});
