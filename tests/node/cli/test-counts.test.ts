import { describe, expect, test } from 'vitest';
import { addCounts, closingLine, countPlaywright, countVitest, judge } from '../../../src/cli/test-counts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((of) => ({ status: of })),
});
const stats = { expected: 3, unexpected: 2, flaky: 1, skipped: 4 };

describe("Vitest's report", () => {
  test('counts every test once; what is not run is skipped', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'skipped'),
        file('failed', 'failed', 'passed', 'todo'),
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test('a file that does not load, or whose hook throws, counts as one failed test', () => {
    expect(countVitest({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countVitest({ testResults: [file('failed', 'skipped', 'passed')] })).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });

  test.each([undefined, null, 'text', {}, { testResults: {} }, { testResults: [{}] }])(
    '%j is none',
    (report) => {
      expect(countVitest(report)).toBeUndefined();
    },
  );
});

describe("Playwright's report", () => {
  test('a flaky test passed in the end', () => {
    expect(countPlaywright({ stats, errors: [] })).toEqual({ passed: 4, failed: 2, skipped: 4 });
  });

  test('an error outside the tests counts as a failed one', () => {
    expect(countPlaywright({ stats, errors: [{ message: 'does not load' }] })?.failed).toBe(3);
  });

  test.each([undefined, {}, { stats }, { stats: { ...stats, flaky: '1' }, errors: [] }])(
    '%j is none',
    (report) => {
      expect(countPlaywright(report)).toBeUndefined();
    },
  );
});

describe('the verdict on a finished program', () => {
  const green = { passed: 5, failed: 0, skipped: 1 };

  test('is its report when both agree', () => {
    expect(judge(0, green)).toEqual(green);
    expect(judge(1, { ...green, failed: 2 })).toEqual({ ...green, failed: 2 });
  });

  test('a bad exit code without a failed test, such as an unhandled rejection, is one failed test', () => {
    expect(judge(1, green)).toEqual({ ...green, failed: 1 });
  });

  test('a crash before the report is one failed test, even if the exit code says nothing', () => {
    for (const exitCode of [0, 1, 137])
      expect(judge(exitCode, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

test('the closing line names skipped tests only if there are any', () => {
  const counts = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 3, skipped: 0 });
  expect(closingLine(counts)).toBe('3 passed, 3 failed');
  expect(closingLine({ ...counts, skipped: 2 })).toBe('3 passed, 3 failed, 2 skipped');
});
