import { put } from '../../../../../src/runtime';
import { createLarge, LARGE_BYTES } from '../large';
import type { Row } from '../row';
import { medianOf, milliseconds } from '../timing';

/** Ray's "single client put gigabytes": the same array, again and again. */
export const putGBps: Row = {
  cluster: 'own',
  async measure({ samples }) {
    const large = createLarge();
    const ms = await medianOf(samples, () => milliseconds(() => put(large)));
    return LARGE_BYTES / 1e6 / ms;
  },
};
