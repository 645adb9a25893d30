import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guessChoices } from '../../../src/lesson/guesses';
import { defaultSettings, forestSizes, limits, parseSetting } from '../../../src/lesson/settings';

describe('the settings', () => {
  test("start with the lesson's 20 forests and one worker per core", () => {
    expect(defaultSettings(8)).toEqual({ models: 20, workers: 8, engine: 'exact', schedule: 'in-order' });
  });

  test('stay in range on machines with no or very many cores', () => {
    expect(defaultSettings(0).workers).toBe(limits.workers.min);
    expect(defaultSettings(256).workers).toBe(limits.workers.max);
  });

  test('make forests of 8, 12 … 84 trees', () => {
    const sizes = forestSizes(20);
    expect(sizes.slice(0, 3)).toEqual([8, 12, 16]);
    expect(sizes.at(-1)).toBe(84);
  });
});

describe('a setting as typed', () => {
  test('is taken if it is a whole number in range, with or without spaces around it', () => {
    for (const name of ['models', 'workers'] as const) {
      const { min, max } = limits[name];
      fc.assert(
        fc.property(fc.integer({ min, max }), (value) => {
          expect(parseSetting(name, ` ${value} `)).toEqual({ ok: true, value });
        }),
      );
    }
  });

  test.each(['', ' ', '0', '51', '-1', '2.5', '1e1', '0x10', 'ten', '٣', '99999999999999999999', 'Infinity'])(
    'is refused with the allowed range if it is %j',
    (text) => {
      expect(parseSetting('models', text)).toEqual({ ok: false, error: 'Give a whole number from 1 to 50.' });
    },
  );

  test('is either refused or in range, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = parseSetting('workers', text);
        return !result.ok || (Number.isInteger(result.value) && result.value >= 1 && result.value <= 64);
      }),
    );
  });
});

describe('the guesses offered', () => {
  test('are distinct, ascending and include the perfect speed-up', () => {
    for (let workers = limits.workers.min; workers <= limits.workers.max; workers++) {
      const choices = guessChoices(workers);
      expect(choices).toContain(workers);
      expect(choices).toEqual([...new Set(choices)].sort((a, b) => a - b));
      expect(choices.length).toBeGreaterThanOrEqual(3);
    }
  });
});
