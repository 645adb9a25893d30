import type { NodeInfo, Resources } from '../../state/records';
import type { Surroundings } from './surroundings';

/** The tab: the one node that there is. */
const NODE = 'tab';

export function nodesOf(cluster: Surroundings): NodeInfo[] {
  return [{ NodeID: NODE, NodeName: NODE, Alive: true, Resources: totalOf(cluster) }];
}

/** The CPUs of the workers that are alive and the bytes of the store. */
export function totalOf({ roll, ledger }: Surroundings): Resources {
  return named(roll.alive, ledger?.room().capacity ?? 0);
}

export function availableOf({ scheduler, ledger }: Surroundings): Resources {
  const { used, capacity } = ledger?.room() ?? { used: 0, capacity: 0 };
  return named(scheduler.inspect().freeCpus, capacity - used);
}

/** As in Ray, what there is nothing of is left out. */
function named(cpus: number, bytes: number): Resources {
  return { ...(cpus > 0 ? { CPU: cpus } : {}), ...(bytes > 0 ? { object_store_memory: bytes } : {}) };
}
