import { checkTarget, checkVaries, type Column, toSingleColumns } from './data';
import type { Target } from './engine';
import type { OutOfBag } from './fitted';
import { type FitOptions, Forest } from './forest';
import { r2Score } from './metrics';
import type { RegressorParameters } from './parameters';
import { Votes } from './votes';

/** A forest that predicts numbers: the mean of its trees. */
abstract class ForestRegressor extends Forest {
  /**
   * Trains on the columns of X, an array of features with a number per row each, and the target y, which must
   * vary: where scikit-learn would make single leaves of it, it is refused as a mistake in the data.
   * Blocks until done; `options` can watch, stop or train a part of the forest.
   *
   * @throws InvalidDataError, InvalidParameterError, FitAbortedError
   */
  fit(X: readonly Column[], y: Float64Array, options: FitOptions = {}): this {
    const columns = toSingleColumns(X);
    checkTarget(y, columns[0]!.length);
    checkVaries(y);
    const votes = this.parameters.oobScore ? this.emptyVotes(columns) : undefined;
    const target: Target = { kind: 'regression', values: y };
    const trained = this.train(columns, target, options, (bagged) => votes?.addOutOfBag(bagged));
    this.keep({ ...trained, classes: undefined, outOfBag: votes && this.countVotes(votes, y) });
    return this;
  }

  /** The mean of the trees' predictions for each row. */
  predict(X: readonly Column[]): Float64Array {
    const votes = this.emptyVotes(this.checkedColumns(X));
    votes.add(this.estimators);
    return votes.averages();
  }

  /** R² of the predictions for X. */
  score(X: readonly Column[], y: Float64Array): number {
    return r2Score(y, this.predict(X));
  }

  /** R² of `oobPrediction`. */
  get oobScore(): number {
    return this.requireOutOfBag().score;
  }

  /** The prediction for each training row by the trees that have not seen it; 0 where all have. */
  get oobPrediction(): Float64Array {
    return this.requireOutOfBag().votes;
  }

  protected override emptyVotes(columns: readonly Float32Array[]): Votes {
    return new Votes(columns, this.leafSearch, 'mean', 1);
  }

  protected override countVotes(outOfBag: Votes, y: Float64Array): OutOfBag {
    const votes = outOfBag.averages();
    return { votes, score: r2Score(y, votes) };
  }
}

/** Random forest for regression (Breiman 2001), as scikit-learn's RandomForestRegressor. */
export class RandomForestRegressor extends ForestRegressor {
  constructor(parameters: RegressorParameters = {}) {
    super(parameters, {
      kind: 'RandomForestRegressor',
      splitter: 'best',
      bootstrap: true,
      maxFeatures: null,
    });
  }
}

/** Extremely randomised trees for regression (Geurts et al. 2006), as scikit-learn's ExtraTreesRegressor. */
export class ExtraTreesRegressor extends ForestRegressor {
  constructor(parameters: RegressorParameters = {}) {
    super(parameters, {
      kind: 'ExtraTreesRegressor',
      splitter: 'random',
      bootstrap: false,
      maxFeatures: null,
    });
  }
}
