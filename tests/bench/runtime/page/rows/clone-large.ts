import { createLarge } from '../large';
import { peer } from '../peer';
import type { Row } from '../row';
import { medianOf, milliseconds } from '../timing';

/** Posting 100 MB to a worker as anybody would without shared memory, until it has them: written once, read once. */
export const clone100MBms: Row = {
  cluster: 'any',
  async measure({ samples }) {
    const { roundTrip } = await peer();
    const large = createLarge();
    return medianOf(samples, () => milliseconds(() => roundTrip(large)));
  },
};
