import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ForestParameters, Tree } from '../../../src/forest';
import type { Recipe } from './random-tables';

/**
 * What scikit-learn computed; written by tests/oracles/make_oracles.py and make_random_cases.py, which document every
 * field.
 */
interface Oracles {
  'numbers.json.gz': {
    words: { seed: number; first: number[] }[];
    randints: { high: number; draws: number[] }[];
    permutation10: number[];
    splits: { n: number; testSize: number; train: string; test: string }[];
    sums: { length: number; sum: number }[];
    scores: { mse: number; r2: number };
  };
  'california.json.gz': {
    rows: { train: number[]; test: number[] };
    data: { train: string; test: string; target: string };
    trees: { nodes: number; digest: string }[];
    firstNodes: Record<Exclude<keyof Tree, 'nodeCount'>, number>[];
    mse: { nEstimators: number; mse: number }[];
    prediction: { first: number[]; digest: string };
    score: number;
    importances: number[];
    oob: { score: number; digest: string };
  };
  'parameter-sets.json.gz': {
    tables: Record<string, { columns: number[][]; targets: Partial<Record<Task, number[]>> }>;
    runs: (ExpectedForest & { table: string; task: Task })[];
  };
  'random-cases.json.gz': {
    runs: (ExpectedForest & { recipe: Recipe; table: string; exactSums: boolean })[];
  };
}

/** A forest of scikit-learn as digests, those of its trees one after another. */
interface ExpectedForest {
  estimator: string;
  parameters: ForestParameters;
  trees: string;
  prediction: string;
  importances: string;
  oob?: { score: number; votes: string };
}

export type Task = 'regression' | 'classification';

export function readOracle<Name extends keyof Oracles>(name: Name): Oracles[Name] {
  const file = new URL(`../../oracles/${name}`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Oracles[Name];
}

/** Hexadecimal digits in a digest. */
export const digestLength = 12;

/** The start of the MD5 of the bytes of the arrays, one after another. */
export function digest(...arrays: ArrayBufferView[]): string {
  const md5 = createHash('md5');
  for (const { buffer, byteOffset, byteLength } of arrays)
    md5.update(new Uint8Array(buffer, byteOffset, byteLength));
  return md5.digest('hex').slice(0, digestLength);
}

export function treeDigest(tree: Tree): string {
  return digest(
    tree.childrenLeft,
    tree.childrenRight,
    tree.feature,
    tree.threshold,
    tree.impurity,
    tree.nNodeSamples,
    tree.weightedNNodeSamples,
    tree.value,
  );
}
