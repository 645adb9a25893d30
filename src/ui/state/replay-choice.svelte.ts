import { simulatedWorkers } from '../../lesson/more-cores';
import type { Policy } from '../../runtime/simulator';

/** What the person lets the simulator do; it outlives the run that is replayed. */
export class ReplayChoice {
  policy = $state<Policy>('fifo');
  /** The place of the number of workers among `simulatedWorkers`; at first more than most devices have. */
  step = $state(simulatedWorkers.indexOf(64));
}
