import {
  postedOf,
  type Block,
  type Failure,
  type ObjectId,
  type Participant,
  type Posted,
  type StoredObject,
} from '../protocol';
import type { Holder } from './holdings';

export type ObjectState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ready'; readonly object: StoredObject }
  /** Its value is gone; it is made again when somebody needs it. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What is known of one object. */
export interface Entry {
  state: ObjectState;
  /** Tasks that wait for it. */
  dependents: ObjectId[] | undefined;
  /** Workers that were sent it. */
  holders: Set<number> | undefined;
  /** Participants that asked for it before it was there. */
  wanted: Set<Participant> | undefined;
  /** Tasks that have not ended and are given it, by itself or inside a value. */
  pins: number;
  /** References to it that the driver was handed and has not let go. */
  driver: number;
  /** Those of tasks and actors. */
  held: Map<Holder, number> | undefined;
  /** Objects with references to it in their values. */
  containers: number;
  /** Tasks that have ended and need it to make again what they returned. */
  lineage: number;
  /** Nobody but the tasks that were given it wants it, whoever holds it. */
  isFreed: boolean;
}

/** An object, or only its value, that is gone: whose blocks they were, what it had references to, and which workers were sent it. */
export interface Removed {
  readonly id: ObjectId;
  /** Nothing is known of the object any more. */
  readonly isGone: boolean;
  readonly blocks: readonly Block[];
  readonly refs: readonly ObjectId[];
  readonly holders: ReadonlySet<number>;
}

const PENDING: ObjectState = { kind: 'pending' };
const LOST: ObjectState = { kind: 'lost' };
const NOBODY: ReadonlySet<number> = new Set();
/** Most objects are never waited for: their lists are made when they are needed. */
const NONE: readonly ObjectId[] = [];

/** What exists in the cluster: for each object its state, who waits for it and which workers have it. */
export class ObjectDirectory {
  private readonly canBeMade: (id: ObjectId) => boolean;
  private readonly entries = new Map<ObjectId, Entry>();
  private readyObjects = 0;
  private bytesInStore = 0;

  /** @param canBeMade whether there is a task that could make an object again */
  constructor(canBeMade: (id: ObjectId) => boolean = () => false) {
    this.canBeMade = canBeMade;
  }

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
      dependents: undefined,
      holders: undefined,
      wanted: undefined,
      pins: 0,
      driver: 0,
      held: undefined,
      containers: 0,
      lineage: 0,
      isFreed: false,
    });
  }

  has(id: ObjectId): boolean {
    return this.entries.has(id);
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
    entry.pins = Math.max(0, entry.pins - 1);
    return this.removeIfUnused(id, entry);
  }

  /** One reference more: of the driver, or of a task or actor. */
  hold(id: ObjectId, holder?: Holder): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    if (holder === undefined) entry.driver++;
    else {
      entry.held ??= new Map<Holder, number>();
      entry.held.set(holder, (entry.held.get(holder) ?? 0) + 1);
    }
  }

  /** One reference less; of a task or actor that has ended, all of them. */
  letGo(id: ObjectId, holder?: Holder, hasEnded = false): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    if (holder === undefined) entry.driver = Math.max(0, entry.driver - 1);
    else {
      const left = hasEnded ? 0 : (entry.held?.get(holder) ?? 0) - 1;
      if (left > 0) entry.held?.set(holder, left);
      else entry.held?.delete(holder);
    }
    return this.removeIfUnused(id, entry);
  }

  /** Whether a participant has a reference to the object. */
  isHeld(id: ObjectId): boolean {
    const entry = this.entries.get(id);
    return entry !== undefined && (entry.driver > 0 || (entry.held?.size ?? 0) > 0);
  }

  isHeldBy(id: ObjectId, holder: Holder): boolean {
    return this.entries.get(id)?.held?.has(holder) ?? false;
  }

  /** Another object with a reference to this one in its value exists. */
  contain(id: ObjectId): void {
    const entry = this.entries.get(id);
    if (entry) entry.containers++;
  }

  /** An object with a reference to this one in its value is gone. */
  uncontain(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    entry.containers = Math.max(0, entry.containers - 1);
    return this.removeIfUnused(id, entry);
  }

  /** A task that has ended needs the object to make again what it returned. */
  remember(id: ObjectId): void {
    const entry = this.entries.get(id);
    if (entry) entry.lineage++;
  }

  /** It does not need it any more. */
  unremember(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    entry.lineage = Math.max(0, entry.lineage - 1);
    return this.removeIfUnused(id, entry);
  }

  isFreed(id: ObjectId): boolean {
    return this.entries.get(id)?.isFreed ?? false;
  }

  /** The value is lost. Undefined, and nothing happens, unless there is one. */
  lose(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    return entry?.state.kind === 'ready' ? this.empty(id, entry, entry.state.object) : undefined;
  }

  /** A lost object will be made again; false for one that is not lost. */
  renew(id: ObjectId): boolean {
    const entry = this.entries.get(id);
    if (entry?.state.kind !== 'lost') return false;
    entry.state = PENDING;
    return true;
  }

  /** Nobody will ask for the object any more. It goes when it is there and no task uses it. */
  free(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    entry.isFreed = true;
    return this.removeIfUnused(id, entry);
  }

  /** After an object was settled: whether anybody wants it. */
  collect(id: ObjectId): Removed | undefined {
    const entry = this.entries.get(id);
    return entry && this.removeIfUnused(id, entry);
  }

  private removeIfUnused(id: ObjectId, entry: Entry): Removed | undefined {
    const { state, pins, driver, held, containers, lineage, isFreed } = entry;
    if (pins > 0 || state.kind === 'pending') return undefined;
    const isHeld = driver > 0 || containers > 0 || (held !== undefined && held.size > 0);
    if (isHeld && !isFreed) return undefined;
    if (lineage > 0) {
      // As in Ray: what can be made again need not be kept for that, only the rest.
      if (state.kind !== 'ready' || !(isFreed || this.canBeMade(id))) return undefined;
      return this.empty(id, entry, state.object);
    }
    this.entries.delete(id);
    const left = state.kind === 'ready' ? this.empty(id, entry, state.object) : { ...NOTHING, id };
    return { ...left, isGone: true };
  }

  private empty(id: ObjectId, entry: Entry, { blocks, refs, storedBytes }: StoredObject): Removed {
    entry.state = LOST;
    this.readyObjects--;
    this.bytesInStore -= storedBytes;
    const { holders = NOBODY } = entry;
    entry.holders = undefined;
    return { id, isGone: false, blocks, refs, holders };
  }

  /** Registers a participant that is to be told when the object is settled. */
  addWanted(id: ObjectId, participant: Participant): void {
    (this.entry(id).wanted ??= new Set()).add(participant);
  }

  /** Who asked for the object; each is named once. */
  takeWanted(id: ObjectId): Participant[] {
    const entry = this.entry(id);
    const { wanted = NOBODY } = entry;
    entry.wanted = undefined;
    return [...wanted];
  }

  /** Registers a task that cannot start before the object is settled. */
  addDependent(id: ObjectId, task: ObjectId): void {
    (this.entry(id).dependents ??= []).push(task);
  }

  /** The object is there; returns the tasks that waited for it, in the order they came. */
  seal(id: ObjectId, object: StoredObject): readonly ObjectId[] {
    this.readyObjects++;
    this.bytesInStore += object.storedBytes;
    return this.settle(id, { kind: 'ready', object });
  }

  /** The object will never be there; returns the tasks that waited for it. */
  fail(id: ObjectId, failure: Failure): readonly ObjectId[] {
    return this.settle(id, { kind: 'failed', failure });
  }

  /** The value to send before `worker` can use the object, or undefined when it has it; counts it as sent. */
  valueToSend(id: ObjectId, worker: number): Posted | undefined {
    const entry = this.entry(id);
    const { state } = entry;
    if (state.kind !== 'ready') throw new Error(`Object ${id} was to be sent before it was ready.`);
    if (entry.holders?.has(worker)) return undefined;
    (entry.holders ??= new Set()).add(worker);
    return postedOf(state.object);
  }

  /** Whether a worker was sent the object as it is now. */
  isAt(id: ObjectId, worker: number): boolean {
    return this.entries.get(id)?.holders?.has(worker) ?? false;
  }

  /** All objects, oldest first. */
  inspect(): Iterable<readonly [ObjectId, Readonly<Entry>]> {
    return this.entries;
  }

  /** A worker is gone, and everything it had been sent. */
  forgetWorker(worker: number): void {
    for (const { holders, wanted } of this.entries.values()) {
      holders?.delete(worker);
      wanted?.delete(worker);
    }
  }

  private settle(id: ObjectId, state: ObjectState): readonly ObjectId[] {
    const entry = this.entry(id);
    if (entry.state.kind !== 'pending') throw new Error(`Object ${id} was settled twice.`);
    entry.state = state;
    const { dependents = NONE } = entry;
    entry.dependents = undefined;
    return dependents;
  }

  private entry(id: ObjectId): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new Error(`There is no object ${id}.`);
    return entry;
  }
}

const NOTHING = { blocks: [], refs: NONE, holders: NOBODY } as const;

function lost(id: ObjectId): Failure {
  const message = `Object ${id} is not there any more: it was freed, or nobody held a reference to it.`;
  return { kind: 'lost', message };
}
