import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Debian's Python is the one that its python3-* packages serve; another may come first on PATH. */
export const pythons = ['/usr/bin/python3', 'python3', 'python'];

/** What a script answers: the request and the result of each operation. */
type OperationTypes = Record<string, { request: object; result: unknown }>;

type Answer = { readonly result: unknown } | { readonly error: string };

interface PythonScript {
  /** The interpreter. */
  readonly python: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A Python script that answers each line of JSON with one. One request at a time. */
export class PythonProcess<Operations extends OperationTypes> {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #failed: Promise<never>;
  readonly #closed: Promise<unknown>;
  /** The last line of its standard error, which of a traceback says what happened. */
  #complaint = 'it ended unexpectedly';

  constructor({ python, script, args = [], env = {} }: PythonScript) {
    this.#child = spawn(python, [script, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
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

  /** @throws Error with the script's own sentence when it fails, or with the last thing it said when it ended. */
  async ask<Op extends keyof Operations & string>(
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
    if ('error' in answer) throw new Error(`Python failed at "${op}": ${answer.error}`);
    return answer.result;
  }

  /** Its loop ends with its input. */
  end(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
