import type { Filter } from './filters';
import type { Listed } from './records';

/** What may be asked about the cluster's state. */
export type StateQuery =
  | {
      readonly kind: 'list';
      readonly listed: Listed;
      readonly filters: readonly Filter[];
      readonly limit: number;
      readonly detail: boolean;
    }
  | { readonly kind: 'summary' | 'counters' | 'nodes' | 'clusterResources' | 'availableResources' };
