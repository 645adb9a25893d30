import type { ObjectId, Posted } from '../protocol';

/** The objects that this worker was sent. References inside are made for each task that is given one. */
export class WorkerObjects {
  private readonly posted = new Map<ObjectId, Posted>();

  set(id: ObjectId, { value, refs }: Posted): void {
    this.posted.set(id, refs ? { value, refs } : { value });
  }

  /** @throws Error for an object that the head did not send before the task that is given it. */
  get(id: ObjectId): Posted {
    const posted = this.posted.get(id);
    if (!posted) throw new Error(`Object ${id} did not reach the worker before its task.`);
    return posted;
  }

  delete(ids: readonly ObjectId[]): void {
    for (const id of ids) this.posted.delete(id);
  }
}
