import { shutdown } from '../../../../src/runtime';
import type { RowKey } from '../catalog';
import { inCluster } from './cluster';
import { rows } from './rows';

/** No row takes a tenth of this; one that does hangs. */
const LIMIT_MS = 60_000;

const missing: Partial<Record<RowKey, string>> = {};
for (const [key, row] of Object.entries(rows)) if ('missing' in row) missing[key as RowKey] = row.missing;

window.runtimeBench = {
  missing: () => Promise.resolve(missing),
  async measure(key, effort) {
    const row = rows[key];
    if ('missing' in row) throw new Error(`The row ${key} cannot be measured: ${row.missing}.`);
    try {
      return await inTime(inCluster(row.cluster, () => row.measure(effort)));
    } catch (error) {
      // The next row shall not find what this one has left behind.
      await shutdown();
      throw error;
    }
  },
};

function inTime<T>(measurement: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`No figure came within ${LIMIT_MS / 1000} s.`));
    }, LIMIT_MS);
    measurement.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
