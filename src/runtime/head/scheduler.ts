import type { ObjectId, SchedulingStrategy } from '../protocol';
import { Fifo } from './fifo';

/** CPUs are counted in ten-thousandths, as in Ray, so that fractions add up exactly. */
const UNITS_PER_CPU = 10_000;

/** What a runnable task asks for. */
export interface Demand {
  readonly id: ObjectId;
  readonly numCpus: number;
  readonly schedulingStrategy: SchedulingStrategy;
}

export interface Placement {
  readonly id: ObjectId;
  readonly worker: number;
}

interface Waiting extends Demand {
  readonly order: number;
  readonly units: number;
}

interface Slot {
  /** At work: holds the slot and its CPUs. At most one, or more for a while after several have stopped waiting. */
  readonly active: Set<Waiting>;
  /** Waiting for objects: gave back both. */
  readonly blocked: Set<Waiting>;
  /** Grows with each release: the smallest has been idle longest. */
  freedAt: number;
}

/**
 * Decides which runnable task goes to which worker. Pure bookkeeping: it knows no threads and no time.
 *
 * A worker brings one CPU and runs one task at a time; a task takes one worker and `numCpus` of the cluster's CPUs.
 * Tasks of one resource shape (CPUs and strategy) start in the order they became runnable; among the shapes that
 * fit, the one that has waited longest goes first. Tasks are bound to a worker only when it is free, because binding
 * earlier would leave a worker idle while another has a long task and a queue.
 */
export class Scheduler {
  private readonly slots = new Map<number, Slot>();
  private readonly queues = new Map<string, Fifo<Waiting>>();
  private readonly waiting = new Map<ObjectId, Waiting>();
  private readonly placed = new Map<ObjectId, { readonly entry: Waiting; readonly worker: number }>();
  private usedUnits = 0;
  private order = 0;
  private releases = 0;

  addWorker(worker: number): void {
    this.slots.set(worker, { active: new Set(), blocked: new Set(), freedAt: this.releases++ });
  }

  /** Takes a worker away; its tasks no longer count as placed. */
  removeWorker(worker: number): ObjectId[] {
    const slot = this.slots.get(worker);
    if (!slot) return [];
    const ids = [...slot.active, ...slot.blocked].map(({ id }) => id);
    for (const id of ids) this.finish(id);
    this.slots.delete(worker);
    return ids;
  }

  /** A task became runnable. */
  enqueue(demand: Demand): void {
    const entry = { ...demand, order: this.order++, units: Math.round(demand.numCpus * UNITS_PER_CPU) };
    const shape = shapeOf(entry);
    let queue = this.queues.get(shape);
    if (!queue) this.queues.set(shape, (queue = new Fifo()));
    queue.push(entry);
    this.waiting.set(entry.id, entry);
  }

  /** Removes a task that was not placed yet; false when there is none. */
  withdraw(id: ObjectId): boolean {
    const entry = this.waiting.get(id);
    if (!entry) return false;
    this.leaveQueue(entry);
    return true;
  }

  /** The next task that can start now, and where; it occupies its worker and CPUs until `finish`. */
  next(): Placement | undefined {
    let best: { entry: Waiting; worker: number } | undefined;
    for (const queue of this.queues.values()) {
      const entry = queue.peek();
      if (!entry || (best && entry.order > best.entry.order)) continue;
      const worker = this.workerFor(entry);
      if (worker !== undefined) best = { entry, worker };
    }
    if (!best) return undefined;
    const { entry, worker } = best;
    this.leaveQueue(entry);
    this.slots.get(worker)!.active.add(entry);
    this.placed.set(entry.id, { entry, worker });
    this.usedUnits += entry.units;
    return { id: entry.id, worker };
  }

  /** A placed task has ended: its worker and CPUs are free. */
  finish(id: ObjectId): void {
    this.block(id);
    const placement = this.placed.get(id);
    if (!placement) return;
    this.slots.get(placement.worker)!.blocked.delete(placement.entry);
    this.placed.delete(id);
  }

  /** A placed task waits for objects: its worker and CPUs are free for others. */
  block(id: ObjectId): void {
    const placement = this.placed.get(id);
    if (!placement) return;
    const { entry, worker } = placement;
    const slot = this.slots.get(worker)!;
    if (!slot.active.delete(entry)) return;
    slot.blocked.add(entry);
    slot.freedAt = this.releases++;
    this.usedUnits -= entry.units;
  }

  /** A task that waited goes on, whether there is room or not: its worker and CPUs may be used twice for a while. */
  unblock(id: ObjectId): void {
    const placement = this.placed.get(id);
    if (!placement) return;
    const { entry, worker } = placement;
    const slot = this.slots.get(worker)!;
    if (!slot.blocked.delete(entry)) return;
    slot.active.add(entry);
    this.usedUnits += entry.units;
  }

  /** The waiting tasks that could not run even if all of these workers were idle. */
  infeasible(workers: ReadonlySet<number>): ObjectId[] {
    return [...this.waiting.values()].filter((entry) => !canEverRun(entry, workers)).map(({ id }) => id);
  }

  private leaveQueue(entry: Waiting): void {
    this.waiting.delete(entry.id);
    const shape = shapeOf(entry);
    const queue = this.queues.get(shape)!;
    queue.delete(entry);
    if (queue.size === 0) this.queues.delete(shape);
  }

  private workerFor(entry: Waiting): number | undefined {
    if (this.usedUnits + entry.units > this.slots.size * UNITS_PER_CPU) return undefined;
    const { schedulingStrategy: strategy } = entry;
    if (typeof strategy === 'object') {
      const slot = this.slots.get(strategy.worker);
      return slot?.active.size === 0 ? strategy.worker : undefined;
    }
    let chosen: number | undefined;
    for (const [worker, slot] of this.slots) {
      if (slot.active.size > 0) continue;
      // A thread whose tasks wait is needed again when they go on.
      const { blocked, freedAt } = slot;
      const best = chosen === undefined ? undefined : this.slots.get(chosen)!;
      const better =
        !best ||
        blocked.size < best.blocked.size ||
        (blocked.size === best.blocked.size &&
          (strategy === 'SPREAD' ? freedAt < best.freedAt : worker < chosen!));
      if (better) chosen = worker;
    }
    return chosen;
  }
}

/** Whether the demand fits a cluster of these workers when all are idle. */
export function canEverRun(demand: Demand, workers: ReadonlySet<number>): boolean {
  const { numCpus, schedulingStrategy: strategy } = demand;
  const hasWorker = typeof strategy === 'object' ? workers.has(strategy.worker) : workers.size > 0;
  return hasWorker && numCpus <= workers.size;
}

function shapeOf(entry: Waiting): string {
  const { schedulingStrategy: strategy } = entry;
  return `${entry.units}/${typeof strategy === 'object' ? strategy.worker : strategy}`;
}
