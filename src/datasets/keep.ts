import { get, set } from 'idb-keyval';
import { californiaFile } from './california';
import type { Dataset } from './dataset';

/** Some browsers leave a blocked storage unanswered for ever; what is not read by then is loaded again. In milliseconds. */
const PATIENCE = 2000;

/** The key names the content, so that a newer file is never mistaken for a kept older one. */
const key = `california-housing:${californiaFile.sha256}`;

/** The data set kept by an earlier visit, or undefined: nothing kept, storage blocked, or what was kept is not what was put. */
export async function readKept(): Promise<Dataset | undefined> {
  try {
    const kept: unknown = await answerOf(get(key));
    return isDataset(kept) ? kept : undefined;
  } catch {
    return undefined; // private windows may forbid storage; loading again is all it costs
  }
}

/** Keeps the data set for the next visit. A full or forbidden storage is no error: the next visit loads again. */
export async function keep(dataset: Dataset): Promise<void> {
  try {
    await answerOf(set(key, dataset));
  } catch {
    // see above
  }
}

function answerOf<T>(request: Promise<T>): Promise<T | undefined> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE, undefined));
  return Promise.race([request, patience]);
}

/** What comes out of storage is checked like anything from outside: another version or a tool may have written it. */
function isDataset(value: unknown): value is Dataset {
  if (typeof value !== 'object' || value === null) return false;
  const { name, featureNames, features, targetName, target } = value as Record<string, unknown>;
  const isColumn = (column: unknown) =>
    column instanceof Float64Array && column.length === californiaFile.rows && column.every(Number.isFinite);
  return (
    typeof name === 'string' &&
    typeof targetName === 'string' &&
    Array.isArray(featureNames) &&
    featureNames.every((n) => typeof n === 'string') &&
    Array.isArray(features) &&
    features.length === featureNames.length &&
    features.every(isColumn) &&
    isColumn(target)
  );
}
