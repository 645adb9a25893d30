import { cancel, get, kill, put, scope, wait } from '../../../../src/runtime';
import { actorClass, task } from '../cluster';

const LENGTH = 2000;

/** A little of everything: stored arrays, nested tasks, an actor, a failure, a cancelled task, a result that nobody takes. */
export function smallRun(seed: number): Promise<void> {
  return scope(async (own) => {
    const column = own(put(new Float64Array(LENGTH).fill(seed)));
    const sums = own([1, 2, 3].map(() => task('sum').remote(column)));
    const [ready] = await wait(sums, { numReturns: 2 });
    for (const sum of await get(ready)) if (sum !== LENGTH * seed) throw new Error(`a sum of ${sum}`);
    own(task('makeArray').remote(LENGTH));
    await get(own(task('putAndSum').remote(LENGTH)));
    await get(own(task('sum').remote(new Float64Array(LENGTH))));
    const counter = actorClass('Counter').remote(seed);
    await get(own(counter.add.remote(1)));
    kill(counter);
    await get(own(task('boom').remote('as it should'))).catch(() => undefined);
    const slow = own(task('later').remote(seed));
    cancel(slow);
    await get(slow).catch(() => undefined);
  });
}
