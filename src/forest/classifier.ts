import { checkTarget, checkVaries, type Column, toSingleColumns } from './data';
import type { Target } from './engine';
import type { OutOfBag } from './fitted';
import { type FitOptions, Forest } from './forest';
import { accuracyScore } from './metrics';
import type { ForestParameters } from './parameters';
import { Votes } from './votes';

/** A forest that predicts classes: the one with the largest mean share in the leaves of its trees. */
abstract class ForestClassifier extends Forest {
  /** The distinct labels of the last fit, ascending. */
  get classes(): Float64Array {
    return this.requireFitted().classes!;
  }

  /**
   * Trains on the columns of X, an array of features with a number per row each, and the labels y, any finite numbers.
   * Blocks until done; `options` can watch, stop or train a part of the forest.
   *
   * @throws InvalidDataError, InvalidParameterError, FitAbortedError
   */
  fit(X: readonly Column[], y: Float64Array, options: FitOptions = {}): this {
    const columns = toSingleColumns(X);
    checkTarget(y, columns[0]!.length);
    checkVaries(y);
    const { labels, codes } = encodeLabels(y);
    const nClasses = labels.length;
    const votes = this.parameters.oobScore ? this.emptyVotes(columns, labels) : undefined;
    const target: Target = { kind: 'classification', codes, nClasses };
    const trained = this.train(columns, target, options, (bagged) => votes?.addOutOfBag(bagged));
    this.keep({ ...trained, classes: labels, outOfBag: votes && this.countVotes(votes, y, labels) });
    return this;
  }

  /** The likeliest class of each row; of equally likely ones the first. */
  predict(X: readonly Column[]): Float64Array {
    return likeliest(this.classes, this.predictProba(X));
  }

  /** The mean share of each class in the leaves of each row, row by row: nRows × classes.length. */
  predictProba(X: readonly Column[]): Float64Array {
    const votes = this.emptyVotes(this.checkedColumns(X), this.classes);
    votes.add(this.estimators);
    return votes.averages();
  }

  /** The share of the rows of X whose class is predicted. */
  score(X: readonly Column[], y: Float64Array): number {
    return accuracyScore(y, this.predict(X));
  }

  /** The share of training rows whose class is predicted by the trees that have not seen them. */
  get oobScore(): number {
    return this.requireOutOfBag().score;
  }

  /** `predictProba` of each training row by the trees that have not seen it; 0 where all have. */
  get oobDecisionFunction(): Float64Array {
    return this.requireOutOfBag().votes;
  }

  protected override emptyVotes(columns: readonly Float32Array[], classes: Float64Array): Votes {
    return new Votes(columns, this.leafSearch, 'shares', classes.length);
  }

  protected override countVotes(outOfBag: Votes, y: Float64Array, classes: Float64Array): OutOfBag {
    const votes = outOfBag.averages();
    return { votes, score: accuracyScore(y, likeliest(classes, votes)) };
  }
}

/** The distinct labels, ascending, and the place of each row's label among them. */
function encodeLabels(y: Float64Array): { labels: Float64Array; codes: Int32Array } {
  const labels = Float64Array.from(new Set(y)).sort();
  const codeOf = new Map<number, number>();
  for (let code = 0; code < labels.length; code++) codeOf.set(labels[code]!, code);
  const codes = new Int32Array(y.length);
  for (let row = 0; row < y.length; row++) codes[row] = codeOf.get(y[row]!)!;
  return { labels, codes };
}

/** For each row the class with the largest share, of equal ones the first. */
function likeliest(classes: Float64Array, shares: Float64Array): Float64Array {
  const nClasses = classes.length;
  const chosen = new Float64Array(shares.length / nClasses);
  for (let row = 0; row < chosen.length; row++) {
    const start = row * nClasses;
    let best = 0;
    for (let c = 1; c < nClasses; c++) {
      if (shares[start + c]! > shares[start + best]!) best = c;
    }
    chosen[row] = classes[best]!;
  }
  return chosen;
}

/** Random forest for classification (Breiman 2001), as scikit-learn's RandomForestClassifier. */
export class RandomForestClassifier extends ForestClassifier {
  constructor(parameters: ForestParameters = {}) {
    super(parameters, {
      kind: 'RandomForestClassifier',
      splitter: 'best',
      bootstrap: true,
      maxFeatures: 'sqrt',
    });
  }
}

/** Extremely randomised trees for classification (Geurts et al. 2006), as scikit-learn's ExtraTreesClassifier. */
export class ExtraTreesClassifier extends ForestClassifier {
  constructor(parameters: ForestParameters = {}) {
    super(parameters, {
      kind: 'ExtraTreesClassifier',
      splitter: 'random',
      bootstrap: false,
      maxFeatures: 'sqrt',
    });
  }
}
