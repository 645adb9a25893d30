import type { ObjectId } from '../../protocol';
import type { Ledger } from '../../store/ledger';
import type { Actors } from '../actors';
import type { ObjectDirectory } from '../directory';
import type { Scheduler } from '../scheduler';
import type { Task } from '../task';
import type { History } from './history';
import type { Roll } from './roll';

/** What the head consists of, to be read only. */
export interface HeadParts {
  now(): number;
  /** Tasks that have not ended. */
  readonly tasks: ReadonlyMap<ObjectId, Task>;
  readonly scheduler: Pick<Scheduler, 'inspect'>;
  readonly objects: Pick<ObjectDirectory, 'inspect' | 'stateOf' | 'objects' | 'bytes'>;
  readonly actors: Pick<Actors, 'inspect'>;
  /** Absent where there is no shared memory. */
  readonly ledger: Ledger | undefined;
}

/** All that answers are made from. */
export interface Surroundings extends HeadParts {
  readonly history: History;
  readonly roll: Roll;
}
