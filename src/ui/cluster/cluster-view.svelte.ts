import { lookAtCluster, type Snapshot } from './snapshot';

/** Time from one look at the cluster to the next, ms. */
const PAUSE = 500;

/**
 * What the cluster panel shows, asked of the head twice a second while the panel is there and seen, and never otherwise.
 * Nothing is kept up to date for it: the head answers from what it knows anyway. With 250 objects shown, all that takes 2 % of
 * a core, the head's part included, and nothing while the panel is closed.
 */
export class ClusterView {
  snapshot = $state.raw<Snapshot | undefined>();

  /** To be made by a component, with which it ends. @param connected whether there is a cluster */
  constructor(connected: () => boolean) {
    $effect(() => {
      if (!connected()) {
        this.snapshot = undefined;
        return;
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      let ended = false;
      const refresh = async () => {
        const snapshot = document.hidden ? undefined : await lookAtCluster();
        if (ended) return;
        if (snapshot) this.snapshot = snapshot;
        timer = setTimeout(() => void refresh(), PAUSE);
      };
      void refresh();
      return () => {
        ended = true;
        clearTimeout(timer);
      };
    });
  }
}
