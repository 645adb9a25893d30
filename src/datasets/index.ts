import { proxy, wrap } from 'comlink';
import { californiaFile } from './california';
import type { CaliforniaLoader } from './california.worker';
import type { Dataset, Result } from './dataset';
import type { OnProgress } from './fetch';

export type { Dataset, Result } from './dataset';

/**
 * Scikit-learn's California housing data set: 20,640 rows, 8 features, the target in units of 100,000 US dollars.
 * Comes from the device if an earlier visit kept it, otherwise from the site; never throws.
 */
export async function loadCalifornia(onProgress: OnProgress): Promise<Result<Dataset>> {
  const worker = new Worker(new URL('./california.worker.ts', import.meta.url), {
    type: 'module',
    name: 'datasets',
  });
  // Comlink never settles the calls of a worker that failed to load.
  const failure = new Promise<Result<never>>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({
        ok: false,
        error: `The program that reads the data could not start${event.message ? `: ${event.message}` : ''}.`,
      });
    };
  });
  try {
    const url = new URL(californiaFile.path, document.baseURI).href;
    return await Promise.race([wrap<CaliforniaLoader>(worker).load(url, proxy(onProgress)), failure]);
  } catch (error) {
    return {
      ok: false,
      error: `The data could not be loaded: ${error instanceof Error ? error.message : String(error)}.`,
    };
  } finally {
    worker.terminate();
  }
}
