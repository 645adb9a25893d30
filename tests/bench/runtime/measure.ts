import { interleave, type Runners } from '../common/rounds';
import { rowKeys, type RowKey } from './catalog';
import type { Effort, RuntimeBenchPage } from './page/api';
import type { RuntimeFigures } from './report';

export interface Measured {
  readonly figures: RuntimeFigures;
  /** Why rows that were asked for have no figure. */
  readonly absent: ReadonlyMap<RowKey, Absence>;
}

/** Why a row has no figure: the runtime lacks what it measures, or measuring it went wrong. */
interface Absence {
  readonly kind: 'not there yet' | 'failed';
  readonly reason: string;
}

interface Plan {
  readonly rows: readonly RowKey[];
  readonly rounds: number;
  readonly effort: Effort;
  readonly say: (line: string) => void;
}

/** Measures the rows in interleaved rounds. A row that fails is left out from then on and has no figure. */
export async function measureRows(
  page: RuntimeBenchPage,
  { rows, rounds, effort, say }: Plan,
): Promise<Measured> {
  const missing = await page.missing();
  const absent = new Map<RowKey, Absence>();
  for (const key of rows) {
    const reason = missing[key];
    if (reason !== undefined) absent.set(key, { kind: 'not there yet', reason });
  }
  const runner = (key: RowKey) => async () => {
    if (absent.has(key)) return null;
    try {
      return await page.measure(key, effort);
    } catch (error) {
      absent.set(key, { kind: 'failed', reason: sentenceOf(error) });
      return null;
    }
  };
  const runners = Object.fromEntries(
    rowKeys.map((key) => [key, rows.includes(key) && !absent.has(key) ? runner(key) : undefined]),
  ) as Runners<RowKey>;
  let start = Date.now();
  const medians = await interleave(rounds, runners, (_, round) => {
    say(`Round ${round} of ${rounds}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
    start = Date.now();
  });
  // The rounds before the failure do not speak for the row.
  const figures = Object.fromEntries(
    rowKeys.map((key) => [key, absent.has(key) ? null : medians[key]]),
  ) as RuntimeFigures;
  return { figures, absent };
}

/** The page's own words: Playwright puts its method before them and the page's stack behind. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]!.replace('page.evaluate: ', '');
}
