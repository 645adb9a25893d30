/**
 * Batches as they are posted. What brief tasks cause by the thousand goes as rows of plain cells: structured clone spends most
 * of its time on objects and the names of their properties.
 */
import type { TaskEvent } from './events';
import {
  parentOf,
  type HeadToDriver,
  type ObjectId,
  type StoredObject,
  type TaskReport,
  type WorkerToHead,
} from './protocol';

/** To the driver: events of tasks that have finished and objects that are ready as cells, row after row. */
export interface DriverBatch {
  readonly rest: readonly HeadToDriver[];
  readonly finished: readonly (string | number)[];
  readonly ready: readonly unknown[];
}

const FINISHED_CELLS = 13;
const READY_CELLS = 2;

export function encodeForDriver(batch: readonly HeadToDriver[]): DriverBatch {
  const rest: HeadToDriver[] = [];
  const finished: (string | number)[] = [];
  const ready: unknown[] = [];
  for (const message of batch) {
    if (message.kind === 'ready' && !message.refs && !message.guards) ready.push(message.id, message.value);
    else if (message.kind !== 'event' || !pushFinished(finished, message.event)) rest.push(message);
  }
  return { rest, finished, ready };
}

/** The messages of a batch: events before the objects of the same tasks. */
export function decodeForDriver({ rest, finished, ready }: DriverBatch): HeadToDriver[] {
  const batch = [...rest];
  for (let at = 0; at < finished.length; at += FINISHED_CELLS) {
    batch.push({ kind: 'event', event: finishedAt(finished, at) });
  }
  for (let at = 0; at < ready.length; at += READY_CELLS) {
    batch.push({ kind: 'ready', id: ready[at] as ObjectId, value: ready[at + 1] });
  }
  return batch;
}

/** Appends an event as a row; false where it has what a row has no cells for. */
function pushFinished(cells: (string | number)[], event: TaskEvent | { readonly kind: string }): boolean {
  if (event.kind !== 'task') return false;
  const {
    taskId,
    name,
    fn = '',
    dependencies = [],
    attempt,
    state,
    worker,
    time,
    times,
    actorId,
  } = event as TaskEvent;
  const { submitted, scheduled, started, deserialised, executed, stored } = times;
  if (state !== 'FINISHED' || actorId !== undefined || worker === undefined) return false;
  if (scheduled === undefined || started === undefined || deserialised === undefined) return false;
  if (executed === undefined || stored === undefined) return false;
  cells.push(taskId, name, attempt, worker, time);
  cells.push(submitted, scheduled, started, deserialised, executed, stored);
  // Nearly always both empty, which costs two bytes each. The parent is in the id.
  cells.push(fn, dependencies.join(' '));
  return true;
}

function finishedAt(cells: readonly (string | number)[], at: number): TaskEvent {
  const text = (index: number): string => cells[at + index] as string;
  const number = (index: number): number => cells[at + index] as number;
  const fn = text(11);
  const dependencies = text(12);
  const parentTaskId = parentOf(text(0));
  return {
    kind: 'task',
    time: number(4),
    taskId: text(0),
    name: text(1),
    ...(fn === '' ? {} : { fn }),
    ...(parentTaskId === undefined ? {} : { parentTaskId }),
    ...(dependencies === '' ? {} : { dependencies: dependencies.split(' ') }),
    attempt: number(2),
    state: 'FINISHED',
    worker: number(3),
    times: {
      submitted: number(5),
      scheduled: number(6),
      started: number(7),
      deserialised: number(8),
      executed: number(9),
      stored: number(10),
    },
  };
}

/** To the head: the small results of tasks as cells, row after row, among what else was to be told, in order. */
export interface HeadBatch {
  readonly rest: readonly WorkerToHead[];
  readonly returned: readonly unknown[];
}

const RETURNED_CELLS = 7;

/** What is told after a result that goes as a row must not overtake it: rows come first, so others end them. */
export function encodeForHead(batch: readonly WorkerToHead[]): HeadBatch {
  const returned: unknown[] = [];
  let count = 0;
  while (count < batch.length && pushReturned(returned, batch[count]!)) count++;
  return { returned, rest: count === 0 ? batch : batch.slice(count) };
}

export function decodeForHead({ rest, returned }: HeadBatch): readonly WorkerToHead[] {
  if (returned.length === 0) return rest;
  const batch: WorkerToHead[] = [];
  for (let at = 0; at < returned.length; at += RETURNED_CELLS) batch.push(returnedAt(returned, at));
  return rest.length === 0 ? batch : [...batch, ...rest];
}

function pushReturned(cells: unknown[], message: WorkerToHead): boolean {
  if (message.kind !== 'returned' || message.objects.length !== 1) return false;
  const [object] = message.objects;
  if (!object || object.blocks.length > 0 || object.refs.length > 0 || object.array) return false;
  const { started, deserialised, executed, stored } = message.times;
  cells.push(message.serial, started, deserialised, executed, stored, object.postedBytes, object.value);
  return true;
}

function returnedAt(cells: readonly unknown[], at: number): TaskReport {
  const number = (index: number): number => cells[at + index] as number;
  const object: StoredObject = {
    value: cells[at + 6],
    blocks: [],
    refs: [],
    storedBytes: 0,
    postedBytes: number(5),
  };
  const times = { started: number(1), deserialised: number(2), executed: number(3), stored: number(4) };
  return { kind: 'returned', serial: number(0), times, objects: [object] };
}
