import { afterEach, test } from 'vitest';
import { shutdown } from '../../../../src/runtime';
import { expectCyclesToLeaveNothing, expectRunsToLeaveNothing } from './leaks';

afterEach(() => shutdown());

test('after small runs the store, the references and the workers are as at the start', () =>
  expectRunsToLeaveNothing(10));

test('after clusters that came and went no thread, lock, timer, listener or memory is left', () =>
  expectCyclesToLeaveNothing(6));
