import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../src/cli/arguments';
import { help, readBenchOptions, sections } from '../../../bench/forest/options';
import { schedules } from '../../../bench/forest/page/schedule';

describe('the arguments of npm run bench:forest', () => {
  test('default to everything, thoroughly', () => {
    expect(readBenchOptions([])).toEqual({
      quick: false,
      json: undefined,
      only: sections,
      schedules,
      models: 20,
    });
  });

  test('may ask for a quick run, a file, and some of the parts, which keep their own order', () => {
    const args = ['--json', 'out.json', '--quick', '--only', 'job,california', '--schedule=longest-first'];
    expect(readBenchOptions([...args, '--models', '3'])).toEqual({
      quick: true,
      json: 'out.json',
      only: ['california', 'job'],
      schedules: ['longest-first'],
      models: 3,
    });
  });

  test('may ask for help, whatever else they say', () => {
    expect(readBenchOptions(['--only', 'nonsense', '--help'])).toBe('help');
    for (const name of [...sections, ...schedules, '--quick', '--json']) expect(help).toContain(name);
  });

  test.each([
    [['--only', 'california,speed'], '"speed" is not one of california, growth'],
    [['--schedule', 'random'], '"random" is not one of in-order, longest-first, 4-tree-tasks'],
    [['--models', '0'], '--models must be a whole number from 1 to 50, not "0"'],
    [['--fast'], 'Unknown argument "--fast"'],
    [['--json'], '--json needs a value'],
  ])('%j are refused with what is allowed', (args, sentence) => {
    expect(() => readBenchOptions(args)).toThrow(UsageError);
    expect(() => readBenchOptions(args)).toThrow(sentence);
  });
});
