/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noTests: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The line that ends a test run: `12 passed, 0 failed`, with `, 3 skipped` if there are any. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What a finished test program has to show: its report's counts, made honest. One failed test is added when the
 * program failed but the report names none (a crash, an unhandled rejection, a file that does not load), and when
 * there is no readable report.
 *
 * @param exitCode of the program.
 * @param counts of its report, undefined if there is no readable one.
 */
export function judge(exitCode: number, counts: Counts | undefined): Counts {
  const honest = counts ?? { ...noTests, failed: 1 };
  return exitCode !== 0 && honest.failed === 0 ? { ...honest, failed: 1 } : honest;
}

/**
 * Counts the report of Vitest's `json` reporter. A file that failed without a failed test (it did not load, or a
 * hook threw) counts as one failed test.
 *
 * @returns undefined if this is no such report.
 */
export function countVitest(report: unknown): Counts | undefined {
  if (!isRecord(report) || !Array.isArray(report['testResults'])) return undefined;
  let [passed, failed, skipped] = [0, 0, 0];
  for (const file of report['testResults'] as unknown[]) {
    if (!isRecord(file) || !Array.isArray(file['assertionResults'])) return undefined;
    let failedHere = 0;
    for (const test of file['assertionResults'] as unknown[]) {
      const status = isRecord(test) ? test['status'] : undefined;
      if (status === 'passed') passed++;
      else if (status === 'failed') failedHere++;
      else skipped++;
    }
    failed += file['status'] === 'failed' ? Math.max(failedHere, 1) : failedHere;
  }
  return { passed, failed, skipped };
}

/**
 * Counts the report of Playwright's `json` reporter. A flaky test passed in the end and counts as passed; an error
 * outside the tests (a file that does not load) counts as one failed test.
 *
 * @returns undefined if this is no such report.
 */
export function countPlaywright(report: unknown): Counts | undefined {
  if (!isRecord(report) || !isRecord(report['stats']) || !Array.isArray(report['errors'])) return undefined;
  const { expected, flaky, unexpected, skipped } = report['stats'];
  if (!isCount(expected) || !isCount(flaky) || !isCount(unexpected) || !isCount(skipped)) return undefined;
  return { passed: expected + flaky, failed: unexpected + report['errors'].length, skipped };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value);
}
