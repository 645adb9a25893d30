import { checkRandomState, isWhole, notAllowed } from './check-parameters';
import { RandomState, seedOrRandom } from './numpy/random-state';

/** Row numbers are 32-bit integers. */
export const MAX_ROWS = 2 ** 31 - 1;

interface SplitOptions {
  /** A share of the rows in (0, 1), rounded up, or a number of rows. Default 0.25. */
  readonly testSize?: number;
  /** Seed, a whole number up to 2^32 - 1; null (the default) draws another split every time. */
  readonly randomState?: number | null;
}

/**
 * Row numbers of a shuffled split of n rows, the same as scikit-learn's `train_test_split` gives.
 * @throws InvalidParameterError
 */
export function trainTestSplit(
  n: number,
  options: SplitOptions = {},
): { train: Int32Array; test: Int32Array } {
  const { testSize = 0.25, randomState = null } = options;
  checkRandomState(randomState);
  if (!isWhole(n, 2, MAX_ROWS)) throw notAllowed('n', n, `a number of rows from 2 to ${MAX_ROWS}`);
  const nTest = testSize < 1 ? Math.ceil(testSize * n) : testSize;
  if (!isWhole(nTest, 1, n - 1)) {
    throw notAllowed(
      'testSize',
      testSize,
      `a share between 0 and 1 that leaves rows on both sides, or 1 to ${n - 1} rows`,
    );
  }
  const order = new RandomState(seedOrRandom(randomState)).permutation(n);
  return { test: order.slice(0, nTest), train: order.slice(nTest) };
}
