import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Predicted } from '../page/api';
import type { ForestKind } from '../page/engine';
import type { TableFile } from '../page/table';
import type { TableSpec } from '../tables';

export interface SklearnVersions {
  readonly python: string;
  readonly scikitLearn: string;
  readonly numpy: string;
}

interface Operations {
  hello: { request: object; result: SklearnVersions };
  make: { request: TableSpec; result: Pick<TableFile, 'rows' | 'features'> };
  fit: { request: { table: TableFile; kind: ForestKind; trees: number; seed: number }; result: number };
  predict: { request: { table: TableFile; repeats: number }; result: Predicted };
}

type Answer = { readonly result: unknown } | { readonly error: string };

/** Every library that numpy may compute with, held to one thread. */
const oneThread = Object.fromEntries(
  ['OMP', 'OPENBLAS', 'MKL', 'BLIS', 'VECLIB_MAXIMUM', 'NUMEXPR'].map((name) => [`${name}_NUM_THREADS`, '1']),
);

/** Debian's Python is the one that its python3-sklearn serves; another may come first on PATH. */
const pythons = ['/usr/bin/python3', 'python3', 'python'];

/** The Python process in which scikit-learn trains. One request at a time. */
export class SklearnPeer {
  readonly versions: SklearnVersions;
  readonly #process: PythonProcess;

  private constructor(process: PythonProcess, versions: SklearnVersions) {
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
      const process = new PythonProcess(python, folder);
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

class PythonProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #failed: Promise<never>;
  readonly #closed: Promise<unknown>;
  /** The last line of its standard error, which of a traceback says what happened. */
  #complaint = 'it ended unexpectedly';

  constructor(python: string, folder: string) {
    this.#child = spawn(python, [join(import.meta.dirname, 'sklearn_peer.py'), folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...oneThread },
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#complaint = text.toString().trim().split('\n').at(-1)!;
    });
    this.#closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#failed = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.stdin.once('error', reject);
    });
    this.#failed.catch(() => undefined);
  }

  async ask<Op extends keyof Operations>(
    op: Op,
    request: Operations[Op]['request'],
  ): Promise<Operations[Op]['result']> {
    this.#child.stdin.write(`${JSON.stringify({ op, ...request })}\n`);
    const next = await Promise.race([this.#lines.next(), this.#failed]);
    if (next.done) {
      // Only now has all of its standard error arrived.
      await this.#closed;
      throw new Error(this.#complaint);
    }
    const answer = JSON.parse(next.value) as Answer;
    if ('error' in answer) throw new Error(`scikit-learn's side failed at "${op}": ${answer.error}`);
    return answer.result as Operations[Op]['result'];
  }

  /** Its loop ends with its input. */
  end(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
