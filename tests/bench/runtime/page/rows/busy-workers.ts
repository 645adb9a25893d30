import { get, listWorkers, remote } from '../../../../../src/runtime';
import { blockMainThread } from '../blocker';
import type { Row } from '../row';
import type * as tasks from '../tasks';

const TASK_MS = 1;
const IN_FLIGHT = 1000;
const BLOCKED = 0.9;

const compute = remote<typeof tasks.compute>('compute');

/**
 * Which part of the time the workers run tasks of 1 ms, each submitted when another one has returned, while the page computes
 * for 90 % of the time itself.
 */
export const busyWithBlockedMainPercent: Row = {
  cluster: 'shared',
  measure: async ({ warmUpMs, timedMs }) => {
    const flow = new Flow();
    const unblock = blockMainThread(BLOCKED);
    await pause(warmUpMs);
    const before = await listWorkers();
    const start = performance.now();
    await pause(timedMs);
    const after = await listWorkers();
    const passed = performance.now() - start;
    unblock();
    await flow.end();
    return (100 * (busyMs(after) - busyMs(before))) / (after.length * passed);
  },
};

/** For how long all workers together have run tasks. */
function busyMs(workers: Awaited<ReturnType<typeof listWorkers>>): number {
  return workers.reduce((sum, worker) => sum + worker.busyMs, 0);
}

/** Tasks, always the same number in flight. */
class Flow {
  private isEnding = false;
  private readonly streams = Array.from({ length: IN_FLIGHT }, () => this.run());

  end(): Promise<unknown> {
    this.isEnding = true;
    return Promise.all(this.streams);
  }

  private async run(): Promise<void> {
    while (!this.isEnding) await get(compute.remote(TASK_MS));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
