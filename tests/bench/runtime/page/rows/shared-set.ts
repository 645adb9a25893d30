import { createLarge, LARGE_BYTES } from '../large';
import type { Row } from '../row';
import { medianOf, milliseconds } from '../timing';

/** Shared memory whose pages are there, as those of Ray's store are once it has been used. */
const target = new Float64Array(new SharedArrayBuffer(LARGE_BYTES));

/** The least that copying into shared memory can cost. */
export const sharedSetGBps: Row = {
  cluster: 'any',
  async measure({ samples }) {
    const large = createLarge();
    const ms = await medianOf(samples, () =>
      milliseconds(() => {
        target.set(large);
      }),
    );
    return LARGE_BYTES / 1e6 / ms;
  },
};
