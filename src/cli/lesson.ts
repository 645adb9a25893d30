import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { build } from 'vite';
import { referencesFor } from '../lesson/references';
import type { Report } from '../lesson/report';
import { times, words } from '../lesson/words';
import { runProgram, UsageError } from './arguments';
import { findBrowser } from './browser';
import { chromiumArgs } from './chromium';
import { readLessonOptions, type LessonOptions } from './lesson-options';
import { serveStatic } from './static-server';

/** `npm run lesson`: builds the page, drives it headless like a person would, and prints what it says. */

const root = join(import.meta.dirname, '../..');

await runProgram(async (args) => {
  const options = readLessonOptions(args);
  if (options.json !== undefined) await checkFolder('json', options.json);
  if (options.picture !== undefined) await checkFolder('picture', options.picture);
  await build({ root, logLevel: 'warn' });
  const { path } = await findBrowser();
  const server = await serveStatic({ root: join(root, 'dist'), port: 0 });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: path, args: chromiumArgs() });
    const page = await browser.newPage();
    const report = await drive(page, server.url, options);
    printTable(report);
    if (options.json !== undefined) {
      await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
      console.log(`Written to ${options.json}.`);
    }
    if (options.picture !== undefined) await takePicture(page, options.picture);
    checkComplete(report, options.mode);
  } finally {
    await browser?.close();
    await server.close();
  }
});

/** Said before the run, not after it. */
async function checkFolder(option: string, file: string): Promise<void> {
  const folder = dirname(resolve(file));
  try {
    await access(folder, constants.W_OK);
  } catch {
    throw new UsageError(
      `--${option} "${file}": the folder ${folder} does not exist or cannot be written to.`,
    );
  }
}

/** The first screen as a person sees it on a laptop. */
async function takePicture(page: Page, path: string): Promise<void> {
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.screenshot({ path });
  console.log(`Written to ${path}.`);
}

/** @throws Error if a forest of a run that was asked for was not trained, or if the runs differ. */
function checkComplete({ models, identical, trainedWith }: Report, mode: LessonOptions['mode']): void {
  const columns = { sequential: ['sequentialSeconds'], parallel: ['parallelSeconds'] } as const;
  const asked = mode === 'both' ? [...columns.sequential, ...columns.parallel] : columns[mode];
  const missing = models.filter((model) => asked.some((column) => model[column] === null));
  if (missing.length > 0) {
    const sizes = missing.map(({ nEstimators }) => nEstimators).join(', ');
    throw new Error(
      `${missing.length} of ${models.length} forests were not trained: those of ${sizes} trees.`,
    );
  }
  if (mode === 'both' && identical !== true)
    throw new Error(trainedWith.length > 1 ? words.done.mixed : words.done.different);
}

/** Sets the fields, presses the buttons, passes the log on as it comes, and takes the results as the page saves them. */
async function drive(page: Page, url: string, options: LessonOptions): Promise<Report> {
  const broken = new Promise<never>((_, reject) => {
    page.on('crash', () => {
      reject(new Error('The page crashed; the browser may have run out of memory.'));
    });
    page.on('pageerror', (error) => {
      reject(new Error(`The page stopped with an error: ${error.message}`));
    });
  });
  // The race below hears of it; by itself a rejection would end the program without a word.
  broken.catch(() => undefined);
  return Promise.race([broken, pressButtons(page, url, options)]);
}

async function pressButtons(
  page: Page,
  url: string,
  { mode, models, workers, engine, schedule }: LessonOptions,
): Promise<Report> {
  page.setDefaultTimeout(0);
  await page.goto(url);
  if (models !== undefined)
    await page.getByLabel(words.settings.models, { exact: true }).fill(String(models));
  if (workers !== undefined)
    await page.getByLabel(words.settings.workers, { exact: true }).fill(String(workers));
  const { settings } = words;
  if (engine !== undefined) await choose(page, settings.engine, settings.engines[engine].name);
  if (schedule !== undefined) await choose(page, settings.schedule, settings.schedules[schedule].name);
  await passLogOn(page);
  if (mode !== 'parallel') await run(page, /one after another$/);
  if (mode !== 'sequential') await run(page, /^Train on \d+ workers?$/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: words.results.download }).click(),
  ]);
  return JSON.parse(await readFile(await download.path(), 'utf8')) as Report;
}

function choose(page: Page, group: string, name: string): Promise<void> {
  return page.getByRole('group', { name: group }).getByRole('radio', { name }).check();
}

/** Presses a button that starts a run and waits until the run has ended. */
async function run(page: Page, button: RegExp): Promise<void> {
  const start = page.getByRole('button', { name: button });
  await untilThere(page, start.and(page.locator(':enabled')));
  await start.click();
  await untilThere(page, start);
  // What a forest failed of, with its stack.
  for (const details of await page
    .getByRole('group')
    .filter({ hasText: /^Forest of/ })
    .allInnerTexts())
    console.error(details);
}

/**
 * Looks four times a second until the element is there, and for an alert meanwhile.
 *
 * @throws Error with the page's sentence if it raises an alert meanwhile.
 */
async function untilThere(page: Page, element: Locator): Promise<void> {
  while ((await element.count()) === 0) {
    const [alert] = await page.getByRole('alert').allInnerTexts();
    if (alert !== undefined) throw new Error(alert);
    await setTimeout(250);
  }
  const [alert] = await page.getByRole('alert').allInnerTexts();
  if (alert !== undefined) throw new Error(alert);
}

/** Prints each line of the page's log once, when it appears. */
async function passLogOn(page: Page): Promise<void> {
  await page.exposeFunction('passLineOn', (line: string) => {
    console.log(line);
  });
  await page.getByRole('log').evaluate((log) => {
    const { passLineOn } = globalThis as unknown as { passLineOn: (line: string) => void };
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          if (node instanceof HTMLElement && node.matches('.sequential, .parallel'))
            passLineOn(node.innerText);
        }
      }
    }).observe(log, { childList: true });
  });
}

function printTable(report: Report): void {
  const { columns } = words.results;
  const number = (value: number | null | undefined, digits: number) => value?.toFixed(digits) ?? '–';
  const seconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(2)} s`);
  const rows = report.models.map(({ nEstimators, mse, sequentialSeconds, parallelSeconds, workers }) => {
    const { linux, published } = referencesFor(nEstimators);
    return [
      String(nEstimators),
      number(mse, 4),
      number(linux, 4),
      number(published, 4),
      seconds(sequentialSeconds),
      seconds(parallelSeconds),
      workers === null ? '–' : words.results.workers(workers),
    ];
  });
  const lines = [Object.values(columns) as string[], ...rows];
  const widths = lines[0]!.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  console.log();
  for (const line of lines) console.log(line.map((cell, c) => cell.padStart(widths[c]!)).join('  '));
  console.log();
  const used = report.trainedWith.join(', ');
  const instead = used === report.engine ? '' : `, trained with ${used}`;
  console.log(`${words.settings.engine}: ${report.engine}${instead}`);
  console.log(`${columns.sequential}: ${seconds(report.sequentialWallSeconds)}`);
  const tasks = report.schedule === null ? '' : `, ${words.settings.schedules[report.schedule].name}`;
  console.log(
    `${columns.parallel}: ${seconds(report.parallelWallSeconds)} on ${report.workers} workers${tasks}`,
  );
  if (report.speedup === null) return;
  const verdict = report.identical ? words.done.identical : words.done.different;
  console.log(`${words.numbers.speedup(report.workers)}: ${times(report.speedup)}, ${verdict}`);
}
