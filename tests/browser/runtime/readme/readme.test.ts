import { afterEach, expect, test, vi } from 'vitest';
import { shutdown } from '../../../../src/runtime';
import readme from '../../../../src/runtime/README.md?raw';
import { examplesIn, folderOf, show } from './examples';

const examples = examplesIn(readme);

afterEach(async () => {
  vi.restoreAllMocks();
  await shutdown();
});

test('the README has ten examples, numbered, each with a worker script and a driver that prints something', () => {
  expect(examples.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const { title, files, output } of examples) {
    expect([...files.keys()], title).toEqual(['tasks.worker.ts', 'driver.ts']);
    expect(output.length, title).toBeGreaterThan(0);
  }
});

test.each(examples)('example $number ($title) prints what its comments say', async ({ number, output }) => {
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(values.map((value) => show(value)).join(' '));
  });
  await import(/* @vite-ignore */ `/${folderOf(number)}/driver.ts`);
  expect(printed).toEqual(output);
});
