import { meanSquaredError } from '../../../../src/forest';
import { get, init, put, remote, shutdown } from '../../../../src/runtime';
import type { JobRequest, JobResult } from './api';
import { jobTasks } from './schedule';
import { fetchTable } from './table';
import type * as tasks from './tasks';
import tasksUrl from './tasks.worker?worker&url';

const trainTrees = remote<typeof tasks.trainTrees>('trainTrees');

/** Trees that each worker trains before the clock starts: compilers are done with the hot code by then. */
const WARM_UP_TREES = 4;

/** Runs the job on a cluster of its own, on the runtime that the lesson uses. */
export async function runJob(request: JobRequest): Promise<JobResult> {
  const { engine, schedule, workers, sizes } = request;
  const [train, test] = await Promise.all([fetchTable(request.train), fetchTable(request.test)]);
  const info = await init({ worker: tasksUrl, numCpus: workers });
  try {
    if (info.failed.length > 0) throw new Error(`A worker did not start: ${info.failed[0]!.reason}.`);
    const data = [put(train.X), put(test.X), put(train.y), engine] as const;
    await get(
      info.workers.map(({ worker }) =>
        trainTrees
          .options({ schedulingStrategy: { worker } })
          .remote(...data, WARM_UP_TREES, 0, WARM_UP_TREES),
      ),
    );
    const planned = jobTasks(schedule, sizes);
    const start = performance.now();
    const refs = planned.map(({ nEstimators, from, to }) =>
      trainTrees.remote(...data, nEstimators, from, to),
    );
    const means = await get(refs);
    const predictions = sizes.map(() => new Float64Array(test.y.length));
    planned.forEach(({ forest, nEstimators, from, to }, task) => {
      const share = (to - from) / nEstimators;
      means[task]!.forEach((mean, row) => (predictions[forest]![row]! += mean * share));
    });
    const seconds = (performance.now() - start) / 1000;
    return { seconds, mses: predictions.map((ofForest) => meanSquaredError(test.y, ofForest)) };
  } finally {
    await shutdown();
  }
}
