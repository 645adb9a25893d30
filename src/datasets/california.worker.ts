import { expose, transfer } from 'comlink';
import type { Dataset, Result } from './dataset';
import { fetchCalifornia, type OnProgress } from './fetch';
import { keep, readKept } from './keep';

/** Loads off the main thread, so that parsing a megabyte never delays a frame. */
const api = {
  async load(url: string, onProgress: OnProgress): Promise<Result<Dataset>> {
    const kept = await readKept();
    if (kept) return handOver({ ok: true, value: kept });
    const result = await fetchCalifornia(url, onProgress);
    if (result.ok) await keep(result.value);
    return handOver(result);
  },
};

function handOver(result: Result<Dataset>): Result<Dataset> {
  if (!result.ok) return result;
  const { features, target } = result.value;
  return transfer(result, [...features.map((column) => column.buffer), target.buffer]);
}

export type CaliforniaLoader = typeof api;
expose(api);
