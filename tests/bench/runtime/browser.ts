import { openPage } from '../common/browser';
import type { RuntimeBenchPage } from './page/api';

/** The bench page in a headless Chromium, driven from here. */
export interface RuntimeBrowser extends RuntimeBenchPage {
  readonly version: string;
  readonly close: () => Promise<void>;
}

/** @param site a folder of its own for what is built. */
export async function openRuntimePage(site: string): Promise<RuntimeBrowser> {
  const { version, page, orBroken, close } = await openPage(
    site,
    'tests/bench/runtime/page/index.html',
    'runtimeBench',
  );
  return {
    version,
    missing: () => orBroken(page.evaluate(() => window.runtimeBench.missing())),
    measure: (key, effort) =>
      orBroken(page.evaluate(([k, e]) => window.runtimeBench.measure(k, e), [key, effort] as const)),
    close,
  };
}
