import { free, get, put, remote, type ObjectRef } from '../../../../../src/runtime';
import { createLarge, LARGE_BYTES } from '../large';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { medianOf, milliseconds } from '../timing';

const smallValue = remote<typeof tasks.smallValue>('smallValue');

/** Ray's "single client put gigabytes": the same array, again and again. */
export const putGBps: Row = {
  cluster: 'own',
  async measure({ samples }) {
    const large = createLarge();
    const ms = await medianOf(samples, async () => {
      let ref: ObjectRef<unknown> | undefined;
      const taken = await milliseconds(() => {
        ref = put(large);
      });
      // As when the reference goes out of scope in Python: the next put may use the memory again.
      free(ref!);
      await get(smallValue.remote());
      return taken;
    });
    return LARGE_BYTES / 1e6 / ms;
  },
};
