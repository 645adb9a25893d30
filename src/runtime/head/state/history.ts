import type { TaskEvent, TaskState } from '../../events';
import type { TaskSummaries, TaskType } from '../../state/records';
import { callableOf } from '../../protocol';
import { typeOf, type Task } from '../task';

/** So many attempts that have ended are remembered, as many as Ray's state API lists. About 400 bytes each: 4 MB. */
const MAX_ENDED = 10_000;

/** An attempt that has ended. Its arguments are not kept, only what it is told of. */
export interface Ended {
  /** The last event of the attempt. */
  readonly event: TaskEvent;
  readonly type: TaskType;
  readonly numCpus: number;
}

interface Counts {
  readonly type: TaskType;
  finished: number;
  failed: number;
}

/** The attempts that have ended: the newest of them, and how many of each function there ever were. */
export class History {
  /** A ring: when it is full, `next` is the oldest. */
  private readonly ring: Ended[] = [];
  private next = 0;
  private readonly counts = new Map<string, Counts>();

  add({ spec }: Task, event: TaskEvent): void {
    const callable = callableOf(spec);
    const type = typeOf(spec);
    this.ring[this.next] = { event, type, numCpus: spec.numCpus };
    this.next = (this.next + 1) % MAX_ENDED;
    let counts = this.counts.get(callable);
    if (!counts) this.counts.set(callable, (counts = { type, finished: 0, failed: 0 }));
    if (event.state === 'FINISHED') counts.finished++;
    else counts.failed++;
  }

  /** How many attempts have ended, and how. */
  get totals(): Partial<Record<TaskState, number>> {
    let FINISHED = 0;
    let FAILED = 0;
    for (const { finished, failed } of this.counts.values()) {
      FINISHED += finished;
      FAILED += failed;
    }
    return { ...(FINISHED > 0 ? { FINISHED } : {}), ...(FAILED > 0 ? { FAILED } : {}) };
  }

  /** The newest first. */
  *newest(): Generator<Ended> {
    for (let back = 1; back <= this.ring.length; back++) {
      yield this.ring[(this.next - back + this.ring.length) % this.ring.length]!;
    }
  }

  /** All attempts that ever were, with those that have not ended. */
  summarize(living: Iterable<Task>): TaskSummaries {
    const summary: Record<string, { type: TaskType; stateCounts: Partial<Record<TaskState, number>> }> = {};
    const totals = { NORMAL_TASK: 0, ACTOR_TASK: 0, ACTOR_CREATION_TASK: 0 };
    const count = (callable: string, type: TaskType, state: TaskState, more: number): void => {
      if (more === 0) return;
      const { stateCounts } = (summary[callable] ??= { type, stateCounts: {} });
      stateCounts[state] = (stateCounts[state] ?? 0) + more;
      totals[type] += more;
    };
    for (const [callable, { type, finished, failed }] of this.counts) {
      count(callable, type, 'FINISHED', finished);
      count(callable, type, 'FAILED', failed);
    }
    for (const { spec, state } of living) count(callableOf(spec), typeOf(spec), state, 1);
    const named = Object.entries(summary).map(([funcOrClassName, { type, stateCounts }]) => {
      return [funcOrClassName, { funcOrClassName, type, stateCounts }] as const;
    });
    return {
      summary: Object.fromEntries(named),
      totalTasks: totals.NORMAL_TASK,
      totalActorTasks: totals.ACTOR_TASK,
      totalActorScheduled: totals.ACTOR_CREATION_TASK,
      summaryBy: 'func_name',
    };
  }
}
