import { describe, expect, test } from 'vitest';
import type { RowKey } from '../../../bench/runtime/catalog';
import { measureRows } from '../../../bench/runtime/measure';
import { figuresOf } from './figures';

const effort = { warmUpMs: 0, timedMs: 0, samples: 1 };
const say = () => undefined;

/** A bench page on which every row answers with its next value or error. */
function pageWith(answers: Partial<Record<RowKey, (number | Error)[]>>, lacks: RowKey[] = []) {
  const asked: RowKey[] = [];
  return {
    asked,
    missing: () => Promise.resolve(Object.fromEntries(lacks.map((key) => [key, 'it is missing']))),
    measure(key: RowKey) {
      asked.push(key);
      const answer = answers[key]!.shift()!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

describe('measuring the rows', () => {
  test('goes round by round, each row beside its peer, and gives medians', async () => {
    const page = pageWith({ tasksSync: [1, 9, 2], rawRoundTrip: [10, 30, 20] });
    const { figures } = await measureRows(page, {
      rows: ['rawRoundTrip', 'tasksSync'],
      rounds: 3,
      effort,
      say,
    });
    const round = ['rawRoundTrip', 'tasksSync'];
    expect(page.asked).toEqual([...round, ...round, ...round]);
    expect(figures).toEqual(figuresOf({ tasksSync: 2, rawRoundTrip: 20 }));
  });

  test('does not ask for a row that the runtime has no functions for, and says what it lacks', async () => {
    const page = pageWith({ tasksSync: [1] }, ['actorSync', 'actorAsync']);
    const rows: RowKey[] = ['tasksSync', 'actorSync'];
    const { figures, absent } = await measureRows(page, { rows, rounds: 1, effort, say });
    expect(page.asked).toEqual(['tasksSync']);
    expect(figures.actorSync).toBeNull();
    expect([...absent]).toEqual([['actorSync', { kind: 'not there yet', reason: 'it is missing' }]]);
  });

  test('goes on without a row that fails, whose earlier rounds do not count', async () => {
    const page = pageWith({
      tasksSync: [1, new Error('page.evaluate: RangeError: No room.\n    at put')],
      startMs: [5, 6, 7],
    });
    const rows: RowKey[] = ['tasksSync', 'startMs'];
    const { figures, absent } = await measureRows(page, { rows, rounds: 3, effort, say });
    expect(page.asked).toEqual(['tasksSync', 'startMs', 'tasksSync', 'startMs', 'startMs']);
    expect(figures).toEqual(figuresOf({ startMs: 6 }));
    expect(absent.get('tasksSync')).toEqual({ kind: 'failed', reason: 'RangeError: No room.' });
  });
});
