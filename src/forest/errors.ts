/** A parameter of an estimator or function has a value that is not allowed; the message says which are. */
export class InvalidParameterError extends Error {
  override readonly name = 'InvalidParameterError';
}

/** The data handed to `fit`, `predict` or a score cannot be used: empty, of unequal lengths, not finite. */
export class InvalidDataError extends Error {
  override readonly name = 'InvalidDataError';
}

/** A result was asked of an estimator before its `fit` ended. */
export class NotFittedError extends Error {
  override readonly name = 'NotFittedError';
}

/** `fit` ended early because `isAborted` said so; the estimator is as it was before the call. */
export class FitAbortedError extends Error {
  override readonly name = 'FitAbortedError';

  constructor() {
    super('The fit was aborted.');
  }
}
