import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LogDeduplicator,
  type LogOptions,
  type PrintedLine,
} from '../../../../src/runtime/logs/deduplicator';
import { logEvent } from './fixtures';

/** Lines as `[worker, text]`. */
const plain = (lines: readonly PrintedLine[]): [number, string][] =>
  lines.map(({ event, text }) => [event.worker, text]);

/** A deduplicator whose clock is moved by hand, in seconds as in Ray's tests. */
function start(options?: LogOptions) {
  const deduplicator = new LogDeduplicator(options);
  let now = 142_300_000;
  return {
    pass: (seconds: number) => (now += seconds),
    log: (worker: number, ...lines: string[]) =>
      plain(deduplicator.deduplicate(logEvent(worker, lines.join('\n')), now * 1000)),
    expire: () => plain(deduplicator.expire(now * 1000)),
    flush: () => plain(deduplicator.flush()),
  };
}

// Ray's cases, re-told from python/ray/tests/test_log_dedup.py; its sources are (ip, pid), ours are workers.
describe("as in Ray's own tests, the deduplicator", () => {
  test('prints whatever a single worker repeats', () => {
    const { log } = start();
    for (let i = 0; i < 3; i++) {
      expect(log(1, 'hello world', 'good bye id=123, 0x13')).toEqual([
        [1, 'hello world'],
        [1, 'good bye id=123, 0x13'],
      ]);
    }
  });

  test('prints every line that has nothing but numbers', () => {
    const { log, pass } = start();
    expect(log(1, '1')).toEqual([[1, '1']]);
    pass(1);
    expect(log(2, '2')).toEqual([[2, '2']]);
    pass(3);
    expect(log(3, '2')).toEqual([[3, '2']]);
  });

  test('collects what several workers repeat, and prints it when the window is over', () => {
    const { log, pass, flush } = start();
    const third = ['hello world', 'good bye id=999, 0xfa', 'extra message'];
    const fourth = ['hello world', 'something else'];
    expect(log(1, 'hello world', 'good bye id=123, 0x13')).toHaveLength(2);
    pass(1);
    expect(log(2, 'hello world', 'good bye id=456, 0x11', 'extra message')).toEqual([[2, 'extra message']]);
    pass(1);
    expect(log(3, ...third)).toEqual([]);
    pass(5);
    expect(log(4, ...fourth)).toEqual([
      [4, 'something else'],
      [4, 'hello world [repeated 3x across cluster]'],
      [3, 'good bye id=999, 0xfa [repeated 2x across cluster]'],
      [3, 'extra message'],
    ]);
    expect(flush()).toEqual([]);
    log(3, ...third);
    log(4, ...fourth);
    log(4, ...fourth);
    expect(flush()).toEqual([[4, 'hello world [repeated 2x across cluster]']]);
  });

  test('always prints what is allowed and never what is to be skipped', () => {
    const { log } = start({ dedupLogsAllowRegex: 'ALLOW_ME', dedupLogsSkipRegex: 'SKIP_ME' });
    expect(log(1, 'hello world', 'good bye ALLOW_ME')).toHaveLength(2);
    expect(log(2, 'hello world', 'good bye ALLOW_ME', 'extra message SKIP_ME')).toEqual([
      [2, 'good bye ALLOW_ME'],
    ]);
    expect(log(2, 'SKIP_ME but ALLOW_ME')).toHaveLength(1);
  });
});

describe('a group of repeated lines', () => {
  test.each([
    ['numbers, hexadecimal ones and words that hold them', 'epoch 3 of run7: 0xff', 'epoch 12 of run9: 0x1'],
    ['white space', 'loss   is\tlow', '  loss is low '],
    ['numbers in other scripts', 'step ٣ done', 'step ٤ done'],
  ])('does not mind %s', (_, first, second) => {
    const { log } = start();
    expect(log(1, first)).toHaveLength(1);
    expect(log(2, second)).toEqual([]);
  });

  test('minds case, punctuation and words that look hexadecimal but hold no digit', () => {
    const { log } = start();
    log(1, 'loaded cafe');
    for (const other of ['Loaded cafe', 'loaded cafe.', 'loaded beef']) expect(log(2, other)).toHaveLength(1);
  });

  test('holds back the first worker as well, once there is a second', () => {
    const { log, flush } = start();
    expect(log(1, 'hello')).toHaveLength(1);
    expect(log(1, 'hello')).toHaveLength(1);
    expect(log(2, 'hello')).toEqual([]);
    expect(log(1, 'hello')).toEqual([]);
    expect(flush()).toEqual([[1, 'hello [repeated 2x across cluster]']]);
  });

  test('of one line is printed as it is, and its next line counts as the first', () => {
    const { log, pass, expire } = start();
    log(1, 'hello 1');
    log(2, 'hello 2');
    pass(4.999);
    expect(expire()).toEqual([]);
    pass(0.001);
    expect(expire()).toEqual([[2, 'hello 2']]);
    expect(log(2, 'hello 3')).toEqual([[2, 'hello 3']]);
  });

  test('of more is printed, and goes on collecting in a window of its own', () => {
    const { log, pass, expire } = start();
    for (const worker of [1, 2, 3]) log(worker, 'hello');
    pass(5);
    expect(expire()).toEqual([[3, 'hello [repeated 2x across cluster]']]);
    pass(4);
    for (const worker of [1, 1, 1]) expect(log(worker, 'hello')).toEqual([]);
    expect(expire()).toEqual([]);
    pass(1);
    expect(expire()).toEqual([[1, 'hello [repeated 3x across cluster]']]);
    pass(5);
    expect(expire()).toEqual([]);
    expect(log(2, 'hello')).toEqual([[2, 'hello']]);
  });
});

describe('the options', () => {
  test('can turn deduplication off, and the expressions with it', () => {
    const { log, flush } = start({ dedupLogs: false, dedupLogsSkipRegex: 'hello' });
    for (const worker of [1, 2, 3]) expect(log(worker, 'hello')).toEqual([[worker, 'hello']]);
    expect(flush()).toEqual([]);
  });

  test('set the window in seconds', () => {
    const { log, pass, expire } = start({ dedupLogsAggWindowS: 0.5 });
    for (const worker of [1, 2, 3]) log(worker, 'hello');
    pass(0.5);
    expect(expire()).toEqual([[3, 'hello [repeated 2x across cluster]']]);
  });

  test('remember nothing with a window of 0', () => {
    const { log } = start({ dedupLogsAggWindowS: 0 });
    for (const worker of [1, 2, 3]) expect(log(worker, 'hello')).toHaveLength(1);
  });

  test('take expressions with any flags, and an empty one as none', () => {
    const { log } = start({ dedupLogsAllowRegex: '', dedupLogsSkipRegex: /secret/giy });
    for (let i = 0; i < 3; i++) expect(log(i, 'a SECRET')).toEqual([]);
    expect(log(1, 'hello')).toHaveLength(1);
    expect(log(2, 'hello')).toEqual([]);
  });

  test.each([-1, NaN])('refuse a window of %d s', (dedupLogsAggWindowS) => {
    expect(() => new LogDeduplicator({ dedupLogsAggWindowS })).toThrow(RangeError);
  });
});

test('no line is lost: what is printed plainly and what is counted add up to what was written', () => {
  const anyLine = fc.record({
    worker: fc.integer({ min: 1, max: 3 }),
    text: fc.constantFrom('hello', 'hello 1', 'bye 0x1', '7', 'bye'),
    pause: fc.constantFrom(0, 1, 2, 6),
  });
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 60 }), (lines) => {
      const { log, pass, flush } = start();
      const printed: [number, string][] = [];
      for (const { worker, text, pause } of lines) {
        pass(pause);
        printed.push(...log(worker, text));
      }
      printed.push(...flush());
      const counted = printed.map(([, text]) =>
        Number(/ \[repeated (\d+)x across cluster\]$/.exec(text)?.[1] ?? 1),
      );
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(lines.length);
    }),
  );
});
