import { InvalidDataError } from './errors';
import type { Fitted, ForestRecord } from './fitted';
import type { ForestKind } from './parameters';

/**
 * One forest from all of its parts, in any order; without an out-of-bag estimate.
 * @throws InvalidDataError if they are not the parts of one forest, or not all of them
 */
export function mergeParts(parts: readonly ForestRecord[], kind: ForestKind): Fitted {
  const [first] = parts;
  if (!first) throw new InvalidDataError('There is nothing to merge: pass all parts of a forest.');
  if (first.parameters.randomState === null) {
    throw new InvalidDataError(
      'Parts fitted with randomState null do not belong together, for each fit draws its own seed. ' +
        'Set randomState to a number.',
    );
  }
  parts.forEach((part, index) => {
    checkLike(first, part, index, kind);
  });
  const inOrder = parts.toSorted((a, b) => a.from - b.from);
  checkEveryTreeOnce(inOrder, first.parameters.nEstimators);
  const { trainedWith, nRows, nFeatures, classes } = first;
  const trees = inOrder.flatMap((part) => part.trees);
  return { trees, trainedWith, from: 0, nRows, nFeatures, classes, outOfBag: undefined };
}

/** A part must be of the kind asked for, and have parameters and a training set like the first part. */
function checkLike(first: ForestRecord, part: ForestRecord, index: number, kind: ForestKind): void {
  if (part.kind !== kind) {
    throw new InvalidDataError(`Part ${index} is a part of another kind of forest, ${part.kind}.`);
  }
  for (const name of Object.keys(first.parameters) as (keyof ForestRecord['parameters'])[]) {
    const [expected, found] = [first.parameters[name], part.parameters[name]];
    if (found !== expected) {
      throw new InvalidDataError(
        `All parts must have the same parameters; ${name} is ${expected} in part 0 and ${found} in part ${index}.`,
      );
    }
  }
  if (part.trainedWith !== first.trainedWith) {
    throw new InvalidDataError(
      `All parts must be trained with the same engine; part 0 was with ${first.trainedWith} and part ${index} with ` +
        `${part.trainedWith}. Was the kernel loaded in every thread (loadEngines)?`,
    );
  }
  const [expected, found] = [describeData(first), describeData(part)];
  if (found !== expected) {
    throw new InvalidDataError(
      `All parts must be fitted to the same data; part 0 saw ${expected}, and part ${index} saw ${found}.`,
    );
  }
}

function describeData({ nRows, nFeatures, classes }: ForestRecord): string {
  const table = `${nRows} rows of ${nFeatures} features`;
  return classes ? `${table} and the classes ${classes.join(', ')}` : table;
}

function checkEveryTreeOnce(inOrder: readonly ForestRecord[], nEstimators: number): void {
  let next = 0;
  for (const { from, trees } of inOrder) {
    if (from < next) throw new InvalidDataError(`Tree ${from} is in two parts; pass every tree once.`);
    if (from > next) throw missing(next, from - 1);
    next = from + trees.length;
  }
  if (next < nEstimators) throw missing(next, nEstimators - 1);
}

function missing(first: number, last: number): InvalidDataError {
  const trees = first === last ? `Tree ${first} is` : `Trees ${first} to ${last} are`;
  return new InvalidDataError(`${trees} in no part; a forest is merged from all of its trees.`);
}
