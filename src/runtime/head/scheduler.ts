import type { ObjectId, SchedulingStrategy } from '../protocol';
import { Fifo } from './fifo';

/** CPUs are counted in ten-thousandths, as in Ray, so that fractions add up exactly. */
const UNITS_PER_CPU = 10_000;

/** What a runnable task asks for. */
export interface Demand {
  readonly id: ObjectId;
  readonly numCpus: number;
  readonly schedulingStrategy: SchedulingStrategy;
  /** How many tasks like this one a worker may be given at once; 1 where absent. */
  readonly depth?: () => number;
  /** It may block its thread: no other task shares it, not even while this one waits. */
  readonly blocking?: true;
  /** Workers that it must not block. */
  readonly isTaken?: (worker: number) => boolean;
}

export interface Placement {
  readonly id: ObjectId;
  readonly worker: number;
}

/** A look at the scheduler. */
export interface SchedulerView {
  /** By worker: the task at work, then those that it was given ahead of their turn. */
  readonly active: ReadonlyMap<number, readonly ObjectId[]>;
  readonly freeCpus: number;
  readonly waiting: readonly Demand[];
}

interface Waiting extends Demand {
  readonly order: number;
  readonly units: number;
  hasWaited: boolean;
}

interface Slot {
  /**
   * At work, the one that began first, or given to the worker ahead of their turn. Those that go on after waiting join
   * them, whether there is room or not.
   */
  readonly active: Set<Waiting>;
  /** The CPUs that the active tasks take: as many as the one of them that takes most, because only one is at work. */
  units: number;
  /** Waiting for objects: gave back both. */
  readonly blocked: Set<Waiting>;
  /** The CPUs that it brings: a spare thread brings none. */
  readonly capacity: number;
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
  private capacity = 0;
  private usedUnits = 0;
  private order = 0;
  private releases = 0;

  /** @param isSpare it brings a thread, but no CPU */
  addWorker(worker: number, isSpare = false): void {
    const capacity = isSpare ? 0 : UNITS_PER_CPU;
    this.capacity += capacity;
    const empty = { active: new Set<Waiting>(), blocked: new Set<Waiting>(), units: 0 };
    this.slots.set(worker, { ...empty, capacity, freedAt: this.releases++ });
  }

  /**
   * Takes a worker away; its tasks no longer count as placed. Those that wait, that have waited, and the first of the
   * others may have begun; the rest were given to it ahead of their turn.
   */
  removeWorker(worker: number): { readonly begun: ObjectId[]; readonly ahead: ObjectId[] } {
    const slot = this.slots.get(worker);
    if (!slot) return { begun: [], ahead: [] };
    const begun = [...slot.blocked].map(({ id }) => id);
    const ahead: ObjectId[] = [];
    let isFirst = true;
    for (const entry of slot.active) {
      (isFirst || entry.hasWaited ? begun : ahead).push(entry.id);
      if (!entry.hasWaited) isFirst = false;
    }
    for (const id of [...begun, ...ahead]) this.finish(id);
    this.slots.delete(worker);
    this.capacity -= slot.capacity;
    return { begun, ahead };
  }

  /** A task became runnable. */
  enqueue(demand: Demand): void {
    const entry = {
      ...demand,
      order: this.order++,
      units: Math.round(demand.numCpus * UNITS_PER_CPU),
      hasWaited: false,
    };
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
    this.activate(this.slots.get(worker)!, entry);
    this.placed.set(entry.id, { entry, worker });
    return { id: entry.id, worker };
  }

  /** Whether a task could run at once if there were one more thread: its CPUs are free, but the threads are blocked. */
  get wantsThread(): boolean {
    const freeUnits = this.capacity - this.usedUnits;
    for (const queue of this.queues.values()) {
      const entry = queue.peek();
      if (!entry || typeof entry.schedulingStrategy === 'object' || entry.units > freeUnits) continue;
      for (const [worker, slot] of this.slots)
        if (slot.active.size === 0 && isClosed(slot, entry, worker)) return true;
    }
    return false;
  }

  /** Whether no task is at work. */
  get isAtRest(): boolean {
    for (const { active } of this.slots.values()) if (active.size > 0) return false;
    return true;
  }

  /** Whether a task waits for a worker. */
  get hasWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Takes an idle worker and its CPU for whoever gives it tasks without being asked for each, until `finish(id)`. */
  lease(id: ObjectId): number | undefined {
    const entry: Waiting = {
      id,
      numCpus: 1,
      schedulingStrategy: 'DEFAULT',
      order: -1,
      units: UNITS_PER_CPU,
      hasWaited: false,
    };
    const worker = this.workerFor(entry);
    if (worker === undefined || this.slots.get(worker)!.blocked.size > 0) return undefined;
    this.activate(this.slots.get(worker)!, entry);
    this.placed.set(id, { entry, worker });
    return worker;
  }

  /** A task that nobody asked for has begun on a worker. */
  adopt({ id, numCpus, schedulingStrategy }: Demand, worker: number): void {
    const slot = this.slots.get(worker);
    if (!slot) return;
    const units = Math.round(numCpus * UNITS_PER_CPU);
    const entry = { id, numCpus, schedulingStrategy, order: -1, units, hasWaited: true };
    this.activate(slot, entry);
    this.placed.set(id, { entry, worker });
  }

  /** A placed task has ended: its worker and CPUs are free. */
  finish(id: ObjectId): void {
    this.block(id);
    const placement = this.placed.get(id);
    if (!placement) return;
    this.slots.get(placement.worker)!.blocked.delete(placement.entry);
    this.placed.delete(id);
  }

  /** Whether a placed task is the one that its worker runs, not one that it was given ahead of its turn. */
  isAtWork(id: ObjectId): boolean {
    const placement = this.placed.get(id);
    if (!placement) return false;
    const [first] = this.slots.get(placement.worker)!.active;
    return first === placement.entry;
  }

  /** Whether none of a worker's tasks is at work. */
  isIdle(worker: number): boolean {
    return this.slots.get(worker)?.active.size === 0;
  }

  /** A placed task waits for objects: its worker and CPUs are free for others. */
  block(id: ObjectId): void {
    const placement = this.placed.get(id);
    if (!placement) return;
    const { entry, worker } = placement;
    const slot = this.slots.get(worker)!;
    if (!slot.active.delete(entry)) return;
    slot.blocked.add(entry);
    entry.hasWaited = true;
    slot.freedAt = this.releases++;
    this.count(slot);
  }

  /** A task that waited goes on, whether there is room or not: its worker and CPUs may be used twice for a while. */
  unblock(id: ObjectId): void {
    const placement = this.placed.get(id);
    if (!placement) return;
    const { entry, worker } = placement;
    const slot = this.slots.get(worker)!;
    if (!slot.blocked.delete(entry)) return;
    this.activate(slot, entry);
  }

  private activate(slot: Slot, entry: Waiting): void {
    slot.active.add(entry);
    if (entry.units <= slot.units) return;
    this.usedUnits += entry.units - slot.units;
    slot.units = entry.units;
  }

  /** Counts the CPUs of a slot anew after a task has left it. */
  private count(slot: Slot): void {
    let units = 0;
    for (const entry of slot.active) units = Math.max(units, entry.units);
    this.usedUnits += units - slot.units;
    slot.units = units;
  }

  /** What every worker has and what waits, oldest first. */
  inspect(): SchedulerView {
    const idsOf = (entries: Iterable<Waiting>): ObjectId[] => [...entries].map(({ id }) => id);
    const slots = [...this.slots].map(([worker, { active }]) => [worker, idsOf(active)] as const);
    return {
      active: new Map(slots),
      freeCpus: Math.max(0, (this.capacity - this.usedUnits) / UNITS_PER_CPU),
      waiting: [...this.waiting.values()],
    };
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
    const { schedulingStrategy: strategy } = entry;
    const freeUnits = this.capacity - this.usedUnits;
    const depth = entry.depth?.() ?? 1;
    if (typeof strategy === 'object') {
      const slot = this.slots.get(strategy.worker);
      return slot && hasRoom(slot, entry, strategy.worker, depth, freeUnits) ? strategy.worker : undefined;
    }
    let chosen: number | undefined;
    for (const [worker, slot] of this.slots) {
      if (!hasRoom(slot, entry, worker, depth, freeUnits)) continue;
      // A thread whose tasks wait is needed again when they go on.
      const { active, blocked, freedAt } = slot;
      const best = chosen === undefined ? undefined : this.slots.get(chosen)!;
      const better =
        !best ||
        active.size < best.active.size ||
        (active.size === best.active.size && blocked.size < best.blocked.size) ||
        (active.size === best.active.size &&
          blocked.size === best.blocked.size &&
          (strategy === 'SPREAD' ? freedAt < best.freedAt : worker < chosen!));
      if (better) chosen = worker;
    }
    return chosen;
  }
}

/** Whether a worker can be given one more task: it is free, or all it has are as brief and no task waits for its thread. */
function hasRoom(slot: Slot, entry: Waiting, worker: number, depth: number, freeUnits: number): boolean {
  if (slot.active.size === 0) return entry.units <= freeUnits && !isClosed(slot, entry, worker);
  if (slot.active.size >= depth || slot.blocked.size > 0 || entry.units > slot.units) return false;
  for (const other of slot.active) if (slot.active.size >= (other.depth?.() ?? 1)) return false;
  return true;
}

/** Whether tasks that wait on a worker's thread keep it from others: who blocks it would keep them from going on. */
function isClosed({ blocked }: Slot, entry: Waiting, worker: number): boolean {
  if (entry.blocking && (blocked.size > 0 || entry.isTaken?.(worker))) return true;
  for (const other of blocked) if (other.blocking) return true;
  return false;
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
