import { peer } from '../peer';
import type { Row } from '../row';
import { callsPerSecond } from '../timing';

export const comlinkSync: Row = {
  cluster: 'any',
  async measure(effort) {
    const { api } = await peer();
    return callsPerSecond(() => api.smallValue(), 1, effort);
  },
};
