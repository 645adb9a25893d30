import { get, put, remote } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const PUTS = 1000;
const smallValueOf = remote<typeof tasks.smallValueOf>('smallValueOf');

/**
 * Ray's "single client put calls". Here `put` returns before the head knows the object, so a task that needs the last
 * one ends each thousand: until it is done the clock runs.
 */
export const putSmall: Row = {
  cluster: 'own',
  measure: (effort) =>
    callsPerSecond(
      () => {
        for (let i = 1; i < PUTS; i++) put(0);
        return get(smallValueOf.remote(put(0)));
      },
      PUTS,
      effort,
    ),
};
