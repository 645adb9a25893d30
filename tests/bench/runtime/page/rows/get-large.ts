import { get, remote } from '../../../../../src/runtime';
import { median } from '../../../common/statistics';
import type { Row } from '../row';
import type * as tasks from '../tasks';

const makeLarge = remote<typeof tasks.makeLarge>('makeLarge').options({ schedulingStrategy: { worker: 1 } });
const timeGets = remote<typeof tasks.timeGets>('timeGets').options({ schedulingStrategy: { worker: 2 } });

/** From `get` in a worker that has never seen the object until it can read it. */
export const getLargeFirstMicros: Row = {
  cluster: 'own',
  measure: ({ samples }) => medianOfObjects(samples, 'first'),
};

/** The same in a worker that has read the object before. */
export const getLargeCachedMicros: Row = {
  cluster: 'own',
  measure: ({ samples }) => medianOfObjects(samples, 'again'),
};

/** 100 MB made by one worker and got by the other, several times. */
async function medianOfObjects(samples: number, which: 'first' | 'again'): Promise<number> {
  const micros: number[] = [];
  for (let i = 0; i <= samples; i++) {
    const large = makeLarge.remote();
    await get(large);
    // Inside an array, because a reference that is an argument itself would be resolved before the task runs.
    const times = await get(timeGets.remote([large]));
    micros.push(times[which]);
  }
  // The first object warms the workers up.
  return median(micros.slice(1))!;
}
