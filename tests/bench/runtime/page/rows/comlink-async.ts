import { peer } from '../peer';
import type { Row } from '../row';
import { callsPerSecond } from '../timing';

const IN_FLIGHT = 1000;

export const comlinkAsync1000: Row = {
  cluster: 'any',
  async measure(effort) {
    const { api } = await peer();
    const run = () => Promise.all(Array.from({ length: IN_FLIGHT }, () => api.smallValue()));
    return callsPerSecond(run, IN_FLIGHT, effort);
  },
};
