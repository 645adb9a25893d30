import { readOptions } from '../../../src/cli/arguments';
import { choices } from '../common/options';
import { rowKeys, type RowKey } from './catalog';

/** What `npm run bench:runtime` was asked to do. */
export interface RuntimeOptions {
  readonly quick: boolean;
  /** Where the report goes. */
  readonly json: string | undefined;
  readonly only: readonly RowKey[];
  /** Dask takes part where all rows do. */
  readonly dask: boolean;
}

/** What `--help` prints. */
export const help = `Usage: npm run bench:runtime -- [options]

Measures the rows of "ray microbenchmark" that apply to a tab, on the runtime in headless Chromium, in turns with its peers.

  --quick       fewer and shorter rounds: a minute instead of four
  --json FILE   writes all figures to FILE
  --only A,B    measures only these rows and the peers they are compared with:
                ${rowKeys.slice(0, 10).join(', ')},
                ${rowKeys.slice(10).join(', ')};
                Dask is then left out
  --help        prints this`;

const usage = 'See "npm run bench:runtime -- --help".';

/**
 * Reads the arguments after `npm run bench:runtime --`.
 *
 * @returns 'help' when that is all that was asked for.
 * @throws UsageError that says what is allowed.
 */
export function readRuntimeOptions(args: readonly string[]): RuntimeOptions | 'help' {
  if (args.includes('--help')) return 'help';
  const given = readOptions(
    args.filter((word) => word !== '--quick'),
    ['json', 'only'],
    usage,
  );
  return {
    quick: args.includes('--quick'),
    json: given.json,
    only: choices('--only', given.only, rowKeys, usage),
    dask: given.only === undefined,
  };
}
