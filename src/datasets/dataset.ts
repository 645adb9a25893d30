/** A table ready for supervised learning: one column per feature and one target, all of the same length. */
export interface Dataset {
  readonly name: string;
  readonly featureNames: readonly string[];
  /** `features[f][row]`, in the order of `featureNames`. */
  readonly features: readonly Float64Array<ArrayBuffer>[];
  readonly targetName: string;
  readonly target: Float64Array<ArrayBuffer>;
}

/** The outcome of something that may fail for reasons outside the program: a value, or a sentence for the user. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };
