import { readInteger, readOptions } from '../../../src/cli/arguments';
import { limits } from '../../../src/lesson/settings';
import { choices } from '../common/options';
import { schedules, type Schedule } from './page/schedule';

/** The parts of the benchmark, in the order in which they run and in which the report has them. */
export const sections = [
  'california',
  'growth',
  'classes',
  'features',
  'predict',
  'mse',
  'memory',
  'job',
  'peers',
] as const;
export type Section = (typeof sections)[number];

/** What `npm run bench:forest` was asked to do. */
export interface BenchOptions {
  readonly quick: boolean;
  /** Where the report goes. */
  readonly json: string | undefined;
  readonly only: readonly Section[];
  readonly schedules: readonly Schedule[];
  /** Forests of the job; the lesson's own number is 20. */
  readonly models: number;
}

/** What `--help` prints. */
export const help = `Usage: npm run bench:forest -- [options]

Measures the forest engines in headless Chromium, interleaved with scikit-learn where a Python has it.

  --quick            fewer rounds and trees: minutes instead of a quarter of an hour
  --json FILE        writes all figures to FILE
  --only A,B         measures only these parts: ${sections.join(', ')}
  --schedule A,B     schedules of the job, the best of which counts: ${schedules.join(', ')}; default all
  --models N         forests of the job, ${limits.models.min} to ${limits.models.max}, of 8, 12, 16 … trees; default 20
  --help             prints this`;

const usage = 'See "npm run bench:forest -- --help".';

/**
 * Reads the arguments after `npm run bench:forest --`.
 *
 * @returns 'help' when that is all that was asked for.
 * @throws UsageError that says what is allowed.
 */
export function readBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  if (args.includes('--help')) return 'help';
  const given = readOptions(
    args.filter((word) => word !== '--quick'),
    ['json', 'only', 'schedule', 'models'],
    usage,
  );
  const { min, max } = limits.models;
  return {
    quick: args.includes('--quick'),
    json: given.json,
    only: choices('--only', given.only, sections, usage),
    schedules: choices('--schedule', given.schedule, schedules, usage),
    models: given.models === undefined ? 20 : readInteger('--models', given.models, min, max),
  };
}
