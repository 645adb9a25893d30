import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../../src/cli/run';

/** What of the npm package is used here; it has no types of its own worth the name. */
interface Package {
  readonly RandomForestRegression: new (options: {
    readonly nEstimators: number;
    readonly seed: number;
    /** A count; the package reads 1 as one feature and not as all of them. */
    readonly maxFeatures: number;
    /** Draws features twice. Rows are always drawn with repetition. */
    readonly replacement: boolean;
    readonly noOOB: boolean;
  }) => { train(rows: readonly number[][], y: readonly number[]): void };
}

export interface MlRandomForest {
  readonly version: string;
  /** Trains one tree here in Node and returns the seconds it took. */
  fitTree(X: readonly Float64Array[], y: Float64Array, rows: number): number;
}

const name = 'ml-random-forest';

/** The npm package, if somebody has put it into node_modules (`npm install --no-save ml-random-forest`). */
export async function findMlRandomForest(): Promise<MlRandomForest | undefined> {
  const manifest = join(projectRoot, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const { RandomForestRegression } = (await import(name)) as Package;
  return {
    version,
    fitTree(X, y, rows) {
      const table = Array.from({ length: rows }, (_, row) => X.map((column) => column[row]!));
      const target = Array.from(y.subarray(0, rows));
      const options = { nEstimators: 1, seed: 1, maxFeatures: X.length, replacement: false, noOOB: true };
      const start = performance.now();
      new RandomForestRegression(options).train(table, target);
      return (performance.now() - start) / 1000;
    },
  };
}
