import type { EngineName } from './engine';
import type { CompleteParameters, ForestKind } from './parameters';
import type { Tree } from './tree';

/** What the trees say about the training rows that they have not seen. */
export interface OutOfBag {
  readonly score: number;
  /** A mean target, or a share per class, of each training row; 0 where every tree has seen the row. */
  readonly votes: Float64Array;
}

/** What a fit leaves behind. */
export interface Fitted {
  readonly trees: readonly Tree[];
  /** The engine that grew them: the one asked for, or the reference standing in for it. */
  readonly trainedWith: EngineName;
  /** The number of the first tree in the forest; not 0 if a later part of it was fitted. */
  readonly from: number;
  readonly nRows: number;
  readonly nFeatures: number;
  /** The distinct labels, ascending; undefined for regression. */
  readonly classes: Float64Array | undefined;
  /** Undefined unless oobScore is set. */
  readonly outOfBag: OutOfBag | undefined;
}

/** A fitted forest as plain data. */
export interface ForestRecord extends Fitted {
  readonly kind: ForestKind;
  readonly parameters: CompleteParameters;
}
