import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { findBrowser } from '../../../src/cli/browser';
import { chromiumArgs } from '../../../src/cli/chromium';
import { projectRoot } from '../../../src/cli/run';
import { serveStatic, type StaticServer } from '../../../src/cli/static-server';

/** A bench page in a headless Chromium, driven from here. */
export interface OpenPage {
  /** The browser's. */
  readonly version: string;
  readonly page: Page;
  /** The answer of `evaluation`, or the reason for which the page cannot answer any more. */
  readonly orBroken: <T>(evaluation: Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/**
 * Builds a bench page as the product is built (the same configuration, so the same code for workers and kernels) into
 * `site`, serves it with the headers of isolation, and opens it.
 *
 * @param site a folder of its own.
 * @param html the page, from the project's root.
 * @param ready the name of the object that the page's script hangs into `window` once it can be asked.
 */
export async function openPage(site: string, html: string, ready: string): Promise<OpenPage> {
  await build({
    root: projectRoot,
    logLevel: 'warn',
    publicDir: false,
    build: { outDir: site, emptyOutDir: false, rolldownOptions: { input: join(projectRoot, html) } },
  });
  const { path } = await findBrowser();
  const server = await serveStatic({ root: site });
  try {
    const browser = await chromium.launch({ executablePath: path, args: chromiumArgs() });
    try {
      return await open(browser, server, html, ready);
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function open(browser: Browser, server: StaticServer, html: string, ready: string): Promise<OpenPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  const broken = failureOf(page);
  const orBroken = <T>(evaluation: Promise<T>): Promise<T> => Promise.race([evaluation, broken]);
  await page.goto(`${server.url}${html}`);
  await orBroken(page.waitForFunction((name) => name in window, ready));
  return {
    version: browser.version(),
    page,
    orBroken,
    close: async () => {
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
