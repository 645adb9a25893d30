import type { TaskEvent, TaskTimes } from '../events';
import { callableOf, type Argument, type ObjectId, type StoredObject, type TaskSpec } from '../protocol';
import { type CallerToHead, type CallForm } from './messages';

type Ran = Extract<CallerToHead, { kind: 'ran' }>;

/** A call that has returned a small value. */
export interface Ended {
  readonly id: ObjectId;
  readonly form: CallForm;
  readonly worker: number;
  readonly times: Required<TaskTimes>;
  readonly value: unknown;
  readonly bytes: number;
}

const TEXT_CELLS = 3;
const NUMBER_CELLS = 7;

/** Calls that the head has not heard of, to be told of together. */
export class AccountBook {
  private forms: CallForm[] = [];
  private cells: unknown[] = [];
  private numbers: number[] = [];

  get size(): number {
    return this.cells.length / TEXT_CELLS;
  }

  push({ id, form, worker, times, value, bytes }: Ended): void {
    // Almost always the same as the one before.
    let index = this.forms.lastIndexOf(form);
    if (index === -1) index = this.forms.push(form) - 1;
    this.cells.push(id, index, value);
    const { submitted, scheduled, started, executed, stored } = times;
    this.numbers.push(worker, bytes, submitted, scheduled, started, executed, stored);
  }

  take(): Ran {
    const { forms, cells, numbers } = this;
    this.forms = [];
    this.cells = [];
    this.numbers = [];
    return { kind: 'ran', forms, cells, numbers: Float64Array.from(numbers) };
  }
}

export function readAccount({ forms, cells, numbers }: Ran): Ended[] {
  const count = cells.length / TEXT_CELLS;
  return Array.from({ length: count }, (_, row) => {
    const text = row * TEXT_CELLS;
    const at = row * NUMBER_CELLS;
    const started = numbers[at + 4]!;
    return {
      id: cells[text] as ObjectId,
      form: forms[cells[text + 1] as number]!,
      value: cells[text + 2],
      worker: numbers[at]!,
      bytes: numbers[at + 1]!,
      times: {
        submitted: numbers[at + 2]!,
        scheduled: numbers[at + 3]!,
        started,
        deserialised: started,
        executed: numbers[at + 5]!,
        stored: numbers[at + 6]!,
      },
    };
  });
}

/** A small value as the store keeps it. */
export function storedValue(value: unknown, postedBytes: number): StoredObject {
  return { value, blocks: [], refs: [], storedBytes: 0, postedBytes };
}

/** A call as the task that it is. */
export function taskOfCall(
  form: CallForm,
  id: ObjectId,
  values: readonly unknown[] | undefined,
  submitted: number,
): TaskSpec {
  const args: Argument[] = values?.map((value) => ({ value })) ?? [];
  return { ...form, id, args, submitted };
}

/** The one event of a call that nothing else was told of. */
export function finishedEvent({ id, form, worker, times }: Ended): TaskEvent {
  const fn = callableOf(form);
  return {
    kind: 'task',
    time: times.stored,
    taskId: id,
    name: form.name,
    ...(fn === form.name ? {} : { fn }),
    attempt: 0,
    ...(form.actor === undefined ? {} : { actorId: form.actor }),
    state: 'FINISHED',
    worker,
    times,
  };
}
