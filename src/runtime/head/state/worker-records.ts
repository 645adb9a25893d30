import type { WorkerDetail, WorkerRecord } from '../../state/records';
import { isLease } from '../leases';
import { isWaiting, type Task } from '../task';
import { isAlive, type Member } from './roll';
import type { Surroundings } from './surroundings';

/** The workers by their numbers. */
export function* workerRecords(cluster: Surroundings, detail: boolean): Generator<WorkerRecord> {
  const { roll } = cluster;
  const tasks = tasksByWorker(cluster);
  const actors = actorsByWorker(cluster);
  const bytes = bytesByWorker(cluster);
  const { active } = cluster.scheduler.inspect();
  for (const [worker, member] of [...roll.all].sort(([a], [b]) => a - b)) {
    const own = tasks.get(worker) ?? [];
    // Of a brief task nobody is told that it runs: it is the first of those that the worker was given.
    const [first] = active.get(worker) ?? [];
    const running =
      own.find(({ state }) => state === 'RUNNING') ??
      own.find((task) => isFirst(task, first) && !isWaiting(task));
    const waiting = own.filter(isWaiting).length;
    const now = cluster.now();
    const busyMs = roll.busyMs(worker, own, now);
    const record: WorkerRecord = {
      workerId: worker,
      isAlive: isAlive(member.state),
      state: member.state,
      taskId: running?.spec.id ?? null,
      taskName: running?.spec.name ?? null,
      waitingTasks: waiting,
      queuedTasks: own.filter((task) => task !== running && task.state === 'SUBMITTED_TO_WORKER').length,
      actors: actors.get(worker) ?? 0,
      endedTasks: member.ended,
      busyMs,
      utilization: utilization(busyMs, member, now),
      numRestarts: Math.max(0, member.lives - 1),
      storeBytes: bytes.get(worker) ?? 0,
    };
    yield detail ? detailOf(record, member) : record;
  }
}

/** Whether a task is at work, unless it waits: the first that its worker was given, by the head or on a lease. */
function isFirst({ spec }: Task, first: string | undefined): boolean {
  return first !== undefined && (spec.id === first || (isLease(first) && spec.actor === undefined));
}

function detailOf(record: WorkerRecord, { start, end, reason }: Readonly<Member>): WorkerDetail {
  return { ...record, startTimeMs: start ?? null, endTimeMs: end ?? null, exitDetail: reason ?? null };
}

function utilization(busyMs: number, { state, start, pastMs }: Readonly<Member>, now: number): number {
  const aliveMs = pastMs + (isAlive(state) && start !== undefined ? now - start : 0);
  return aliveMs > 0 ? Math.min(1, busyMs / aliveMs) : 0;
}

function tasksByWorker({ tasks }: Surroundings): Map<number, Task[]> {
  const byWorker = new Map<number, Task[]>();
  for (const task of tasks.values()) {
    if (task.worker === undefined) continue;
    const own = byWorker.get(task.worker);
    if (own) own.push(task);
    else byWorker.set(task.worker, [task]);
  }
  return byWorker;
}

function actorsByWorker({ actors }: Surroundings): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { worker } of actors.inspect().values()) {
    if (worker !== undefined) counts.set(worker, (counts.get(worker) ?? 0) + 1);
  }
  return counts;
}

function bytesByWorker({ ledger }: Surroundings): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const { owner, usedBytes } of ledger?.usage() ?? []) {
    bytes.set(owner, (bytes.get(owner) ?? 0) + usedBytes);
  }
  return bytes;
}
