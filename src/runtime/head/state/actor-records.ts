import type { ActorDetail, ActorRecord } from '../../state/records';
import type { Actor } from '../actors';
import type { Surroundings } from './surroundings';

/** The actors, dead ones too, oldest first. */
export function* actorRecords({ actors }: Surroundings, detail: boolean): Generator<ActorRecord> {
  for (const actor of actors.inspect().values()) {
    const record = recordOf(actor);
    yield detail ? detailOf(record, actor) : record;
  }
}

function recordOf({ creation, options, state, worker, restarts, ...calls }: Readonly<Actor>): ActorRecord {
  let pendingCalls = calls.delivered.size;
  for (const waiting of calls.waiting.values()) pendingCalls += waiting.length;
  return {
    actorId: creation.spec.id,
    className: creation.spec.fn,
    state,
    name: options.name ?? null,
    workerId: worker ?? null,
    numRestarts: restarts,
    pendingCalls,
  };
}

function detailOf(record: ActorRecord, { creation, options, death }: Readonly<Actor>): ActorDetail {
  return {
    ...record,
    requiredResources: { CPU: options.holdsCpus ? creation.spec.numCpus : 0 },
    maxRestarts: options.maxRestarts,
    deathCause: death === '' ? null : death,
  };
}
