/** The second worker of a cluster fails to start with this script; the others serve. */
import { serveTasks } from '../../../src/runtime/worker';

if (self.name === 'worker 2') throw new Error('worker 2 has a bad day');
serveTasks({ add: (a: number, b: number): number => a + b });
