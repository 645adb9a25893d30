import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TableFile } from '../page/table';

const execute = promisify(execFile);

export interface RangerFit {
  readonly version: string;
  readonly seconds: number;
}

/**
 * Trains a forest with R's ranger in a process of its own.
 *
 * @param folder of the tables.
 * @returns undefined when there is no R with ranger.
 */
export async function fitRanger(
  folder: string,
  { name, rows, features }: TableFile,
  trees: number,
  seed: number,
): Promise<RangerFit | undefined> {
  const script = join(import.meta.dirname, 'ranger.R');
  const numbers = [rows, features, trees, seed].map(String);
  try {
    const { stdout } = await execute('Rscript', [script, join(folder, `${name}.f64`), ...numbers]);
    return JSON.parse(stdout) as RangerFit;
  } catch {
    return undefined;
  }
}
