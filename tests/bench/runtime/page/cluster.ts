import { init, isInitialized, shutdown, subscribe } from '../../../../src/runtime';
import type { Row } from './row';
import tasksUrl from './tasks.worker?worker&url';

/** Room for the objects of a row that puts much. */
const OBJECT_STORE_BYTES = 4 * 1024 ** 3;

// The timeline is on, as it is on the lesson's page: without a listener the head's events would end at the driver.
let events = 0;
subscribe((batch) => {
  events += batch.length;
});

/** Starts a cluster and makes sure that every worker takes part. @throws Error that says why one does not. */
export async function startCluster(numCpus: number): Promise<void> {
  const info = await init({ worker: tasksUrl, numCpus, objectStoreMemory: OBJECT_STORE_BYTES });
  if (info.failed.length > 0) throw new Error(`A worker did not start: ${info.failed[0]!.reason}.`);
}

/** Runs a measurement in the cluster it asks for. */
export async function inCluster<T>(
  need: Extract<Row, { cluster: unknown }>['cluster'],
  measure: () => Promise<T>,
): Promise<T> {
  if (need === 'any') return measure();
  if (need === 'shared') {
    if (!isInitialized()) await startCluster(workerCount());
    const before = events;
    const result = await measure();
    if (events === before) throw new Error('No event of the timeline came while the row was measured.');
    return result;
  }
  await shutdown();
  try {
    if (need === 'own') await startCluster(workerCount());
    return await measure();
  } finally {
    await shutdown();
  }
}

/** Ray starts a worker per core; two at least, because some rows pass objects from one to the other. */
function workerCount(): number {
  return Math.max(2, navigator.hardwareConcurrency);
}
