import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions, runProgram, UsageError } from './arguments';
import { findBrowser } from './browser';
import { localCommand, run, runNpm } from './run';
import { runStages, type Stage } from './stages';
import { closingLine, countPlaywright, countVitest, judge, type Counts } from './test-counts';

/** `npm test`: everything there is to check but, unless asked for, the tests that take minutes; with one closing line `N passed, N failed` for people and machines. */

/** What `--only` may name, and the stages it stands for. */
const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ['check', ['check']],
  ['node', ['node']],
  ['browser', ['browser']],
  ['e2e', ['build', 'e2e']],
  ['long', ['long']],
]);
const usage = `Allowed: --only ${[...choices.keys()].join('|')}, --with long.`;

/** A stage that is not done by then hangs. In milliseconds. */
const timeout = 1_200_000;

await runProgram(async (args) => {
  const { only, with: also } = readOptions(args, ['only', 'with'], usage);
  const chosen = only === undefined ? undefined : choices.get(only);
  if (only !== undefined && chosen === undefined) throw new UsageError(`Unknown choice "${only}". ${usage}`);
  if (also !== undefined && also !== 'long') throw new UsageError(`Unknown choice "${also}". ${usage}`);

  const reports = await mkdtemp(join(tmpdir(), 'treeline-test-'));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  try {
    const stages = stagesWith(reports).filter(
      ({ name }) => name === also || (chosen ? chosen.includes(name) : name !== 'long'),
    );
    const counts = await runStages(stages, say, stop.signal);
    say(stop.signal.aborted ? '\nStopped before the end.' : '');
    say(closingLine(counts));
    if (stop.signal.aborted || counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
});

function say(line: string): void {
  console.log(line);
}

/** @param reports the folder for the reports that are counted. */
function stagesWith(reports: string): Stage[] {
  let browser: Promise<string> | undefined;
  const browserPath = () => (browser ??= findBrowser().then(({ path }) => path));
  const vitestInBrowser = async (project: string) =>
    vitest(project, join(reports, `${project}.json`), { CHROMIUM_PATH: await browserPath() });
  return [
    { name: 'check', needs: [], run: () => npmScript('check') },
    { name: 'node', needs: [], run: () => vitest('node', join(reports, 'node.json'), {}) },
    { name: 'build', needs: [], run: () => npmScript('build') },
    { name: 'browser', needs: [], run: () => vitestInBrowser('browser') },
    {
      name: 'e2e',
      needs: ['build'],
      run: async () => playwright(join(reports, 'e2e.json'), { CHROMIUM_PATH: await browserPath() }),
    },
    { name: 'long', needs: [], run: () => vitestInBrowser('long') },
  ];
}

/** A script of package.json, which counts as one test. */
async function npmScript(name: string): Promise<Counts> {
  const exitCode = await runNpm(['run', name], { timeout });
  return judge(exitCode, { passed: exitCode === 0 ? 1 : 0, failed: 0, skipped: 0 });
}

async function vitest(project: string, report: string, env: Record<string, string>): Promise<Counts> {
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
  const exitCode = await run(
    process.execPath,
    [localCommand('vitest'), ...args, `--outputFile.json=${report}`],
    { env, timeout },
  );
  return judge(exitCode, countVitest(await readReport(report)));
}

async function playwright(report: string, env: Record<string, string>): Promise<Counts> {
  const exitCode = await run(process.execPath, [localCommand('playwright'), 'test', '--reporter=list,json'], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeout,
  });
  return judge(exitCode, countPlaywright(await readReport(report)));
}

/** The parsed report, or undefined if the program did not get as far as writing one. */
async function readReport(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
