import { afterEach, expect, test, vi } from 'vitest';
import { get, shutdown, type InitOptions } from '../../../src/runtime';
import { startCluster, task } from './cluster';

afterEach(async () => {
  await shutdown();
  vi.restoreAllMocks();
});

/** Has worker 1, then worker 2, then worker 1 again write a line that differs in a number only. */
async function repeat(options: Partial<InitOptions>): Promise<void> {
  await startCluster(options);
  const say = task('say').options({ name: 'train' });
  for (const [n, worker] of [1, 2, 1].entries()) {
    await get(say.options({ schedulingStrategy: { worker } }).remote(`epoch ${n} done`));
  }
}

test('what several workers repeat is printed once, and at shutdown how often', async () => {
  const lines: string[] = [];
  await repeat({ logToDriver: (line) => lines.push(line) });
  expect(lines).toEqual(['(train pid=1) epoch 0 done']);
  await shutdown();
  expect(lines.slice(1)).toEqual(['(train pid=1) epoch 2 done [repeated 2x across cluster]']);
});

test('with dedupLogs: false every line is printed', async () => {
  const lines: string[] = [];
  await repeat({ dedupLogs: false, logToDriver: (line) => lines.push(line) });
  expect(lines).toEqual([
    '(train pid=1) epoch 0 done',
    '(train pid=2) epoch 1 done',
    '(train pid=1) epoch 2 done',
  ]);
});

test('a window that is over prints what it has collected', async () => {
  const lines: string[] = [];
  await repeat({ dedupLogsAggWindowS: 0.01, logToDriver: (line) => lines.push(line) });
  await vi.waitFor(() => {
    expect(lines.length).toBeGreaterThanOrEqual(2);
  });
  for (const line of lines)
    expect(line).toMatch(/^\(train pid=[12]\) epoch \d done( \[repeated 2x across cluster\])?$/);
});

test("lines go to the page's console by default, with the method that the task called", async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await startCluster({ numCpus: 1 });
  await get(task('speak').remote());
  expect(log.mock.calls).toEqual([['(speak pid=1) n_estimators=%s 8 {"mse":0.5}']]);
  expect(warn.mock.calls).toEqual([['(speak pid=1) careful']]);
});

test('with logToDriver: false the driver prints nothing', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await startCluster({ numCpus: 1, logToDriver: false });
  await get(task('say').remote('hello'));
  expect(log).not.toHaveBeenCalled();
});

test('options that make no sense are refused before anything starts', async () => {
  await expect(startCluster({ dedupLogsAggWindowS: -1 })).rejects.toThrow(RangeError);
  await startCluster({ numCpus: 1 });
});
