import { openPage } from '../common/browser';
import type { BenchPage } from './page/api';

/** The bench page in a headless Chromium, driven from here. */
export interface BenchBrowser extends BenchPage {
  readonly version: string;
  close(): Promise<void>;
}

/** @param site a folder of its own; the page reads tables from `data` in it. */
export async function openBenchPage(site: string): Promise<BenchBrowser> {
  const { version, page, orBroken, close } = await openPage(
    site,
    'tests/bench/forest/page/index.html',
    'bench',
  );
  return {
    version,
    engines: () => orBroken(page.evaluate(() => window.bench.engines())),
    fit: (request) => orBroken(page.evaluate((r) => window.bench.fit(r), request)),
    predict: (request) => orBroken(page.evaluate((r) => window.bench.predict(r), request)),
    memory: (request) => orBroken(page.evaluate((r) => window.bench.memory(r), request)),
    job: (request) => orBroken(page.evaluate((r) => window.bench.job(r), request)),
    close,
  };
}
