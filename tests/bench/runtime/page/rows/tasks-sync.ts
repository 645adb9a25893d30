import { get, remote } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** Ray's "single client tasks sync". */
export const tasksSync: Row = {
  cluster: 'shared',
  measure: (effort) => callsPerSecond(() => get(smallValue.remote()), 1, effort),
};
