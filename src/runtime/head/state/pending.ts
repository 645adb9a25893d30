import { taskOf, type ObjectId } from '../../protocol';
import type { PendingKind } from '../../state/records';
import type { Actor } from '../actors';
import { isLease } from '../leases';
import type { Demand, SchedulerView } from '../scheduler';
import type { Task } from '../task';
import { isAlive } from './roll';
import type { Surroundings } from './surroundings';

export interface PendingReason {
  readonly kind: PendingKind;
  /** A sentence. */
  readonly text: string;
}

/** A sentence names so many objects; of more it says how many there are. */
const MAX_NAMED = 5;

/** Says of each task that has not begun why it has not, as things are now: for one answer only. */
export class PendingReasons {
  private readonly cluster: Surroundings;
  private readonly view: SchedulerView;
  /** Of each task that waits for a worker: how many are before it. */
  private readonly queue: ReadonlyMap<ObjectId, number>;

  constructor(cluster: Surroundings) {
    this.cluster = cluster;
    this.view = cluster.scheduler.inspect();
    this.queue = rank(this.view.waiting);
  }

  /** Undefined for a task that has begun. */
  of(task: Task): PendingReason | undefined {
    switch (task.state) {
      case 'PENDING_ARGS_AVAIL':
        return this.forArguments(task);
      case 'PENDING_NODE_ASSIGNMENT': {
        const { actor } = task.spec;
        return actor === undefined ? this.forWorker(task) : this.forActor(task, actor);
      }
      case 'SUBMITTED_TO_WORKER':
        return this.atWorker(task);
      case 'RUNNING':
      case 'RUNNING_IN_RAY_GET':
      case 'RUNNING_IN_RAY_WAIT':
      case 'FINISHED':
      case 'FAILED':
        return undefined;
    }
  }

  private forArguments(task: Task): PendingReason {
    const { objects } = this.cluster;
    const missing = (task.origin.dependencies ?? []).filter((id) => objects.stateOf(id).kind === 'pending');
    const named = missing.slice(0, MAX_NAMED).map((id) => `${id} (${this.progressOf(id)})`);
    const more = missing.length - named.length;
    const list = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
    const what = missing.length === 1 ? 'object' : `${missing.length} objects:`;
    return { kind: 'ARGUMENTS', text: `It waits for ${what} ${list}.` };
  }

  /** How far the making of an object has come. */
  private progressOf(id: ObjectId): string {
    const maker = this.cluster.tasks.get(taskOf(id));
    if (!maker) return 'no task makes it';
    const { name } = maker.spec;
    const where = maker.worker === undefined ? '' : ` on worker ${maker.worker}`;
    switch (maker.state) {
      case 'PENDING_ARGS_AVAIL':
        return `${name} waits for objects itself`;
      case 'PENDING_NODE_ASSIGNMENT':
        return `${name} is pending itself`;
      case 'SUBMITTED_TO_WORKER':
        return `${name} is about to run${where}`;
      case 'RUNNING':
        return `${name} is running${where}`;
      case 'RUNNING_IN_RAY_GET':
      case 'RUNNING_IN_RAY_WAIT':
        return `${name} waits for objects${where}`;
      case 'FINISHED':
      case 'FAILED':
        return `${name} has ended`;
    }
  }

  private forWorker({ spec }: Task): PendingReason {
    const { roll } = this.cluster;
    const { active, freeCpus } = this.view;
    const { schedulingStrategy: strategy, numCpus } = spec;
    const before = this.queue.get(spec.id) ?? 0;
    const others = before === 0 ? '' : `; ${tasks(before)} before it`;
    if (typeof strategy === 'object') {
      const { worker } = strategy;
      const asked = `Worker ${worker}, for which it asked,`;
      const state = roll.all.get(worker)?.state ?? 'STARTING';
      if (!isAlive(state)) {
        const how = state === 'STARTING' ? 'is starting' : 'is dead and will be started again';
        return { kind: 'WORKER_STARTING', text: `${asked} ${how}${others}.` };
      }
      if ((active.get(worker)?.length ?? 0) > 0) {
        return { kind: 'WORKER_BUSY', text: `${asked} is busy with ${this.workOf(worker)}${others}.` };
      }
    }
    const alive = active.size;
    if (alive === 0) {
      const starting = [...roll.all.values()].filter(({ state }) => state === 'STARTING').length;
      const how =
        starting === 0
          ? 'they will be started again'
          : `${starting} ${starting === 1 ? 'is' : 'are'} starting`;
      return { kind: 'NO_WORKERS', text: `No worker is alive; ${how}${others}.` };
    }
    if (numCpus > alive) {
      const text = `It needs ${cpus(numCpus)}, of which the cluster has ${alive} at the moment${others}.`;
      return { kind: 'TOO_FEW_CPUS', text };
    }
    const busy = [...active.values()].filter((ids) => ids.length > 0).length;
    if (busy < alive && numCpus > freeCpus) {
      const text = `It needs ${cpus(numCpus)}, of which ${round(freeCpus)} of ${alive} are free${others}.`;
      return { kind: 'NO_FREE_CPUS', text };
    }
    return { kind: 'NO_FREE_WORKER', text: `No worker is free: ${busy} of ${alive} are busy${others}.` };
  }

  /** What keeps a worker busy. */
  private workOf(worker: number): string {
    const [id] = this.view.active.get(worker) ?? [];
    if (id === undefined) return 'nothing';
    if (isLease(id)) return 'brief calls of the driver';
    const task = this.cluster.tasks.get(id);
    return task ? `${task.spec.name} (${id})` : `actor ${id}, which keeps its CPUs`;
  }

  private forActor(call: Task, id: ObjectId): PendingReason {
    const actor = this.cluster.actors.inspect().get(id);
    if (!actor) return { kind: 'ACTOR_PENDING', text: `There is no actor ${id}.` };
    const { creation, state } = actor;
    const which = `Its actor ${id} (${creation.spec.fn})`;
    const why = this.of(creation)?.text;
    const because = why === undefined ? '' : ` ${why}`;
    if (state === 'RESTARTING')
      return { kind: 'ACTOR_RESTARTING', text: `${which} is restarting.${because}` };
    if (state === 'PENDING_CREATION') {
      return { kind: 'ACTOR_PENDING', text: `${which} is still to be made.${because}` };
    }
    const blocking = earlierCall(actor, call);
    const text = `Call ${blocking ?? 'before it'} of the same submitter comes first, and waits for its arguments.`;
    return { kind: 'EARLIER_CALL', text };
  }

  private atWorker(task: Task): PendingReason {
    const { id, actor } = task.spec;
    const worker = task.worker!;
    const ahead =
      actor === undefined
        ? (this.view.active.get(worker)?.indexOf(id) ?? -1)
        : [...(this.cluster.actors.inspect().get(actor)?.delivered ?? [])].indexOf(task);
    if (ahead <= 0) {
      return { kind: 'SENT_TO_WORKER', text: `Worker ${worker} has it and has not told yet that it runs.` };
    }
    return { kind: 'QUEUED_AT_WORKER', text: `Worker ${worker} has it; ${tasks(ahead)} before it there.` };
  }
}

/** How many tasks that could take its worker are before each. */
function rank(waiting: readonly Demand[]): Map<ObjectId, number> {
  const ranks = new Map<ObjectId, number>();
  const asking = new Map<number, number>();
  let anywhere = 0;
  for (const { id, schedulingStrategy: strategy } of waiting) {
    if (typeof strategy === 'object') {
      const same = asking.get(strategy.worker) ?? 0;
      ranks.set(id, anywhere + same);
      asking.set(strategy.worker, same + 1);
    } else ranks.set(id, anywhere++);
  }
  return ranks;
}

/** The call of the same submitter whose turn it is. */
function earlierCall({ waiting }: Readonly<Actor>, call: Task): ObjectId | undefined {
  for (const calls of waiting.values()) if (calls.includes(call)) return calls[0]?.spec.id;
  return undefined;
}

function tasks(count: number): string {
  return count === 1 ? '1 task is' : `${count} tasks are`;
}

function cpus(count: number): string {
  return count === 1 ? '1 CPU' : `${count} CPUs`;
}

/** Without the noise of binary fractions. */
function round(count: number): number {
  return Math.round(count * 10_000) / 10_000;
}
