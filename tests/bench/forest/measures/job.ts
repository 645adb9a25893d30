import { forestSizes } from '../../../../src/lesson/settings';
import { median } from '../../common/statistics';
import type { Bench } from '../bench';
import type { BenchOptions } from '../options';
import type { JobResult } from '../page/api';
import type { Contender } from '../page/engine';
import type { Schedule } from '../page/schedule';
import { jobFigures, type BenchReport, type JobFigures } from '../report';

type JobOptions = Pick<BenchOptions, 'models' | 'schedules'>;

/** The lesson's 20 forests on one worker and on two, with each engine. */
export async function measureJob(bench: Bench, options: JobOptions): Promise<BenchReport['job']> {
  return {
    exact: bench.engines.exact && (await measureEngine(bench, options, 'exact')),
    turbo: bench.engines.turbo && (await measureEngine(bench, options, 'turbo')),
  };
}

/**
 * Each round runs the lesson's order on one worker, which every schedule is compared with, and then each schedule on
 * two.
 */
async function measureEngine(
  { browser, tables, quick, say }: Bench,
  { models, schedules }: JobOptions,
  engine: Contender,
): Promise<JobFigures | null> {
  const { train, test } = await tables.california();
  const sizes = forestSizes(models);
  const trees = sizes.reduce((sum, size) => sum + size, 0);
  const rounds = quick ? 1 : 5;
  const run = async (schedule: Schedule, workers: number) => {
    const result = await browser.job({ train, test, engine, schedule, workers, sizes });
    const what = `${trees} trees, ${engine}, ${schedule}, ${workers === 1 ? 'one worker' : 'two workers'}`;
    say(`${what}: ${result.seconds.toFixed(2)} s`);
    return result;
  };
  const alone: number[] = [];
  const together = new Map(schedules.map((schedule) => [schedule, [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    const one = await run('in-order', 1);
    alone.push(one.seconds);
    for (const [schedule, seconds] of together) {
      const two = await run(schedule, 2);
      checkSame(one, two, schedule);
      seconds.push(two.seconds);
    }
  }
  const medians = [...together].map(([schedule, seconds]) => [schedule, median(seconds)!] as const);
  return jobFigures(median(alone), new Map(medians));
}

/** Means of means differ in their last digits; anything more is another forest. @throws Error in that case. */
function checkSame(one: JobResult, two: JobResult, schedule: Schedule): void {
  const differs = one.mses.some((mse, forest) => !(Math.abs(mse - two.mses[forest]!) < 1e-9));
  if (differs) throw new Error(`The forests of the schedule ${schedule} are not those of one worker.`);
}
