import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, type Rolldown } from 'vite';
import { readInteger, readOptions, runProgram } from '../../src/cli/arguments';
import { findBrowser } from '../../src/cli/browser';
import { chromiumArgs } from '../../src/cli/chromium';
import { projectRoot } from '../../src/cli/run';
import { measureSimulator, type SimulatorFigures } from './simulator/cases';

/** `npm run bench:simulator`: how long 1,000,000 tasks on 10,000 simulated workers take, in Node and in Chromium. */

const usage = 'Usage: npm run bench:simulator -- [--rounds N]';

await runProgram(async (args) => {
  const given = readOptions(args, ['rounds'], usage);
  const rounds = given.rounds === undefined ? 3 : readInteger('--rounds', given.rounds, 1, 99);
  print(`Node ${process.versions.node}`, measureSimulator(rounds));
  const browser = await chromium.launch({ executablePath: (await findBrowser()).path, args: chromiumArgs() });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await bundled() });
    const figures = await page.evaluate(
      (n) => (window as unknown as { simulatorBench: Cases }).simulatorBench.measureSimulator(n),
      rounds,
    );
    print(`Chromium ${browser.version()}`, figures);
  } finally {
    await browser.close();
  }
});

interface Cases {
  readonly measureSimulator: typeof measureSimulator;
}

/** The cases as one plain script that leaves them in `window.simulatorBench`. */
async function bundled(): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      lib: {
        entry: join(projectRoot, 'tests/bench/simulator/cases.ts'),
        formats: ['iife'],
        name: 'simulatorBench',
      },
    },
  })) as Rolldown.RolldownOutput[];
  return output!.output[0].code;
}

function print(where: string, figures: readonly SimulatorFigures[]): void {
  console.log(`${where}: 1,000,000 tasks on 10,000 workers`);
  for (const { graph, policy, ms, utilisation } of figures) {
    const busy = `${(utilisation * 100).toFixed(1)} % busy`;
    console.log(`  ${graph.padEnd(28)}${policy.padEnd(14)}${ms.toFixed(0).padStart(6)} ms   ${busy}`);
  }
}
