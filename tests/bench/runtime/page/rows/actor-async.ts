import { get, kill, remoteClass } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const IN_FLIGHT = 1000;
const Server = remoteClass<typeof tasks.Server>('Server').options({ numCpus: 0 });

/** Ray's "1:1 actor calls async". */
export const actorAsync: Row = {
  cluster: 'shared',
  async measure(effort) {
    const server = Server.remote();
    const run = () => get(Array.from({ length: IN_FLIGHT }, () => server.smallValue.remote()));
    try {
      return await callsPerSecond(run, IN_FLIGHT, effort);
    } finally {
      kill(server);
    }
  },
};
