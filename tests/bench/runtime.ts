import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/arguments';
import { describeHardware } from './common/machine';
import { checkJsonFolder } from './common/options';
import { openRuntimePage, type RuntimeBrowser } from './runtime/browser';
import { withPeers } from './runtime/catalog';
import { measureRows } from './runtime/measure';
import { help, readRuntimeOptions } from './runtime/options';
import type { Effort } from './runtime/page/api';
import { measureDask } from './runtime/peers/dask';
import { runtimeLines } from './runtime/print';
import { noDask, runtimeReport } from './runtime/report';

/** `npm run bench:runtime`: the rows of `ray microbenchmark` on the runtime, in turns with its peers. */

const THOROUGH = { rounds: 7, effort: { warmUpMs: 500, timedMs: 500, samples: 5 } as Effort };
const QUICK = { rounds: 3, effort: { warmUpMs: 100, timedMs: 200, samples: 3 } as Effort };

await runProgram(async (args) => {
  const options = readRuntimeOptions(args);
  if (options === 'help') {
    say(help);
    return;
  }
  if (options.json !== undefined) await checkJsonFolder(options.json);
  const { rounds, effort } = options.quick ? QUICK : THOROUGH;
  const rows = withPeers(options.only);
  const site = await mkdtemp(join(tmpdir(), 'treeline-bench-'));
  let browser: RuntimeBrowser | undefined;
  try {
    browser = await openRuntimePage(site);
    const { version } = browser;
    const { figures, absent } = await measureRows(browser, { rows, rounds, effort, say });
    if ([...absent.values()].some(({ kind }) => kind === 'failed')) process.exitCode = 1;
    // Dask's processes start only now: idle ones would take their share of the rounds before.
    await browser.close();
    browser = undefined;
    const dask = options.dask ? await measureDask(options.quick, say) : noDask;
    const hardware = describeHardware();
    say(
      ['', ...runtimeLines({ rows, figures, dask, absent, browser: version, hardware, rounds })].join('\n'),
    );
    if (options.json !== undefined) {
      await writeFile(options.json, `${JSON.stringify(runtimeReport(figures, dask), null, 2)}\n`);
      say(`Written to ${options.json}.`);
    }
  } finally {
    await browser?.close();
    await rm(site, { recursive: true, force: true });
  }
});

function say(line: string): void {
  console.log(line);
}
