import { get, kill, remoteClass } from '../../../../../src/runtime';
import type { Row } from '../row';
import type * as tasks from '../tasks';
import { callsPerSecond } from '../timing';

const Server = remoteClass<typeof tasks.Server>('Server').options({ numCpus: 0 });

/** Ray's "1:1 actor calls sync". */
export const actorSync: Row = {
  cluster: 'shared',
  async measure(effort) {
    const server = Server.remote();
    try {
      return await callsPerSecond(() => get(server.smallValue.remote()), 1, effort);
    } finally {
      kill(server);
    }
  },
};
