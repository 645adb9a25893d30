import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './arguments';

/** The folder of package.json. */
export const projectRoot = join(import.meta.dirname, '../..');

export interface RunOptions {
  /** Variables on top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the program may read this process's standard input; by default it finds it empty. */
  readonly interactive?: boolean;
  /** Ends the program with SIGTERM after so many milliseconds. */
  readonly timeout?: number;
}

/**
 * Runs a program in the project's folder with its output streamed to ours, and passes on the signals that this
 * process receives meanwhile.
 *
 * @returns the program's exit code; 128 + the signal's number if a signal ended it, as shells have it.
 * @throws Error when the program cannot be started.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: projectRoot,
      env: { ...process.env, ...options.env },
      stdio: [options.interactive ? 'inherit' : 'ignore', 'inherit', 'inherit'],
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    });
    const stopPassing = passSignals((signal) => child.kill(signal));
    child.once('error', (error) => {
      stopPassing();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopPassing();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** Runs npm with the given arguments, by the npm that started this program if there is one. */
export function runNpm(args: readonly string[], options: RunOptions = {}): Promise<number> {
  const script = process.env['npm_execpath'];
  return script === undefined ? run('npm', args, options) : run(process.execPath, [script, ...args], options);
}

function passSignals(pass: (signal: NodeJS.Signals) => void): () => void {
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const handler = () => {
      // A terminal sends its Ctrl+C to the program itself as well; twice means "at once, without tidying up".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) pass(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

/**
 * The script that node_modules/.bin/<command> stands for, to be run by Node itself: on Windows the entry in .bin is
 * a batch file, which cannot be spawned.
 *
 * @throws UsageError when no installed package of that name has such a command.
 */
export function localCommand(command: string): string {
  const folder = join(projectRoot, 'node_modules', command);
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      bin?: string | Record<string, string>;
    };
    const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command];
    if (script !== undefined) return join(folder, script);
  } catch {
    // Not installed: the same complaint as for a package without a command.
  }
  throw new UsageError(
    `There is no command "${command}" in node_modules. Is it spelled right, and did "npm ci" run?`,
  );
}
