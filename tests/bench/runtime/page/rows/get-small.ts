import { get, put } from '../../../../../src/runtime';
import type { Row } from '../row';
import { callsPerSecond } from '../timing';

/** Ray's "single client get calls": one small object, again and again. */
export const getSmall: Row = {
  cluster: 'shared',
  measure(effort) {
    const ref = put(0);
    return callsPerSecond(() => get(ref), 1, effort);
  },
};
