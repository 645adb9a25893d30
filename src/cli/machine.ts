import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { unpackBundledChromium } from './bundled-chromium';
import { chromiumArgs } from './chromium';
import { localCommand, run } from './run';

/** What the search for a browser needs of the machine it runs on, so that tests can describe another machine. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly isRoot: boolean;
  exists(path: string): boolean;
  /** Starts a browser, opens an empty page and closes it again. Resolves to its version; rejects if it will not. */
  start(path: string): Promise<string>;
  /** Where Playwright keeps its own Chromium, whether or not it is there. */
  playwrightChromium(): string;
  /** Unpacks the browser that npm brought along and resolves to its path. */
  unpackBundled(): Promise<string>;
  /** Tries to install a Chromium; whether that helped is seen by looking again. */
  install(how: 'apt-get' | 'playwright'): Promise<void>;
  /** Tells the person at the terminal. */
  say(line: string): void;
}

/** A browser that has not opened a page by then will not, even on a busy machine. In milliseconds. */
const startTimeout = 60_000;

/** Downloads that take longer than this are stuck. In milliseconds. */
const installTimeout = 300_000;

export const realMachine: Machine = {
  env: process.env,
  platform: process.platform,
  arch: process.arch,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  start: startOnce,
  playwrightChromium: () => chromium.executablePath(),
  unpackBundled: unpackBundledChromium,
  install,
  say: (line) => {
    console.log(line);
  },
};

/** The start that tests make, and not `--version`: a program that lacks a library or the sandbox answers that too. */
async function startOnce(executablePath: string): Promise<string> {
  const browser = await chromium.launch({ executablePath, args: chromiumArgs(), timeout: startTimeout });
  try {
    const page = await browser.newPage();
    await page.goto('about:blank', { timeout: startTimeout });
    return browser.version();
  } finally {
    await browser.close();
  }
}

async function install(how: 'apt-get' | 'playwright'): Promise<void> {
  const options = { timeout: installTimeout };
  if (how === 'playwright') {
    await run(process.execPath, [localCommand('playwright'), 'install', 'chromium'], options);
    return;
  }
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    ...options,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
