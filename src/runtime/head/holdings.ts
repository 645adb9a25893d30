import type { ObjectId, Participant } from '../protocol';

/** A task's attempt or an actor on a worker: `2:t7~1`, `1:a3`. */
export type Holder = `${Participant}:${ObjectId}`;

/**
 * Which objects the tasks and actors on the workers hold, so that they are let go together: when the holder has ended, or its
 * worker has died. How often each is held the directory knows.
 */
export class Holdings {
  private readonly held = new Map<Holder, Set<ObjectId>>();

  add(holder: Holder, id: ObjectId): void {
    const ids = this.held.get(holder);
    if (ids) ids.add(id);
    else this.held.set(holder, new Set([id]));
  }

  remove(holder: Holder, id: ObjectId): void {
    const ids = this.held.get(holder);
    if (ids?.delete(id) && ids.size === 0) this.held.delete(holder);
  }

  /** What a holder held; it holds nothing any more. */
  takeAll(holder: Holder): Iterable<ObjectId> {
    const ids = this.held.get(holder);
    this.held.delete(holder);
    return ids ?? [];
  }

  /** Those on a worker that hold anything. */
  on(worker: Participant): Holder[] {
    return [...this.held.keys()].filter((holder) => holder.startsWith(`${worker}:`));
  }
}
