import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInteger, readOptions, UsageError } from '../../../src/cli/arguments';

const read = (...args: string[]) => readOptions(args, ['port', 'host'], 'Allowed: --port, --host.');

describe('options', () => {
  test('are read with a space or an equals sign', () => {
    expect(read('--port', '80', '--host=a=b')).toEqual({ port: '80', host: 'a=b' });
    expect(read()).toEqual({});
  });

  test('given twice count by the last', () => {
    expect(read('--port', '1', '--port=2')).toEqual({ port: '2' });
  });

  test.each([['--prot', '80'], ['80'], ['-p', '80'], ['--'], ['--toString', 'x']])(
    '%s is refused with what is allowed',
    (...args) => {
      expect(() => read(...args)).toThrow(
        new UsageError(`Unknown argument "${args[0]}". Allowed: --port, --host.`),
      );
    },
  );

  test.each([[['--port']], [['--port=']], [['--port', '--host', 'x']]])(
    'a missing value is named: %j',
    (args) => {
      expect(() => read(...args)).toThrow(new UsageError('--port needs a value. Allowed: --port, --host.'));
    },
  );
});

describe('whole numbers', () => {
  test('in the range are taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 64 }), (n) => {
        expect(readInteger('--workers', String(n), 2, 64)).toBe(n);
      }),
    );
  });

  test.each(['1', '65', '', ' 3', '3.5', '1e1', '0x10', '-3', 'four', '9'.repeat(400)])(
    '"%s" is refused',
    (text) => {
      expect(() => readInteger('--workers', text, 2, 64)).toThrow(
        new UsageError(`--workers must be a whole number from 2 to 64, not "${text}".`),
      );
    },
  );
});
