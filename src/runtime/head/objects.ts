import {
  postedOf,
  type Argument,
  type Block,
  type Failure,
  type ObjectId,
  type Participant,
  type StoredObject,
} from '../protocol';
import type { Ledger } from '../store/ledger';
import { ObjectDirectory, type Removed } from './directory';
import { tell, type Outlets } from './outlets';

/** Values of up to 100 KiB are posted to their owner unasked, heavier ones when it gets them (Ray's limit). */
const INLINE_BYTES = 100 * 1024;

/** The objects' way through the cluster: tells who waits for them, and gives their memory back when they are gone. */
export class Objects {
  readonly directory = new ObjectDirectory();
  private readonly out: Outlets;
  private readonly ledger: Ledger | undefined;

  constructor(out: Outlets, ledger: Ledger | undefined) {
    this.out = out;
    this.ledger = ledger;
  }

  put(id: ObjectId, object: StoredObject): void {
    this.directory.declare(id);
    this.ledger?.seal(object.blocks);
    this.directory.seal(id, object);
  }

  /** An object that a task has made is there. Returns the tasks that waited for it. */
  seal(id: ObjectId, object: StoredObject, owner: Participant | undefined): ObjectId[] {
    const posted = postedOf(object);
    if (owner !== undefined) {
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
  fail(id: ObjectId, failure: Failure, owner: Participant | undefined): ObjectId[] {
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
    else tell(this.out, participant, { kind: 'ready', id, ...postedOf(state.object) });
  }

  free(ids: readonly ObjectId[]): void {
    for (const id of ids) this.remove(this.directory.free(id));
  }

  /** Keeps what a task is given until `releaseArguments`. */
  pinArguments(args: readonly Argument[]): void {
    for (const argument of args) {
      if ('ref' in argument) this.directory.pin(argument.ref);
      else if (argument.blocks) this.ledger?.seal(argument.blocks);
    }
  }

  releaseArguments(args: readonly Argument[]): void {
    for (const argument of args) {
      if ('ref' in argument) this.remove(this.directory.unpin(argument.ref));
      else if (argument.blocks) this.releaseBlocks(argument.blocks);
    }
  }

  private remove(removed: Removed | undefined): void {
    if (!removed) return;
    const { id, blocks, holders } = removed;
    for (const worker of holders) this.out.toWorker(worker, { kind: 'forget', ids: [id] });
    this.releaseBlocks(blocks);
  }

  private releaseBlocks(blocks: readonly Block[]): void {
    for (const [owner, own] of this.ledger?.release(blocks) ?? []) {
      tell(this.out, owner, { kind: 'release', blocks: own });
    }
  }
}
