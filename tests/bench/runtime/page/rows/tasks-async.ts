import { get, remote } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const IN_FLIGHT = 1000;
const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** Ray's "single client tasks async". */
export const tasksAsync: Row = {
  cluster: 'shared',
  measure: (effort) =>
    callsPerSecond(
      () => get(Array.from({ length: IN_FLIGHT }, () => smallValue.remote())),
      IN_FLIGHT,
      effort,
    ),
};
