import { join } from 'node:path';
import { PythonProcess, pythons } from '../../common/python';
import type { Predicted } from '../page/api';
import type { ForestKind } from '../page/engine';
import type { TableFile } from '../page/table';
import type { TableSpec } from '../tables';

export interface SklearnVersions {
  readonly python: string;
  readonly scikitLearn: string;
  readonly numpy: string;
}

// A type and not an interface, because only types match a record.
type Operations = {
  hello: { request: object; result: SklearnVersions };
  make: { request: TableSpec; result: Pick<TableFile, 'rows' | 'features'> };
  fit: { request: { table: TableFile; kind: ForestKind; trees: number; seed: number }; result: number };
  predict: { request: { table: TableFile; repeats: number }; result: Predicted };
};

/** Every library that numpy may compute with, held to one thread. */
const oneThread = Object.fromEntries(
  ['OMP', 'OPENBLAS', 'MKL', 'BLIS', 'VECLIB_MAXIMUM', 'NUMEXPR'].map((name) => [`${name}_NUM_THREADS`, '1']),
);

const script = join(import.meta.dirname, 'sklearn_peer.py');

/** The Python process in which scikit-learn trains. One request at a time. */
export class SklearnPeer {
  readonly versions: SklearnVersions;
  readonly #process: PythonProcess<Operations>;

  private constructor(process: PythonProcess<Operations>, versions: SklearnVersions) {
    this.#process = process;
    this.versions = versions;
  }

  /**
   * Starts the first Python that has scikit-learn.
   *
   * @param folder of the tables.
   * @param say is told why a Python is passed over.
   * @returns undefined when there is none.
   */
  static async find(folder: string, say: (line: string) => void): Promise<SklearnPeer | undefined> {
    for (const python of pythons) {
      const process = new PythonProcess<Operations>({ python, script, args: [folder], env: oneThread });
      try {
        return new SklearnPeer(process, await process.ask('hello', {}));
      } catch (error) {
        say(`Passing over ${python}: ${error instanceof Error ? error.message : String(error)}.`);
        process.end();
      }
    }
    return undefined;
  }

  /** Writes a table of the given kind and tells its shape. */
  async make(spec: TableSpec): Promise<TableFile> {
    return { name: spec.name, ...(await this.#process.ask('make', spec)) };
  }

  /** Seconds that scikit-learn's `fit` took. */
  fit(request: Operations['fit']['request']): Promise<number> {
    return this.#process.ask('fit', request);
  }

  /** Predicts a table with the forest of the last fit. */
  predict(request: Operations['predict']['request']): Promise<Predicted> {
    return this.#process.ask('predict', request);
  }

  end(): void {
    this.#process.end();
  }
}
