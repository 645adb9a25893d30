import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/arguments';
import { checkJsonFolder } from './common/options';
import type { Bench } from './forest/bench';
import { openBenchPage, type BenchBrowser } from './forest/browser';
import { describeMachine } from './forest/machine';
import { measureCalifornia, measureClasses, measureFeatures, measureGrowth } from './forest/measures/fits';
import { measureJob } from './forest/measures/job';
import { measureMemory } from './forest/measures/memory';
import { measureMse } from './forest/measures/mse';
import { measurePeers } from './forest/measures/peers';
import { measurePredict } from './forest/measures/predict';
import { help, readBenchOptions, type BenchOptions, type Section } from './forest/options';
import { SklearnPeer } from './forest/peers/sklearn';
import { reportLines } from './forest/print';
import { emptyReport, type BenchReport } from './forest/report';
import { Tables } from './forest/tables';

/** `npm run bench:forest`: how fast the engines are, as ratios to scikit-learn in the same run. */

const ROUNDS = 7;
const QUICK_ROUNDS = 3;

await runProgram(async (args) => {
  const options = readBenchOptions(args);
  if (options === 'help') {
    say(help);
    return;
  }
  if (options.json !== undefined) await checkJsonFolder(options.json);
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

function say(line: string): void {
  console.log(line);
}
