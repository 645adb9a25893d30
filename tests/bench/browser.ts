import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { findBrowser } from '../../src/cli/browser';
import { chromiumArgs } from '../../src/cli/chromium';
import { projectRoot } from '../../src/cli/run';
import { serveStatic, type StaticServer } from '../../src/cli/static-server';
import type { BenchPage } from './page/api';

/** The bench page in a headless Chromium, driven from here. */
export interface BenchBrowser extends BenchPage {
  readonly version: string;
  close(): Promise<void>;
}

/**
 * Builds the bench page as the product is built (the same configuration, so the same code for workers and kernels) into
 * `site`, serves it with the headers of isolation, and opens it.
 *
 * @param site a folder of its own; the page reads tables from `data` in it.
 */
export async function openBenchPage(site: string): Promise<BenchBrowser> {
  await build({
    root: projectRoot,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: site,
      emptyOutDir: false,
      rolldownOptions: { input: join(projectRoot, 'tests/bench/page/index.html') },
    },
  });
  const { path } = await findBrowser();
  const server = await serveStatic({ root: site });
  try {
    const browser = await chromium.launch({ executablePath: path, args: chromiumArgs() });
    try {
      return await open(browser, server);
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function open(browser: Browser, server: StaticServer): Promise<BenchBrowser> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const broken = failureOf(page);
  await page.goto(`${server.url}tests/bench/page/index.html`);
  await Promise.race([page.waitForFunction(() => 'bench' in window), broken]);
  return {
    version: browser.version(),
    engines: () => Promise.race([page.evaluate(() => window.bench.engines()), broken]),
    fit: (request) => Promise.race([page.evaluate((r) => window.bench.fit(r), request), broken]),
    predict: (request) => Promise.race([page.evaluate((r) => window.bench.predict(r), request), broken]),
    memory: (request) => Promise.race([page.evaluate((r) => window.bench.memory(r), request), broken]),
    job: (request) => Promise.race([page.evaluate((r) => window.bench.job(r), request), broken]),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Rejects when the page crashes or stops with an error. */
function failureOf(page: Page): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    page.on('crash', () => {
      reject(new Error('The bench page crashed; the browser may have run out of memory.'));
    });
    page.on('pageerror', (error) => {
      reject(new Error(`The bench page stopped with an error: ${error.message}`));
    });
  });
  failure.catch(() => undefined);
  return failure;
}
