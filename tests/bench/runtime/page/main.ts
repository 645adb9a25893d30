import type { RowKey } from '../catalog';
import { inCluster } from './cluster';
import { rows } from './rows';

const missing: Partial<Record<RowKey, string>> = {};
for (const [key, row] of Object.entries(rows)) if ('missing' in row) missing[key as RowKey] = row.missing;

window.runtimeBench = {
  missing: () => Promise.resolve(missing),
  async measure(key, effort) {
    const row = rows[key];
    if ('missing' in row) throw new Error(`The row ${key} cannot be measured: ${row.missing}.`);
    return inCluster(row.cluster, () => row.measure(effort));
  },
};
