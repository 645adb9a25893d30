/** What every fault has in common: the cluster is whole afterwards. */
import { expect, vi } from 'vitest';
import {
  free,
  get,
  init,
  put,
  remote,
  remoteClass,
  shutdown,
  type ClusterInfo,
  type InitOptions,
} from '../../../../src/runtime';
import { createFlags } from '../cluster';
import type { FaultyClasses, FaultyTasks } from './faulty.worker';
import worker from './faulty.worker?worker&url';

/** Small enough that what leaks is missed. */
export const STORE_BYTES = 16 * 1024 * 1024;

/** A cluster of two whose store is small. */
export function startSmallCluster(options: Partial<InitOptions> = {}): Promise<ClusterInfo> {
  return init({ worker, numCpus: 2, objectStoreMemory: STORE_BYTES, ...options });
}

export function task<Name extends keyof FaultyTasks>(
  name: Name,
): ReturnType<typeof remote<FaultyTasks[Name]>> {
  return remote<FaultyTasks[Name]>(name);
}

export const Keeper = remoteClass<FaultyClasses['Keeper']>('Keeper');

/**
 * All CPUs work at the same time, and once the test has freed what it keeps, the whole store can be filled by one object.
 * Ends the cluster. Only for shared memory.
 */
export async function expectWhole(numCpus = 2): Promise<void> {
  const { ref, running, open } = await createFlags();
  const gates = Array.from({ length: numCpus }, () => task('gate').remote(ref));
  await running(numCpus);
  open();
  const workers = await get(gates);
  expect(new Set(workers).size).toBe(numCpus);
  free([ref, ...gates]);
  // What a dead thread had allocated is given back when its death is certain: 2.0 s later if it was busy.
  await vi.waitFor(() => put(new Uint8Array(STORE_BYTES)), { timeout: 20_000, interval: 20 });
  await shutdown();
}
