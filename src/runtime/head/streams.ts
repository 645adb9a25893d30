import { itemOf, type ObjectId, type StoredObject, type StreamState } from '../protocol';
import type { Objects } from './objects';
import type { Outlets } from './outlets';
import type { Task } from './task';

interface Progress {
  made: number;
  consumed: number;
}

/** What the generators under way have made, and what of it was taken. */
export class Streams {
  private readonly out: Outlets;
  private readonly objects: Objects;
  private readonly progress = new Map<ObjectId, Progress>();

  constructor(out: Outlets, objects: Objects) {
    this.out = out;
    this.objects = objects;
  }

  /** What the next attempt of a generator has to know; undefined for other tasks. */
  stateOf({ spec, isAgain }: Task): StreamState | undefined {
    if (spec.numReturns !== 'streaming') return undefined;
    const { made, consumed } = this.progressOf(spec.id);
    // Items that are made again nobody takes.
    if (isAgain) return { made, consumed };
    const limit = spec.generatorBackpressureNumObjects;
    return limit === undefined ? { made, consumed } : { made, consumed, limit };
  }

  /**
   * A generator has made an item. Items are the same in every attempt: one that was made before is dropped. Returns the tasks
   * that waited for it.
   */
  yielded({ spec, owner, isAgain }: Task, index: number, object: StoredObject): readonly ObjectId[] {
    const id = itemOf(spec.id, index);
    const progress = this.progressOf(spec.id);
    const isNew = index === progress.made;
    if (isNew) progress.made++;
    const isWanted = isAgain ? this.objects.isPending(id) : isNew && owner !== undefined;
    if (!isWanted) {
      this.objects.drop([object]);
      return [];
    }
    if (!isAgain) this.objects.declare(id, owner!);
    this.objects.adopt([object]);
    return this.objects.seal(id, object, owner);
  }

  consumed({ spec, worker, serial }: Task, count: number): void {
    const progress = this.progressOf(spec.id);
    progress.consumed = Math.max(progress.consumed, count);
    if (worker !== undefined)
      this.out.toWorker(worker, { kind: 'consumed', serial, count: progress.consumed });
  }

  /** The task has ended for good. */
  ended(task: Task): void {
    const progress = this.progress.get(task.spec.id);
    if (!progress) return;
    task.items = Math.max(task.items, progress.made);
    this.progress.delete(task.spec.id);
  }

  private progressOf(id: ObjectId): Progress {
    let progress = this.progress.get(id);
    if (!progress) this.progress.set(id, (progress = { made: 0, consumed: 0 }));
    return progress;
  }
}
