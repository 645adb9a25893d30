import type { ObjectId } from '../protocol';
import { idOfAttempt, type Task } from './task';

/** The tasks that have not ended: by their ids, by the tasks that submitted them, and by dispatch. */
export class TaskBook {
  private readonly tasks = new Map<ObjectId, Task>();
  private readonly children = new Map<ObjectId, Set<Task>>();
  private readonly dispatches = new Map<number, Task>();

  get all(): ReadonlyMap<ObjectId, Task> {
    return this.tasks;
  }

  /** The serials of the dispatches under way. */
  get serials(): number[] {
    return [...this.dispatches.keys()];
  }

  get(id: ObjectId): Task | undefined {
    return this.tasks.get(id);
  }

  has(id: ObjectId): boolean {
    return this.tasks.has(id);
  }

  add(task: Task): void {
    const { id, parent } = task.spec;
    this.tasks.set(id, task);
    if (parent === undefined) return;
    let siblings = this.children.get(parent);
    if (!siblings) this.children.set(parent, (siblings = new Set()));
    siblings.add(task);
  }

  /** An actor is made anew, which is no longer up to who has submitted it. */
  restore(creation: Task): void {
    this.tasks.set(creation.spec.id, creation);
  }

  /** A task has ended. */
  delete(task: Task): void {
    const { id, parent } = task.spec;
    this.tasks.delete(id);
    this.dispatches.delete(task.serial);
    if (parent === undefined) return;
    const siblings = this.children.get(parent);
    siblings?.delete(task);
    if (siblings?.size === 0) this.children.delete(parent);
  }

  /** The tasks that this attempt of a task has submitted. */
  childrenOf(task: Task): Task[] {
    return [...(this.children.get(idOfAttempt(task)) ?? [])];
  }

  dispatched(serial: number): Task | undefined {
    return this.dispatches.get(serial);
  }

  /** A task is on its way to a worker. */
  dispatch(task: Task, worker: number, serial: number, scheduled: number): void {
    task.worker = worker;
    task.serial = serial;
    task.times = { submitted: task.times.submitted, scheduled };
    this.dispatches.set(serial, task);
  }

  /** A task is on no worker any more. */
  undispatch(task: Task): void {
    this.dispatches.delete(task.serial);
    task.worker = undefined;
    task.times = { submitted: task.times.submitted };
  }
}
