import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadLesson } from '../../node/forest/california';
import { friedman1 } from './friedman1';
import type { SklearnPeer } from './peers/sklearn';
import type { TableFile } from './page/table';

/** A table to be made; `digits` has the 1797 rows and 64 features that it has. */
export interface TableSpec extends TableFile {
  readonly generator: 'friedman1' | 'regression' | 'digits';
}

/** The tables of the benchmark, as files from which every contestant reads the same numbers. */
export class Tables {
  readonly folder: string;
  readonly #sklearn: SklearnPeer | undefined;
  readonly #made = new Map<string, Promise<TableFile | undefined>>();
  #california: Promise<{ train: TableFile; test: TableFile }> | undefined;

  /**
   * @param folder for the files.
   * @param sklearn makes the tables when it is there.
   */
  constructor(folder: string, sklearn: SklearnPeer | undefined) {
    this.folder = folder;
    this.#sklearn = sklearn;
  }

  /** The lesson's train and test rows of California housing. */
  california(): Promise<{ train: TableFile; test: TableFile }> {
    this.#california ??= this.#writeCalifornia();
    return this.#california;
  }

  /**
   * A table made by scikit-learn, or, without it, of Friedman's first problem.
   *
   * @returns undefined for digits without scikit-learn.
   */
  get(spec: TableSpec): Promise<TableFile | undefined> {
    const table = this.#made.get(spec.name) ?? this.#make(spec);
    this.#made.set(spec.name, table);
    return table;
  }

  async #make(spec: TableSpec): Promise<TableFile | undefined> {
    if (this.#sklearn) return this.#sklearn.make(spec);
    if (spec.generator === 'digits') return undefined;
    const { X, y } = friedman1(spec.rows, spec.features);
    return this.#write(spec.name, X, y);
  }

  async #writeCalifornia() {
    const { xTrain, xTest, yTrain, yTest } = loadLesson();
    return {
      train: await this.#write('california-train', xTrain, yTrain),
      test: await this.#write('california-test', xTest, yTest),
    };
  }

  async #write(name: string, X: readonly Float64Array[], y: Float64Array): Promise<TableFile> {
    const columns = [...X, y].map((column) => new Uint8Array(column.buffer));
    await writeFile(join(this.folder, `${name}.f64`), columns);
    return { name, rows: y.length, features: X.length };
  }
}
