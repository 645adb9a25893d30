import type { RuntimeEvent, TaskEvent, TaskState } from '../events';
import type { Failure, TaskSpec } from '../protocol';
import type { ObjectDirectory } from './directory';
import type { Outlets } from './outlets';
import { taskEvent, type Task } from './task';

/** Brief tasks that have not ended after so many ms are told of like others. */
const TELL_AFTER_MS = 20;

/** What the news have to ask about tasks. */
export interface Inquiries {
  /** Whether a task is expected to end within a millisecond. */
  isBrief(spec: TaskSpec): boolean;
  /** Whether it is the one that its worker runs, not one that it was given ahead of its turn. */
  isAtWork(task: Task): boolean;
}

/** Who keeps account of what happens. */
export interface Witness {
  entered(task: Task, event: TaskEvent): void;
  workerChanged(event: Extract<RuntimeEvent, { kind: 'worker' }>): void;
}

/** The event log as the driver hears it: every state of a task, but of brief ones only the last. */
export class News {
  private readonly out: Outlets;
  private readonly directory: ObjectDirectory;
  private readonly ask: Inquiries;
  private readonly witness: Witness;
  /** The newest event of each brief task that has not ended: told only if it takes longer than expected. */
  private readonly untold = new Map<Task, RuntimeEvent>();
  /** The fill of the store that was told last. */
  private told = { objects: 0, bytes: 0 };

  constructor(out: Outlets, directory: ObjectDirectory, ask: Inquiries, witness: Witness) {
    this.out = out;
    this.directory = directory;
    this.ask = ask;
    this.witness = witness;
  }

  tell(event: RuntimeEvent): void {
    if (event.kind === 'worker') this.witness.workerChanged(event);
    this.out.toDriver({ kind: 'event', event });
  }

  /** A task enters a state. */
  enter(task: Task, state: TaskState, time: number, failure?: Failure): void {
    task.state = state;
    const event = taskEvent(task, time, failure);
    this.witness.entered(task, event);
    const hasEnded = state === 'FINISHED' || state === 'FAILED';
    if (hasEnded || !this.ask.isBrief(task.spec)) {
      this.untold.delete(task);
      this.tell(event);
      return;
    }
    if (this.untold.size === 0) this.tellLater();
    this.untold.set(task, event);
  }

  /** The fill of the store, if it has changed. Where brief tasks come and go it is told of with them. */
  tellStore(): void {
    if (this.untold.size === 0) this.tellFill();
  }

  private tellFill(): void {
    const { objects, bytes } = this.directory;
    if (objects === this.told.objects && bytes === this.told.bytes) return;
    this.told = { objects, bytes };
    this.tell({ kind: 'store', time: this.out.now(), bytes, objects });
  }

  /** Tells of the brief tasks that take longer than expected: of those that wait, and of those that must be running by now. */
  private tellOverdue(): void {
    for (const [task, event] of [...this.untold]) {
      const { spec, worker } = task;
      if (worker !== undefined && spec.actor === undefined && !this.ask.isAtWork(task)) continue;
      this.untold.delete(task);
      this.tell(event);
      if (task.state !== 'SUBMITTED_TO_WORKER') continue;
      const { submitted, scheduled = submitted } = task.times;
      task.times = { submitted, scheduled, started: scheduled, deserialised: scheduled };
      task.state = 'RUNNING';
      this.tell(taskEvent(task, scheduled));
    }
    this.tellFill();
    if (this.untold.size > 0) this.tellLater();
  }

  private tellLater(): void {
    this.out.after(TELL_AFTER_MS, () => {
      this.tellOverdue();
    });
  }
}
