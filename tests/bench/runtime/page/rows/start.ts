import { get, remote } from '../../../../../src/runtime';
import { startCluster } from '../cluster';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { milliseconds } from '../timing';

const WORKERS = 8;
const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** From `init` until the first task's result is there. */
export const startMs: Row = {
  cluster: 'none',
  measure: () =>
    milliseconds(async () => {
      await startCluster(WORKERS);
      await get(smallValue.remote());
    }),
};
