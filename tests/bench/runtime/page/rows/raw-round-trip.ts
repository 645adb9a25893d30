import { peer } from '../peer';
import type { Row } from '../row';
import { callsPerSecond } from '../timing';

/** A message to a worker and its answer, on a port of their own: the least that a task can cost. */
export const rawRoundTrip: Row = {
  cluster: 'any',
  async measure(effort) {
    const { roundTrip } = await peer();
    return callsPerSecond(() => roundTrip('smallValue'), 1, effort);
  },
};
