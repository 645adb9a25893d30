import { checkParameters, isWhole } from './check-parameters';
import { isArray } from './data';
import { InvalidDataError } from './errors';
import type { EngineName } from './engine';
import type { ForestRecord } from './fitted';
import { type CompleteParameters, type ForestKind, forestKinds } from './parameters';

/** What the header of a forest's buffer says about the forest and the arrays behind it. */
export interface BufferHeader {
  readonly kind: ForestKind;
  readonly parameters: CompleteParameters;
  readonly trainedWith: EngineName;
  readonly from: number;
  readonly nRows: number;
  readonly nFeatures: number;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly hasOutOfBag: boolean;
  /** One per tree. */
  readonly nodeCounts: readonly number[];
}

export function headerOf(record: ForestRecord): BufferHeader {
  const { kind, parameters, trainedWith, from, nRows, nFeatures, classes, outOfBag, trees } = record;
  return {
    kind,
    parameters,
    trainedWith,
    from,
    nRows,
    nFeatures,
    nClasses: classes?.length ?? 0,
    hasOutOfBag: outOfBag !== undefined,
    nodeCounts: trees.map(({ nodeCount }) => nodeCount),
  };
}

/** Numbers that a tree says about a row. */
export function valueSizeOf({ nClasses }: BufferHeader): number {
  return Math.max(1, nClasses);
}

const maxCount = 2 ** 31 - 1;

/** What must hold for each entry; those below may rely on those above. */
const rules: { readonly [Name in keyof BufferHeader]: (header: BufferHeader) => boolean } = {
  kind: ({ kind }) => forestKinds.includes(kind),
  parameters: ({ parameters }) => areParameters(parameters),
  trainedWith: ({ trainedWith, parameters }) => [parameters.engine, 'reference'].includes(trainedWith),
  nRows: ({ nRows }) => isWhole(nRows, 2, maxCount),
  nFeatures: ({ nFeatures }) => isWhole(nFeatures, 1, maxCount),
  nClasses: ({ kind, nClasses }) =>
    kind.endsWith('Classifier') ? isWhole(nClasses, 2, maxCount) : nClasses === 0,
  hasOutOfBag: ({ hasOutOfBag, parameters }) => hasOutOfBag === parameters.oobScore,
  from: ({ from, parameters }) => isWhole(from, 0, parameters.nEstimators - 1),
  nodeCounts: ({ nodeCounts, from, parameters }) =>
    isArray(nodeCounts) &&
    isWhole(nodeCounts.length, 1, parameters.nEstimators - from) &&
    nodeCounts.every((count) => isWhole(count, 1, maxCount)),
};

/** @throws InvalidDataError naming the first entry that no forest could have. */
export function checkHeader(header: unknown): BufferHeader {
  if (typeof header !== 'object' || header === null) throw damaged('is no table');
  for (const [name, holds] of Object.entries(rules)) {
    if (!holds(header as BufferHeader)) throw damaged(`has an impossible ${name}`);
  }
  return header as BufferHeader;
}

function damaged(what: string): InvalidDataError {
  return new InvalidDataError(`The buffer holds a forest whose header ${what}; it is damaged.`);
}

function areParameters(parameters: unknown): boolean {
  if (typeof parameters !== 'object' || parameters === null) return false;
  try {
    checkParameters(parameters as CompleteParameters);
    return true;
  } catch {
    return false;
  }
}
