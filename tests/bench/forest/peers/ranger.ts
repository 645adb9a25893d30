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
 * @throws Error when there is no R with ranger.
 */
export async function fitRanger(
  folder: string,
  { name, rows, features }: TableFile,
  trees: number,
  seed: number,
): Promise<RangerFit> {
  const script = join(import.meta.dirname, 'ranger.R');
  const numbers = [rows, features, trees, seed].map(String);
  const { stdout } = await execute('Rscript', [script, join(folder, `${name}.f64`), ...numbers]);
  // R may greet on its standard output before the script says anything.
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as RangerFit;
}
