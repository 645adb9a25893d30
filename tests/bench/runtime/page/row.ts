import type { Effort } from './api';

/** One row of the benchmark: how it is measured, or what the runtime still lacks for it. */
export type Row =
  | {
      /**
       * The cluster it needs: the one that most rows of a round share, one of its own that is ended afterwards (because the
       * row fills the store), none (because it starts one), or any state (because it is a peer, which asks no cluster).
       */
      readonly cluster: 'shared' | 'own' | 'none' | 'any';
      /** One figure in the row's unit. */
      measure(effort: Effort): Promise<number>;
    }
  | { readonly missing: string };
