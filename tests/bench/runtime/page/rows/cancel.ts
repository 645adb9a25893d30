import { cancel, get, remote, subscribe, TaskCancelledError } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { medianOf } from '../timing';

const spin = remote<typeof tasks.spin>('spin');

/** From `cancel` of a loop that polls its flag until `get` says that it was cancelled. */
export const cancelMs: Row = {
  cluster: 'shared',
  measure: ({ samples }) => medianOf(samples, cancelOnce),
};

async function cancelOnce(): Promise<number> {
  const running = nextRun('spin');
  const ref = spin.remote();
  await running;
  const start = performance.now();
  cancel(ref);
  try {
    await get(ref);
  } catch (error) {
    if (error instanceof TaskCancelledError) return performance.now() - start;
    throw error;
  }
  throw new Error('The loop ended by itself: it was not cancelled.');
}

/** Resolves when the next task of this name runs. */
function nextRun(name: string): Promise<void> {
  return new Promise((resolve) => {
    const leave = subscribe((events) => {
      if (!events.some((event) => event.kind === 'task' && event.name === name && event.state === 'RUNNING'))
        return;
      leave();
      resolve();
    });
  });
}
