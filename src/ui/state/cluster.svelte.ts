import type { Dataset } from '../../datasets';
import { prepareWorkers } from '../../lesson/program';
import { putSplit, type Split } from '../../lesson/split';
import tasksUrl from '../../lesson/tasks.worker?worker&url';
import { words } from '../../lesson/words';
import { init, isInitialized, shutdown, type ClusterInfo } from '../../runtime';

/** The lesson's cluster: started when a run first needs it, kept for the next run, replaced when it no longer serves. */
export class ClusterState {
  info = $state.raw<ClusterInfo | undefined>();
  /** A sentence about workers that did not start. */
  problem = $state<string | undefined>();
  /** A sentence that says why a worker cannot have the forest engines. */
  withoutEngines = $state<string | undefined>();
  #split: Split | undefined;
  #size = 0;
  #isWhole = true;

  /**
   * A running cluster of `workers` workers with the data set in its object store.
   * @throws Error with a sentence for the user when no cluster can be had
   */
  async connect(
    workers: number,
    dataset: Dataset,
  ): Promise<{ readonly info: ClusterInfo; readonly split: Split }> {
    if (this.info && this.#split && this.#serves(this.info, workers))
      return { info: this.info, split: this.#split };
    await this.close();
    this.problem = this.withoutEngines = undefined;
    const info = await init({ numCpus: workers, worker: tasksUrl });
    const split = putSplit(dataset);
    const engines = await prepareWorkers(info);
    [this.info, this.#split, this.#size, this.#isWhole] = [info, split, workers, true];
    if (!engines.kernel) this.withoutEngines = engines.reason;
    const first = info.failed[0];
    this.problem = first && words.workersFailed(info.failed.length, workers, first.reason);
    return { info, split };
  }

  /** Ends the cluster, also one that is just starting: its `connect` then rejects. */
  async close(): Promise<void> {
    this.info = undefined;
    this.#split = undefined;
    await shutdown();
  }

  /** What the lesson calls an object that it has put; empty for all others. */
  nameOf(id: string): string {
    const part = Object.entries(this.#split ?? {}).find(
      ([, ref]: [string, Split[keyof Split]]) => ref.id === id,
    );
    return part?.[0] ?? '';
  }

  /** Without a part of the data set it serves no further run: the next one gets a new cluster. */
  lost(id: string): void {
    if (this.nameOf(id) !== '') this.#isWhole = false;
  }

  /** Milliseconds since the cluster's epoch, the clock of all its events. */
  now(): number {
    return performance.timeOrigin + performance.now() - (this.info?.epoch ?? performance.timeOrigin);
  }

  #serves(info: ClusterInfo, workers: number): boolean {
    const healthy = isInitialized() && info.failed.length === 0 && this.#isWhole;
    return healthy && this.#size === workers;
  }
}
