import { addCounts, closingLine, noTests, type Counts } from './test-counts';

/** One step of a test run. */
export interface Stage {
  readonly name: string;
  /** Without these it makes no sense: it is skipped if one of them failed. */
  readonly needs: readonly string[];
  /** Runs it. A rejection counts as one failed test. */
  run(): Promise<Counts>;
}

/**
 * Runs stages one after another. A stage that fails or crashes does not keep the others from running, except those
 * that need it; each of these counts as one skipped test.
 *
 * @param say prints a line for people.
 * @param stop no further stage starts once this is aborted.
 * @returns the counts of all stages together.
 */
export async function runStages(
  stages: readonly Stage[],
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<Counts> {
  const broken = new Set<string>();
  let total = noTests;
  for (const stage of stages) {
    if (stop.aborted) break;
    const missing = stage.needs.find((name) => broken.has(name));
    let counts: Counts;
    if (missing !== undefined) {
      say(`\n== ${stage.name}: not run, because ${missing} failed`);
      counts = { ...noTests, skipped: 1 };
    } else {
      say(`\n== ${stage.name}`);
      counts = await runOne(stage, say);
      say(`== ${stage.name}: ${closingLine(counts)}`);
    }
    if (counts.failed > 0 || missing !== undefined) broken.add(stage.name);
    total = addCounts(total, counts);
  }
  return total;
}

async function runOne(stage: Stage, say: (line: string) => void): Promise<Counts> {
  try {
    return await stage.run();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { ...noTests, failed: 1 };
  }
}
