import { afterEach, test } from 'vitest';
import { shutdown } from '../../../src/runtime';
import { expectCyclesToLeaveNothing, expectRunsToLeaveNothing } from '../../browser/runtime/leaks/leaks';

afterEach(() => shutdown());

test('after 1,000 small runs the store, the references and the workers are as at the start', () =>
  expectRunsToLeaveNothing(1000));

test(
  'after 100 clusters that came and went no thread, lock, timer, listener or memory is left',
  () => expectCyclesToLeaveNothing(100),
  600_000,
);
