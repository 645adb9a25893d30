import {
  postedOf,
  type Block,
  type Failure,
  type ObjectId,
  type Participant,
  type Posted,
  type StoredObject,
} from '../protocol';

export type ObjectState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ready'; readonly object: StoredObject }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface Entry {
  state: ObjectState;
  /** Tasks that wait for it. */
  readonly dependents: ObjectId[];
  /** Workers that were sent it. */
  readonly holders: Set<number>;
  /** Participants that asked for it before it was there. */
  readonly wanted: Set<Participant>;
  /** Tasks that have not ended and are given it. */
  pins: number;
  /** Nobody but those tasks wants it. */
  isFreed: boolean;
}

/** An object that is gone: whose blocks they were, and which workers were sent it. */
export interface Removed {
  readonly id: ObjectId;
  readonly blocks: readonly Block[];
  readonly holders: ReadonlySet<number>;
}

const PENDING: ObjectState = { kind: 'pending' };

/** What exists in the cluster: for each object its state, who waits for it and which workers have it. */
export class ObjectDirectory {
  private readonly entries = new Map<ObjectId, Entry>();
  private readyObjects = 0;
  private bytesInStore = 0;

  get objects(): number {
    return this.readyObjects;
  }

  /** Bytes of ready objects that lie in the store. */
  get bytes(): number {
    return this.bytesInStore;
  }

  /** Announces an object that a task will make. */
  declare(id: ObjectId): void {
    if (this.entries.has(id)) throw new Error(`Object ${id} was declared twice.`);
    this.entries.set(id, {
      state: PENDING,
      dependents: [],
      holders: new Set(),
      wanted: new Set(),
      pins: 0,
      isFreed: false,
    });
  }

  /** The state of an object; one that is not there counts as lost. */
  stateOf(id: ObjectId): ObjectState {
    return this.entries.get(id)?.state ?? { kind: 'failed', failure: lost(id) };
  }

  /** A task that is given the object keeps it until `unpin`. */
  pin(id: ObjectId): void {
    const entry = this.entries.get(id);
    if (entry) entry.pins++;
  }

  unpin(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    entry.pins--;
    return this.removeIfUnused(id, entry);
  }

  /** Nobody will ask for the object any more. It goes when it is there and no task uses it. */
  free(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    entry.isFreed = true;
    return this.removeIfUnused(id, entry);
  }

  /** After an object was settled: whether it was freed before. */
  collect(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    return entry && this.removeIfUnused(id, entry);
  }

  private removeIfUnused(id: ObjectId, { state, holders, pins, isFreed }: Entry): Removed | undefined {
    if (!isFreed || pins > 0 || state.kind === 'pending') return undefined;
    this.entries.delete(id);
    if (state.kind === 'failed') return undefined;
    this.readyObjects--;
    this.bytesInStore -= state.object.storedBytes;
    return { id, blocks: state.object.blocks, holders };
  }

  /** Registers a participant that is to be told when the object is settled. */
  addWanted(id: ObjectId, participant: Participant): void {
    this.entry(id).wanted.add(participant);
  }

  /** Who asked for the object; each is named once. */
  takeWanted(id: ObjectId): Participant[] {
    const { wanted } = this.entry(id);
    const participants = [...wanted];
    wanted.clear();
    return participants;
  }

  /** Registers a task that cannot start before the object is settled. */
  addDependent(id: ObjectId, task: ObjectId): void {
    this.entry(id).dependents.push(task);
  }

  /** The object is there; returns the tasks that waited for it, in the order they came. */
  seal(id: ObjectId, object: StoredObject): ObjectId[] {
    this.readyObjects++;
    this.bytesInStore += object.storedBytes;
    return this.settle(id, { kind: 'ready', object });
  }

  /** The object will never be there; returns the tasks that waited for it. */
  fail(id: ObjectId, failure: Failure): ObjectId[] {
    return this.settle(id, { kind: 'failed', failure });
  }

  /** The value to send before `worker` can use the object, or undefined when it has it; counts it as sent. */
  valueToSend(id: ObjectId, worker: number): Posted | undefined {
    const { state, holders } = this.entry(id);
    if (state.kind !== 'ready') throw new Error(`Object ${id} was to be sent before it was ready.`);
    if (holders.has(worker)) return undefined;
    holders.add(worker);
    return postedOf(state.object);
  }

  /** A worker is gone, and everything it had been sent. */
  forgetWorker(worker: number): void {
    for (const { holders, wanted } of this.entries.values()) {
      holders.delete(worker);
      wanted.delete(worker);
    }
  }

  private settle(id: ObjectId, state: ObjectState): ObjectId[] {
    const entry = this.entry(id);
    if (entry.state.kind !== 'pending') throw new Error(`Object ${id} was settled twice.`);
    entry.state = state;
    return entry.dependents.splice(0);
  }

  private entry(id: ObjectId): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new Error(`There is no object ${id}.`);
    return entry;
  }
}

function lost(id: ObjectId): Failure {
  return { kind: 'lost', message: `Object ${id} is not there any more: it was freed.` };
}
