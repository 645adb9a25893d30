import {
  DRIVER,
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
import { tell, type Outlets } from './outlets';

/** Values of up to 100 KiB are posted to their owner unasked, heavier ones when it gets them (Ray's limit). */
const INLINE_BYTES = 100 * 1024;

/**
 * The objects' way through the cluster: counts who has references to them, tells who waits for them, and gives their memory
 * back when nobody can ask for them any more.
 */
export class Objects {
  readonly directory = new ObjectDirectory();
  private readonly holdings = new Holdings();
  private readonly out: Outlets;
  private readonly ledger: Ledger | undefined;

  constructor(out: Outlets, ledger: Ledger | undefined) {
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
    this.directory.collect(id);
    return dependents;
  }

  /** Has the value brought to a participant, now or when it is there. */
  want(id: ObjectId, participant: Participant): void {
    const state = this.directory.stateOf(id);
    if (state.kind === 'pending') this.directory.addWanted(id, participant);
    else if (state.kind === 'failed')
      tell(this.out, participant, { kind: 'failed', id, failure: state.failure });
    else tell(this.out, participant, { kind: 'ready', id, ...this.posted(state.object) });
  }

  free(ids: readonly ObjectId[]): void {
    for (const id of ids) this.remove(this.directory.free(id));
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
    for (const argument of args) {
      if ('ref' in argument) {
        this.remove(this.directory.unpin(argument.ref));
        continue;
      }
      for (const id of argument.refs ?? []) this.remove(this.directory.unpin(id));
      if (argument.blocks) this.releaseBlocks(argument.blocks);
    }
  }

  private remove(first: Removed | undefined): void {
    if (!first) return;
    // With an object may go what it had references to: a list that grows, because chains may be long.
    const gone = [first];
    for (const { id, blocks, refs, holders } of gone) {
      for (const worker of holders) this.out.toWorker(worker, { kind: 'forget', ids: [id] });
      this.releaseBlocks(blocks);
      for (const ref of refs) {
        const removed = this.directory.uncontain(ref);
        if (removed) gone.push(removed);
      }
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

/** Who holds references of a participant: undefined for the driver. */
function holderOf(participant: Participant, by: ObjectId | undefined): Holder | undefined {
  return participant === DRIVER || by === undefined ? undefined : `${participant}:${by}`;
}

/** The task's attempt that made an object or submitted the task that makes it; undefined for the driver's. */
function makerOf(id: ObjectId): ObjectId | undefined {
  const dot = id.lastIndexOf('.');
  return dot === -1 ? undefined : id.slice(0, dot);
}
