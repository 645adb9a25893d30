import { get, remote, subscribe } from '../../../../../src/runtime';
import type { TaskTimes } from '../../../../../src/runtime/events';
import { median } from '../../../common/statistics';
import type { Row } from '../row';
import type * as tasks from '../tasks';

const makeLarge = remote<typeof tasks.makeLarge>('makeLarge').options({ schedulingStrategy: { worker: 1 } });
const readEnds = remote<typeof tasks.readEnds>('readEnds').options({ schedulingStrategy: { worker: 2 } });

/** The clock has steps of 5 µs: only the mean of many tells of shorter times. */
const REPEATS = 20;

/** From the moment the head gives a task to a worker that has never seen its argument until the worker can read it. */
export const getLargeFirstMicros: Row = {
  cluster: 'own',
  measure: async ({ samples }) => median((await samplesOf(samples)).map(({ first }) => first))!,
};

/** How long a worker takes to find an argument that it has read before. */
export const getLargeCachedMicros: Row = {
  cluster: 'own',
  measure: async ({ samples }) => median((await samplesOf(samples)).map(({ cached }) => cached))!,
};

interface LargeSample {
  readonly first: number;
  readonly cached: number;
}

async function samplesOf(count: number): Promise<LargeSample[]> {
  const samples: LargeSample[] = [];
  // One more than is counted: the first warms the workers up.
  for (let i = 0; i <= count; i++) samples.push(await sample());
  return samples.slice(1);
}

/** 100 MB made by one worker and read by the other. */
async function sample(): Promise<LargeSample> {
  const ref = makeLarge.remote();
  await get(ref);
  const read = async (): Promise<Required<TaskTimes>> => {
    const times = finishedTimes('readEnds');
    if ((await get(readEnds.remote(ref))) !== 2)
      throw new Error('The large object arrived with other contents.');
    return times;
  };
  const { scheduled, deserialised } = await read();
  const again: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const times = await read();
    again.push(times.deserialised - times.started);
  }
  const mean = again.reduce((sum, ms) => sum + ms, 0) / REPEATS;
  return { first: (deserialised - scheduled) * 1000, cached: mean * 1000 };
}

/** The times of the next task of this name that ends well. */
function finishedTimes(name: string): Promise<Required<TaskTimes>> {
  return new Promise((resolve) => {
    const leave = subscribe((events) => {
      for (const event of events) {
        if (event.kind !== 'task' || event.name !== name || event.state !== 'FINISHED') continue;
        leave();
        resolve(event.times as Required<TaskTimes>);
        return;
      }
    });
  });
}
