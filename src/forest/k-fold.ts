import { checkRandomState, isWhole, notAllowed } from './check-parameters';
import { InvalidParameterError } from './errors';
import { RandomState, seedOrRandom } from './numpy/random-state';
import { MAX_ROWS } from './train-test-split';

interface KFoldOptions {
  /** Number of folds, from 2. Default 5. */
  readonly nSplits?: number;
  /** Deal the rows out at random instead of in order. Default false. */
  readonly shuffle?: boolean;
  /** Seed of the shuffle, a whole number up to 2^32 - 1; null (the default) shuffles differently every time. */
  readonly randomState?: number | null;
}

/** Row numbers, ascending: those of one fold to test on, and all others to train on. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Cross-validation in k folds, the same as scikit-learn's `KFold` makes: every row is tested on once. */
export class KFold {
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly randomState: number | null;

  /** @throws InvalidParameterError */
  constructor(options: KFoldOptions = {}) {
    const { nSplits = 5, shuffle = false, randomState = null, ...unknown } = options;
    const [name] = Object.keys(unknown);
    if (name !== undefined) {
      throw new InvalidParameterError(
        `There is no parameter ${name}; there are nSplits, shuffle, randomState.`,
      );
    }
    if (!isWhole(nSplits, 2)) throw notAllowed('nSplits', nSplits, 'a whole number from 2');
    if (typeof shuffle !== 'boolean') throw notAllowed('shuffle', shuffle, 'true or false');
    checkRandomState(randomState);
    if (!shuffle && randomState !== null) {
      throw notAllowed('randomState', randomState, 'null unless shuffle is true');
    }
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
  }

  /**
   * The folds of a table of nRows rows. The first nRows % nSplits of them test one row more than the others.
   * @throws InvalidParameterError with fewer rows than folds
   */
  split(nRows: number): Iterable<Fold> {
    const { nSplits } = this;
    if (!isWhole(nRows, nSplits, MAX_ROWS)) {
      throw notAllowed('nRows', nRows, `a whole number from ${nSplits}, one row a fold, to ${MAX_ROWS}`);
    }
    return this.folds(nRows);
  }

  private *folds(nRows: number): Generator<Fold> {
    const random = this.shuffle ? new RandomState(seedOrRandom(this.randomState)) : undefined;
    const order = random?.permutation(nRows);
    const smallSize = Math.floor(nRows / this.nSplits);
    let start = 0;
    for (let fold = 0; fold < this.nSplits; fold++) {
      const end = start + smallSize + (fold < nRows % this.nSplits ? 1 : 0);
      const isTest = new Uint8Array(nRows);
      for (let i = start; i < end; i++) isTest[order ? order[i]! : i] = 1;
      yield rowsBySide(isTest, end - start);
      start = end;
    }
  }
}

function rowsBySide(isTest: Uint8Array, nTest: number): Fold {
  const test = new Int32Array(nTest);
  const train = new Int32Array(isTest.length - nTest);
  let nTested = 0;
  for (let row = 0; row < isTest.length; row++) {
    if (isTest[row] === 1) test[nTested++] = row;
    else train[row - nTested] = row;
  }
  return { train, test };
}
