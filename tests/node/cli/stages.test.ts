import { expect, test } from 'vitest';
import { runStages, type Stage } from '../../../src/cli/stages';
import type { Counts } from '../../../src/cli/test-counts';

const green: Counts = { passed: 2, failed: 0, skipped: 0 };
const red: Counts = { passed: 1, failed: 1, skipped: 0 };

/** Runs stages described as name, outcome and needs; notes which really ran and what was said. */
async function runAll(
  described: readonly (readonly [name: string, outcome: Counts | Error, needs?: string[]])[],
  stop = new AbortController(),
) {
  const ran: string[] = [];
  const said: string[] = [];
  const stages = described.map(([name, outcome, needs = []]): Stage => ({
    name,
    needs,
    run() {
      ran.push(name);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
  }));
  const counts = await runStages(stages, (line) => said.push(line), stop.signal);
  return { counts, ran, said: said.join('\n') };
}

test('stages run in order and their counts add up', async () => {
  const { counts, ran } = await runAll([
    ['a', green],
    ['b', red],
    ['c', green],
  ]);
  expect(ran).toEqual(['a', 'b', 'c']);
  expect(counts).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('a crash is one failed test, is shown, and does not keep the next stage from running', async () => {
  const { counts, ran, said } = await runAll([
    ['a', new Error('no browser')],
    ['b', green],
  ]);
  expect(ran).toEqual(['a', 'b']);
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(said).toContain('no browser');
});

test('a stage whose need failed is skipped, and so is what needs that one', async () => {
  const { counts, ran, said } = await runAll([
    ['build', red],
    ['e2e', green, ['build']],
    ['report', green, ['e2e']],
    ['other', green],
  ]);
  expect(ran).toEqual(['build', 'other']);
  expect(counts).toEqual({ passed: 3, failed: 1, skipped: 2 });
  expect(said).toContain('e2e: not run, because build failed');
});

test('a stage whose need was not asked for runs', async () => {
  expect((await runAll([['e2e', green, ['build']]])).ran).toEqual(['e2e']);
});

test('once stopped, no further stage starts', async () => {
  const stop = new AbortController();
  stop.abort();
  expect((await runAll([['a', green]], stop)).ran).toEqual([]);
});
