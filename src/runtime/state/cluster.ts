/** The cluster as a whole: Ray's `nodes`, `cluster_resources` and `available_resources`, and counters. They ask the head. */
import { cluster } from '../client/api';
import type { Counters, NodeInfo, Resources } from './records';

/** The nodes, in Ray's shape: there is one, the tab. @throws RaySystemError when there is no cluster. */
export async function nodes(): Promise<NodeInfo[]> {
  return (await cluster().inquire({ kind: 'nodes' })) as NodeInfo[];
}

/** What the cluster has: `CPU`, one for each worker that is alive, and `object_store_memory` in bytes. @throws as `nodes`. */
export async function clusterResources(): Promise<Resources> {
  return (await cluster().inquire({ kind: 'clusterResources' })) as Resources;
}

/** What of it is free at this moment; what there is nothing of is left out. @throws as `nodes`. */
export async function availableResources(): Promise<Resources> {
  return (await cluster().inquire({ kind: 'availableResources' })) as Resources;
}

/** The cluster at this moment in a few numbers. @throws as `nodes`. */
export async function counters(): Promise<Counters> {
  return (await cluster().inquire({ kind: 'counters' })) as Counters;
}

/**
 * Calls `listener` with the counters, at most `perSecond` (default 4) times a second and only while there is a cluster; returns
 * how to stop. Works before `init`. Costs nothing while nobody watches, and next to nothing in a hidden tab.
 * @throws RangeError for a `perSecond` that is not allowed.
 */
export function watchCounters(
  listener: (counters: Counters) => void,
  { perSecond = 4 }: { readonly perSecond?: number } = {},
): () => void {
  if (!(perSecond > 0)) throw new RangeError(`perSecond must be more than 0; got ${perSecond}.`);
  let isWatching = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    const found = await counters().catch(() => undefined);
    // It may have been stopped while the head was asked.
    if (!isWatching) return;
    timer = setTimeout(() => void look(), 1000 / perSecond);
    if (found) listener(found);
  };
  void look();
  return () => {
    isWatching = false;
    clearTimeout(timer);
  };
}
