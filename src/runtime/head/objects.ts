import {
  DRIVER,
  isPut,
  postedOf,
  type Argument,
  type Block,
  type Failure,
  type ObjectId,
  type Participant,
  type Posted,
  type StoredObject,
} from '../protocol';
import type { Ledger } from '../store/ledger';
import { ObjectDirectory, type Removed } from './directory';
import { Holdings, type Holder } from './holdings';
import { Lineage, madeBy, namedIn } from './lineage';
import { tell, type Voice } from './outlets';
import { mayRetry, type Task } from './task';

/**
 * Values of up to 100 KiB are posted to their owner unasked, heavier ones when it gets them (Ray's limit); and only for heavier
 * ones the arguments are kept from which they were made.
 */
const INLINE_BYTES = 100 * 1024;

/**
 * The objects' way through the cluster: counts who has references to them, tells who waits for them, and gives their memory
 * back when nobody can ask for them any more.
 */
export class Objects {
  readonly lineage = new Lineage();
  readonly directory = new ObjectDirectory((id) => this.lineage.canMake(id));
  private readonly holdings = new Holdings();
  private readonly out: Voice;
  private readonly ledger: Ledger | undefined;

  constructor(out: Voice, ledger: Ledger | undefined) {
    this.out = out;
    this.ledger = ledger;
  }

  /** A participant has put an object, and has a reference to it. */
  put(id: ObjectId, object: StoredObject, participant: Participant): void {
    this.declare(id, participant);
    this.adopt([object]);
    this.ledger?.seal(object.blocks);
    this.directory.seal(id, object);
  }

  /** Announces an object that a task will make. Who submitted the task has a reference to it. */
  declare(id: ObjectId, participant: Participant): void {
    this.directory.declare(id);
    this.hold([id], participant, makerOf(id));
  }

  /** Objects are about to come into being: what their values have references to stays as long as they do. */
  adopt(objects: readonly StoredObject[]): void {
    for (const { refs } of objects) for (const id of refs) this.directory.contain(id);
  }

  /** What a task returned whom nobody listens to any more: gives its memory back. */
  drop(objects: readonly StoredObject[]): void {
    for (const { blocks } of objects) {
      this.ledger?.seal(blocks);
      this.releaseBlocks(blocks);
    }
  }

  /** A participant has one more reference to each object: the driver, or a task or actor on a worker. */
  hold(ids: readonly ObjectId[], participant: Participant, by: ObjectId | undefined): void {
    const holder = holderOf(participant, by);
    for (const id of ids) {
      this.directory.hold(id, holder);
      if (holder !== undefined) this.holdings.add(holder, id);
    }
  }

  /** It has one less. */
  letGo(ids: readonly ObjectId[], participant: Participant, by: ObjectId | undefined): void {
    const holder = holderOf(participant, by);
    for (const id of ids) {
      this.remove(this.directory.letGo(id, holder));
      if (holder !== undefined && !this.directory.isHeldBy(id, holder)) this.holdings.remove(holder, id);
    }
  }

  /** A task or an actor has ended on its worker, and has no references any more. */
  letGoAll(participant: Participant, by: ObjectId): void {
    this.letGoAllOf(`${participant}:${by}`);
  }

  /** A worker is gone with all its tasks and actors. */
  forgetWorker(worker: number): void {
    this.directory.forgetWorker(worker);
    for (const holder of this.holdings.on(worker)) this.letGoAllOf(holder);
  }

  private letGoAllOf(holder: Holder): void {
    for (const id of this.holdings.takeAll(holder)) this.remove(this.directory.letGo(id, holder, true));
  }

  /** An object that a task has made, and that was adopted, is there. Returns the tasks that waited for it. */
  seal(id: ObjectId, object: StoredObject, owner: Participant | undefined): readonly ObjectId[] {
    const posted = this.posted(object);
    if (owner !== undefined && this.directory.isHeld(id)) {
      const isHeavy = object.postedBytes > INLINE_BYTES;
      tell(this.out, owner, isHeavy ? { kind: 'held', id } : { kind: 'ready', id, ...posted });
    }
    for (const participant of this.directory.takeWanted(id)) {
      tell(this.out, participant, { kind: 'ready', id, ...posted });
    }
    this.ledger?.seal(object.blocks);
    const dependents = this.directory.seal(id, object);
    this.remove(this.directory.collect(id));
    return dependents;
  }

  /** An object will never be there. Returns the tasks that waited for it. */
  fail(id: ObjectId, failure: Failure, owner: Participant | undefined): readonly ObjectId[] {
    const participants = this.directory.takeWanted(id);
    if (owner !== undefined) participants.unshift(owner);
    for (const participant of participants) tell(this.out, participant, { kind: 'failed', id, failure });
    const dependents = this.directory.fail(id, failure);
    this.remove(this.directory.collect(id));
    return dependents;
  }

  /** Whether an object is being made. */
  isPending(id: ObjectId): boolean {
    return this.directory.stateOf(id).kind === 'pending';
  }

  /** Has the value brought to a participant, now or when it is there. */
  want(id: ObjectId, participant: Participant): void {
    const state = this.directory.stateOf(id);
    if (state.kind === 'ready')
      tell(this.out, participant, { kind: 'ready', id, ...this.posted(state.object) });
    else if (state.kind === 'failed')
      tell(this.out, participant, { kind: 'failed', id, failure: state.failure });
    else this.directory.addWanted(id, participant);
  }

  free(ids: readonly ObjectId[]): void {
    for (const id of ids) this.remove(this.directory.free(id));
  }

  /** An object's value is lost; returns what it had, for `remove` when nobody reads it any more. */
  lose(id: ObjectId): Removed | undefined {
    const state = this.directory.stateOf(id);
    // A small value that no task of the head's has made lies with the driver: it is lost with the driver only.
    const isTheDrivers = !isPut(id) && this.lineage.makerOf(id) === undefined;
    if (state.kind !== 'ready' || (isTheDrivers && weightOf(state.object) <= INLINE_BYTES)) return undefined;
    const removed = this.directory.lose(id);
    if (removed) this.ledger?.doubt(removed.blocks);
    return removed;
  }

  /** Keeps what a task is given until `releaseArguments`. */
  pinArguments(args: readonly Argument[]): void {
    for (const argument of args) {
      if ('ref' in argument) {
        this.directory.pin(argument.ref);
        continue;
      }
      for (const id of argument.refs ?? []) this.directory.pin(id);
      if (argument.blocks) this.ledger?.seal(argument.blocks);
    }
  }

  releaseArguments(args: readonly Argument[]): void {
    for (const id of namedIn(args)) this.remove(this.directory.unpin(id));
    this.releaseValues(args);
  }

  /**
   * A task has returned. As long as there is anything of what it returned it is remembered; and, as in Ray, if the store holds
   * that and the task may run again, all that it was given.
   */
  retire(task: Task): void {
    const { args } = task.spec;
    let living = 0;
    let isHeavy = false;
    for (const id of madeBy(task)) {
      const state = this.directory.stateOf(id);
      if (!this.directory.has(id)) continue;
      living++;
      if (state.kind === 'ready') isHeavy ||= weightOf(state.object) > INLINE_BYTES;
    }
    const keepsArguments = isHeavy && mayRetry(task);
    const forgotten = living > 0 ? this.lineage.add(task, living, keepsArguments) : [];
    if (!keepsArguments) this.releaseArguments(args);
    else {
      for (const id of namedIn(args)) {
        this.directory.remember(id);
        this.remove(this.directory.unpin(id));
      }
    }
    for (const { spec } of forgotten)
      for (const removed of this.forgetArguments(spec.args)) this.remove(removed);
  }

  /** A task that had returned runs again, and needs what it was given. */
  repin(args: readonly Argument[], keptThem: boolean): void {
    for (const id of namedIn(args)) {
      this.directory.pin(id);
      if (keptThem) this.directory.unremember(id);
    }
  }

  /** What a task was given is not kept any longer to run it again. */
  private *forgetArguments(args: readonly Argument[]): Generator<Removed> {
    for (const id of namedIn(args)) {
      const removed = this.directory.unremember(id);
      if (removed) yield removed;
    }
    this.releaseValues(args);
  }

  private releaseValues(args: readonly Argument[]): void {
    for (const argument of args) {
      if (!('ref' in argument) && argument.blocks) this.releaseBlocks(argument.blocks);
    }
  }

  /** Gives back what an object had. */
  remove(first: Removed | undefined): void {
    if (!first) return;
    // With an object may go what it had references to, and what was kept to make it again: a list that grows, because chains may
    // be long.
    const gone = [first];
    for (const { id, isGone, blocks, refs, holders } of gone) {
      for (const worker of holders) {
        // What was lost may have been made and sent again.
        if (!this.directory.isAt(id, worker)) this.out.toWorker(worker, { kind: 'forget', ids: [id] });
      }
      this.releaseBlocks(blocks);
      for (const ref of refs) {
        const removed = this.directory.uncontain(ref);
        if (removed) gone.push(removed);
      }
      const maker = isGone ? this.lineage.gone(id) : undefined;
      if (maker) gone.push(...this.forgetArguments(maker.spec.args));
    }
  }

  private posted(object: StoredObject): Posted {
    const posted = postedOf(object);
    if (!this.ledger || object.blocks.length === 0) return posted;
    return { ...posted, guards: this.ledger.guardsOf(object.blocks) };
  }

  private releaseBlocks(blocks: readonly Block[]): void {
    for (const [owner, own] of this.ledger?.release(blocks) ?? []) {
      tell(this.out, owner, { kind: 'release', blocks: own });
    }
  }
}

/** Bytes of a value, wherever they lie. */
function weightOf({ storedBytes, postedBytes }: StoredObject): number {
  return Math.max(storedBytes, postedBytes);
}

/** Who holds references of a participant: undefined for the driver. */
function holderOf(participant: Participant, by: ObjectId | undefined): Holder | undefined {
  return participant === DRIVER || by === undefined ? undefined : `${participant}:${by}`;
}

/** The task's attempt that made an object or submitted the task that makes it; undefined for the driver's. */
function makerOf(id: ObjectId): ObjectId | undefined {
  const dot = id.lastIndexOf('.');
  return dot === -1 ? undefined : id.slice(0, dot);
}
