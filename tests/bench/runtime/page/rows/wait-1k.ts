import { remote, wait, type ObjectRef } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const REFS = 1000;
const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** Ray's "single client wait 1k refs": a thousand tasks, then a wait for any one of those left, a thousand times. */
export const wait1k: Row = {
  cluster: 'shared',
  measure: (effort) =>
    callsPerSecond(
      async () => {
        let notReady: ObjectRef<string>[] = Array.from({ length: REFS }, () => smallValue.remote());
        while (notReady.length > 0) [, notReady] = await wait(notReady);
      },
      1,
      effort,
    ),
};
