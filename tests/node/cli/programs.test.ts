import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localCommand, projectRoot, run } from '../../../src/cli/run';

/** Runs a program of src/cli as npm does. */
function program(name: string, ...args: string[]) {
  const argv = [localCommand('tsx'), join(projectRoot, 'src/cli', name), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.trim() };
}

const lessonUsage =
  'Allowed: --models 1..50, --workers 1..64, --mode both|sequential|parallel, --engine exact|turbo, ' +
  '--schedule in-order|longest-first|chunks, --json FILE, --picture FILE.png.';

describe('wrong arguments end a program with exit code 2 and a sentence that says what is allowed', () => {
  test.each([
    ['serve.ts', ['--port', 'high'], '--port must be a whole number from 0 to 65535, not "high".'],
    [
      'serve.ts',
      ['--prot', '80'],
      'Unknown argument "--prot". Allowed: --port N (0 to 65535, default 4173) and --host ADDRESS (default 127.0.0.1).',
    ],
    ['lesson.ts', ['--engine', 'fast'], `--engine "fast" is not one of exact, turbo. ${lessonUsage}`],
    [
      'lesson.ts',
      ['--schedule', 'random'],
      `--schedule "random" is not one of in-order, longest-first, chunks. ${lessonUsage}`,
    ],
    [
      'test.ts',
      ['--only', 'toString'],
      'Unknown choice "toString". Allowed: --only check|node|browser|e2e|long, --with long.',
    ],
    [
      'test.ts',
      ['--with', 'e2e'],
      'Unknown choice "e2e". Allowed: --only check|node|browser|e2e|long, --with long.',
    ],
    ['with-browser.ts', [], 'Allowed: with-browser <command of node_modules/.bin> [its arguments].'],
    [
      'with-browser.ts',
      ['vitset'],
      'There is no command "vitset" in node_modules. Is it spelled right, and did "npm ci" run?',
    ],
  ])('%s %j', (name, args, sentence) => {
    expect(program(name, ...args)).toEqual({ status: 2, stdout: '', stderr: sentence });
  });
});

describe('a program run for another', () => {
  test('passes on its exit code and sees the added variables', async () => {
    const script = 'process.exit(process.env.CHROMIUM_PATH === "/a b" ? 7 : 1)';
    expect(await run(process.execPath, ['-e', script], { env: { CHROMIUM_PATH: '/a b' } })).toBe(7);
  });

  test('that a signal ended has the exit code that shells give it', async () => {
    expect(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(137);
  });

  test('finds no input, so that it cannot wait for any', async () => {
    const script = 'process.stdin.on("data", () => process.exit(1)).on("end", () => process.exit(3))';
    expect(await run(process.execPath, ['-e', script])).toBe(3);
  });

  test('receives the signals sent to us', async () => {
    // The child signals its parent, this process, which hands the signal back.
    const script =
      'process.on("SIGHUP", () => process.exit(5)); setInterval(() => {}, 1e5); process.kill(process.ppid, "SIGHUP")';
    expect(await run(process.execPath, ['-e', script])).toBe(5);
  });

  test('that does not end in time is ended', async () => {
    expect(await run(process.execPath, ['-e', 'setInterval(() => {}, 1e5)'], { timeout: 300 })).toBe(143);
  });

  test('that does not exist is an error', async () => {
    await expect(run('/no/such/program', [])).rejects.toThrow('ENOENT');
  });
});
