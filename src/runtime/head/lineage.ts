import { isPut, itemOf, returnsOf, taskOf, type Argument, type ObjectId } from '../protocol';
import { mayRetry, type Task } from './task';

/**
 * So many tasks that have returned are remembered, and the oldest are forgotten first, as in Ray (which counts their bytes, up
 * to 1 GB). About 500 bytes each, besides the arguments.
 */
const MAX_MAKERS = 100_000;

interface Maker {
  readonly task: Task;
  /** How many of the objects that it returned there still are. */
  living: number;
  /** What it was given is kept for it. */
  readonly keepsArguments: boolean;
}

/** Which tasks have made the objects that there are: what is lost they can make again. */
export class Lineage {
  private readonly makers = new Map<ObjectId, Maker>();

  /** A task has returned. Returns the tasks that are forgotten for it, and whose arguments were kept for them. */
  add(task: Task, living: number, keepsArguments: boolean): Task[] {
    this.makers.set(task.spec.id, { task, living, keepsArguments });
    if (this.makers.size <= MAX_MAKERS) return [];
    const [[id, oldest]] = this.makers as unknown as [[ObjectId, Maker]];
    this.makers.delete(id);
    return oldest.keepsArguments ? [oldest.task] : [];
  }

  /** An object is gone. Returns the task that made it if that was the last of its objects and its arguments were kept. */
  gone(id: ObjectId): Task | undefined {
    const maker = this.makers.get(taskOf(id));
    if (!maker || --maker.living > 0) return undefined;
    this.makers.delete(maker.task.spec.id);
    return maker.keepsArguments ? maker.task : undefined;
  }

  /** Whether everything is kept that it takes to make the object again. */
  canMake(id: ObjectId): boolean {
    return this.makers.get(taskOf(id))?.keepsArguments ?? false;
  }

  makerOf(id: ObjectId): Task | undefined {
    return this.makers.get(taskOf(id))?.task;
  }

  /** The task that makes an object again; from here on it has not returned. */
  take(id: ObjectId): { readonly task: Task; readonly keptArguments: boolean } | undefined {
    const maker = this.makers.get(taskOf(id));
    if (!maker) return undefined;
    this.makers.delete(maker.task.spec.id);
    return { task: maker.task, keptArguments: maker.keepsArguments };
  }

  /** Why no task can make an object again; undefined if one can. */
  reasonAgainst(id: ObjectId): string | undefined {
    if (isPut(id)) return 'it was put, so no task can make it; put it again';
    const maker = this.makers.get(taskOf(id));
    if (!maker) return `the task that made it is forgotten, because ${MAX_MAKERS} others have returned since`;
    const { name, maxRetries, args, actor } = maker.task.spec;
    if (!mayRetry(maker.task)) {
      const option = actor === undefined ? 'maxRetries' : "its actor's maxTaskRetries";
      return `${name}, which made it, may not run again (${option} is ${maxRetries})`;
    }
    if (!maker.keepsArguments && args.some(hasBlocks)) {
      return `${name}, which made it, was given arrays that were not kept for so small a result; put them`;
    }
    return undefined;
  }
}

/** Everything that a task has returned or yielded. */
export function madeBy({ spec, items }: Task): ObjectId[] {
  const made = returnsOf(spec);
  for (let index = 0; index < items; index++) made.push(itemOf(spec.id, index));
  return made;
}

/** The objects that a task's arguments are or name. */
export function namedIn(args: readonly Argument[]): ObjectId[] {
  return args.flatMap((argument) => ('ref' in argument ? [argument.ref] : (argument.refs ?? [])));
}

function hasBlocks(argument: Argument): boolean {
  return !('ref' in argument) && argument.blocks !== undefined;
}
