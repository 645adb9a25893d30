import type { Failure, ObjectId } from '../protocol';
import { madeBy } from './lineage';
import type { Objects } from './objects';
import type { Task } from './task';

/** What rebuilding needs of the head. */
export interface RebuildingHost {
  /** A task that has returned has not returned any more: it will run again. */
  readmit(task: Task): void;
  /** Has a task wait for what it is given, or run. */
  prepare(task: Task): void;
}

/**
 * Lost objects are made again when somebody needs them, by the tasks that made them; and so is what these tasks need and is not
 * there any more (Ray: lineage reconstruction).
 */
export class Rebuilding {
  private readonly host: RebuildingHost;
  private readonly objects: Objects;

  constructor(host: RebuildingHost, objects: Objects) {
    this.host = host;
    this.objects = objects;
  }

  /** Somebody needs an object. If it was lost it is pending from here on, or has failed. */
  need(id: ObjectId): void {
    if (this.objects.directory.stateOf(id).kind !== 'lost') return;
    const again: Task[] = [];
    // A list that grows, because chains may be long.
    const needed = [id];
    for (const lost of needed) {
      if (this.objects.directory.stateOf(lost).kind !== 'lost') continue;
      const task = this.revive(lost);
      if (!task) continue;
      again.push(task);
      for (const argument of task.spec.args) if ('ref' in argument) needed.push(argument.ref);
    }
    // Those first that the others wait for.
    for (const task of again.reverse()) this.host.prepare(task);
  }

  /** Why an object cannot be made again. */
  private reasonAgainst(id: ObjectId): string | undefined {
    const { directory, lineage } = this.objects;
    const reason = lineage.reasonAgainst(id);
    if (reason !== undefined) return reason;
    const { spec } = lineage.makerOf(id)!;
    const given = spec.args.flatMap((argument) => ('ref' in argument ? [argument.ref] : []));
    const missing = given.find((ref) => !directory.has(ref));
    return missing && `${spec.name}, which made it, was given ${missing}, to which nobody held a reference`;
  }

  private revive(id: ObjectId): Task | undefined {
    const { directory, lineage } = this.objects;
    const reason = directory.isFreed(id) ? 'it was freed' : this.reasonAgainst(id);
    if (reason !== undefined) {
      directory.renew(id);
      directory.fail(id, cannotRebuild(id, reason));
      return undefined;
    }
    const { task, keptArguments } = lineage.take(id)!;
    for (const made of madeBy(task)) directory.renew(made);
    this.objects.repin(task.spec.args, keptArguments);
    this.host.readmit(task);
    return task;
  }
}

function cannotRebuild(id: ObjectId, reason: string): Failure {
  return { kind: 'lost', message: `Object ${id} was lost and cannot be made again: ${reason}.` };
}
