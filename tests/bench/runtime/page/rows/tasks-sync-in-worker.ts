import { get, remote } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';

const smallValuesPerSecond = remote<typeof tasks.smallValuesPerSecond>('smallValuesPerSecond');

/** Ray's "single client tasks sync", with a task as the client. */
export const tasksSyncInWorker: Row = {
  cluster: 'shared',
  measure: (effort) => get(smallValuesPerSecond.remote(effort)),
};
