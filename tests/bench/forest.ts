import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runProgram, UsageError } from '../../src/cli/arguments';
import type { Bench } from './bench';
import { openBenchPage, type BenchBrowser } from './browser';
import { describeMachine } from './machine';
import { measureCalifornia, measureClasses, measureFeatures, measureGrowth } from './measures/fits';
import { measureJob } from './measures/job';
import { measureMemory } from './measures/memory';
import { measureMse } from './measures/mse';
import { measurePeers } from './measures/peers';
import { measurePredict } from './measures/predict';
import { help, readBenchOptions, type BenchOptions, type Section } from './options';
import { SklearnPeer } from './peers/sklearn';
import { reportLines } from './print';
import { emptyReport, type BenchReport } from './report';
import { Tables } from './tables';

/** `npm run bench:forest`: how fast the engines are, as ratios to scikit-learn in the same run. */

const ROUNDS = 7;
const QUICK_ROUNDS = 3;

await runProgram(async (args) => {
  const options = readBenchOptions(args);
  if (options === 'help') {
    say(help);
    return;
  }
  if (options.json !== undefined) await checkFolder(options.json);
  const site = await mkdtemp(join(tmpdir(), 'treeline-bench-'));
  let sklearn: SklearnPeer | undefined;
  let browser: BenchBrowser | undefined;
  try {
    const data = join(site, 'data');
    await mkdir(data);
    sklearn = await SklearnPeer.find(data, say);
    if (!sklearn) {
      say(
        'No Python here has scikit-learn ("apt-get install python3-sklearn" brings it): its figures stay empty.',
      );
    }
    browser = await openBenchPage(site);
    const tables = new Tables(data, sklearn);
    const engines = await browser.engines();
    const rounds = options.quick ? QUICK_ROUNDS : ROUNDS;
    const bench: Bench = { quick: options.quick, rounds, browser, sklearn, tables, engines, say };
    const report = await measure(bench, options);
    say(['', ...reportLines(report)].join('\n'));
    if (options.json !== undefined) {
      await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
      say(`Written to ${options.json}.`);
    }
  } finally {
    await browser?.close();
    sklearn?.end();
    await rm(site, { recursive: true, force: true });
  }
});

/** Measures the chosen parts. One that fails is told, counts against the exit code, and leaves its figures null. */
async function measure(bench: Bench, options: BenchOptions): Promise<BenchReport> {
  const report = emptyReport(describeMachine(bench));
  const measures: Record<Section, () => Promise<Partial<BenchReport>>> = {
    california: async () => ({ california: await measureCalifornia(bench) }),
    growth: async () => ({ growth: await measureGrowth(bench) }),
    classes: async () => ({ classes: await measureClasses(bench) }),
    features: async () => ({ features: await measureFeatures(bench) }),
    predict: async () => ({ predict: await measurePredict(bench) }),
    mse: async () => ({ mse: await measureMse(bench) }),
    memory: async () => ({ memory: await measureMemory(bench) }),
    job: async () => ({ job: await measureJob(bench, options) }),
    peers: async () => ({ peers: await measurePeers(bench) }),
  };
  for (const section of options.only) {
    try {
      Object.assign(report, await measures[section]());
    } catch (error) {
      console.error(
        `The part "${section}" failed: ${error instanceof Error ? error.message : String(error)}`,
      );
      process.exitCode = 1;
    }
  }
  return report;
}

/** Said before the run, not after it. */
async function checkFolder(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  try {
    await access(folder, constants.W_OK);
  } catch {
    throw new UsageError(`--json "${file}": the folder ${folder} does not exist or cannot be written to.`);
  }
}

function say(line: string): void {
  console.log(line);
}
