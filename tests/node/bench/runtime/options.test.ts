import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../src/cli/arguments';
import { rowKeys, withPeers } from '../../../bench/runtime/catalog';
import { help, readRuntimeOptions } from '../../../bench/runtime/options';

describe('the arguments of npm run bench:runtime', () => {
  test('default to every row, thoroughly, and Dask', () => {
    expect(readRuntimeOptions([])).toEqual({ quick: false, json: undefined, only: rowKeys, dask: true });
  });

  test('may ask for a quick run, a file, and some of the rows without Dask', () => {
    expect(readRuntimeOptions(['--only', 'startMs,tasksSync', '--quick', '--json=out.json'])).toEqual({
      quick: true,
      json: 'out.json',
      only: ['tasksSync', 'startMs'],
      dask: false,
    });
  });

  test('may ask for help, which names every row', () => {
    expect(readRuntimeOptions(['--help', '--only', 'nonsense'])).toBe('help');
    for (const name of [...rowKeys, '--quick', '--json', '--only']) expect(help).toContain(name);
  });

  test.each([
    [['--only', 'tasksSync,speed'], '"speed" is not one of rawRoundTrip, tasksSync'],
    [['--fast'], 'Unknown argument "--fast"'],
    [['--json'], '--json needs a value'],
  ])('%j are refused with what is allowed', (args, sentence) => {
    expect(() => readRuntimeOptions(args)).toThrow(UsageError);
    expect(() => readRuntimeOptions(args)).toThrow(sentence);
  });
});

describe('the rows to measure', () => {
  test('bring the peers that their gates need, in the order of a round', () => {
    expect(withPeers(['putGBps', 'tasksSync'])).toEqual([
      'rawRoundTrip',
      'tasksSync',
      'sharedSetGBps',
      'putGBps',
    ]);
  });

  test('bring nothing else', () => {
    expect(withPeers(['startMs', 'comlinkSync'])).toEqual(['comlinkSync', 'startMs']);
  });
});
