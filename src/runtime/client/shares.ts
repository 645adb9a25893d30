import type { ClientToHead, ObjectId } from '../protocol';
import type { Tally } from './entries';

/** Whose references a thread's are. */
export interface Holder {
  /** A task's attempt or an actor on a worker; undefined for the driver. */
  readonly id: ObjectId | undefined;
  /** An actor keeps what its methods were handed; a task, only until it ends. */
  readonly isActor: boolean;
  /** The head counts something for it. */
  hasAny: boolean;
  /** The head has been told that it has no references any more. */
  hasEnded: boolean;
}

export function createHolder(id?: ObjectId, isActor = false): Holder {
  return { id, isActor, hasAny: false, hasEnded: false };
}

/** Has references that the head does not count. */
export const NOBODY: Holder = { id: undefined, isActor: false, hasAny: false, hasEnded: true };

/** What one ObjectRef counts for. */
export interface Share {
  readonly home: Shares;
  /** Not the entry: what a share leads to the garbage collector never takes, and with a value goes its reference. */
  readonly tally: Tally;
  readonly holder: Holder;
  /** Calls of `get` that have the reference and have not returned: until then, the object stays. */
  uses: number;
  isLetGo: boolean;
}

/**
 * The references that this thread was handed and that count at the head. One counts until it is let go, until its holder has
 * ended, or until the garbage collector says that nobody has it; which it may never do.
 */
export class Shares {
  private readonly send: (message: ClientToHead) => void;
  private readonly forget: (tally: Tally) => void;
  private readonly registry = new FinalizationRegistry<Share>((share) => {
    this.letGo(share);
  });
  /** What was let go and not told: many go together. */
  private readonly untold = new Map<Holder, ObjectId[]>();

  /** @param forget is called when no reference on this thread counts in a tally any more */
  constructor(send: (message: ClientToHead) => void, forget: (tally: Tally) => void) {
    this.send = send;
    this.forget = forget;
  }

  /** One reference more counts; the head knows, or is about to be told. */
  open(tally: Tally, holder: Holder): Share {
    tally.shares++;
    holder.hasAny = true;
    return { home: this, tally, holder, uses: 0, isLetGo: false };
  }

  /** From now on the garbage collector may let it go. */
  watch(ref: object, share: Share): void {
    this.registry.register(ref, share);
  }

  letGo(share: Share): void {
    if (share.isLetGo) return;
    share.isLetGo = true;
    this.endUnused(share);
  }

  /** A call that had the reference has returned. */
  endUse(share: Share): void {
    share.uses--;
    this.endUnused(share);
  }

  private endUnused(share: Share): void {
    if (!share.isLetGo || share.uses > 0) return;
    const { tally, holder } = share;
    if (--tally.shares === 0) this.forget(tally);
    if (holder.hasEnded) return;
    if (this.untold.size === 0) {
      queueMicrotask(() => {
        this.tell();
      });
    }
    const ids = this.untold.get(holder);
    if (ids) ids.push(tally.id);
    else this.untold.set(holder, [tally.id]);
  }

  /** Tells the head now what was let go. */
  tell(): void {
    for (const [{ id, hasEnded }, ids] of this.untold) {
      if (!hasEnded) this.send({ kind: 'letGo', ids, ...(id === undefined ? {} : { by: id }) });
    }
    this.untold.clear();
  }
}
