/** Serves well; the second worker of a cluster closes itself as soon as it has nothing to do. */
import { serveTasks } from '../../../../src/runtime/worker';

serveTasks({ add: (a: number, b: number): number => a + b });
if (self.name === 'worker 2') {
  setInterval(() => {
    self.close();
  }, 100);
}
