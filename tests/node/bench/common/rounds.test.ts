import { describe, expect, test } from 'vitest';
import { interleave, type Figures } from '../../../bench/common/rounds';

/** Answers with one value after another. */
function answering(...values: number[]) {
  return () => Promise.resolve(values.shift()!);
}

describe('interleaved rounds', () => {
  test('ask the contestants in turn, each when the one before has answered', async () => {
    const calls: string[] = [];
    const runner = (name: string) => async () => {
      calls.push(`${name} starts`);
      await Promise.resolve();
      calls.push(`${name} ends`);
      return 1;
    };
    await interleave(2, { sklearn: runner('sklearn'), exact: runner('exact'), turbo: runner('turbo') });
    const round = ['sklearn', 'exact', 'turbo'].flatMap((name) => [`${name} starts`, `${name} ends`]);
    expect(calls).toEqual([...round, ...round]);
  });

  test('give the median of each contestant', async () => {
    const runners = {
      sklearn: answering(100, 500, 90),
      exact: answering(20, 21, 99),
      turbo: answering(4, 1, 5),
    };
    expect(await interleave(3, runners)).toEqual({ sklearn: 100, exact: 21, turbo: 4 });
  });

  test('tell each round as it ends, with null for a contestant that is not there', async () => {
    const told: [number, Figures<'sklearn' | 'exact' | 'turbo'>][] = [];
    const runners = { sklearn: undefined, exact: answering(20, 22), turbo: undefined };
    const medians = await interleave(2, runners, (figures, round) => told.push([round, figures]));
    expect(told).toEqual([
      [1, { sklearn: null, exact: 20, turbo: null }],
      [2, { sklearn: null, exact: 22, turbo: null }],
    ]);
    expect(medians).toEqual({ sklearn: null, exact: 21, turbo: null });
  });
});
