import type { Dataset } from '../../datasets';
import { putSplit, type Split } from '../../lesson/program';
import tasksUrl from '../../lesson/tasks.worker?worker&url';
import { words } from '../../lesson/words';
import { init, isInitialized, shutdown, type ClusterInfo } from '../../runtime';

/** The lesson's cluster: started when a run first needs it, kept for the next run, replaced when its size changes. */
export class ClusterState {
  info = $state.raw<ClusterInfo | undefined>();
  /** A sentence about workers that did not start. */
  problem = $state<string | undefined>();
  #split: Split | undefined;
  #size = 0;

  /**
   * A running cluster of `workers` workers with the data set in its object store.
   * @throws Error with a sentence for the user when no cluster can be had
   */
  async connect(
    workers: number,
    dataset: Dataset,
  ): Promise<{ readonly info: ClusterInfo; readonly split: Split }> {
    if (this.info && this.#split && isInitialized() && this.#size === workers) {
      return { info: this.info, split: this.#split };
    }
    await this.close();
    const info = await init({ numCpus: workers, worker: tasksUrl });
    this.info = info;
    this.#size = workers;
    this.#split = putSplit(dataset);
    const first = info.failed[0];
    this.problem = first && words.workersFailed(info.failed.length, workers, first.reason);
    return { info, split: this.#split };
  }

  async close(): Promise<void> {
    this.info = undefined;
    this.#split = undefined;
    this.problem = undefined;
    await shutdown();
  }

  /** Milliseconds since the cluster's epoch, the clock of all its events. */
  now(): number {
    return performance.timeOrigin + performance.now() - (this.info?.epoch ?? performance.timeOrigin);
  }
}
