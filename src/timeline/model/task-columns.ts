import type { TaskEvent, TaskState, TaskTimes } from '../../runtime/events';
import { FIRST_CAPACITY, nextCapacity, resized } from './columns';
import { Interned } from './interned';
import {
  parentOf,
  statusOf,
  TASK_STATUSES,
  type RunKind,
  type TaskStatus,
  type TimelineTask,
  type Wait,
} from './task';
import { TaskIndex } from './task-index';

/** The states of a task, in the order of its life and of their codes in the column. */
const STATES = [
  'PENDING_ARGS_AVAIL',
  'PENDING_NODE_ASSIGNMENT',
  'SUBMITTED_TO_WORKER',
  'RUNNING',
  'RUNNING_IN_RAY_GET',
  'RUNNING_IN_RAY_WAIT',
  'FINISHED',
  'FAILED',
] as const satisfies readonly TaskState[];

/** The points of a task's life that are kept as distances from its anchor. */
const POINTS = ['submitted', 'scheduled', 'deserialised', 'executed', 'stored', 'ended'] as const;

type Point = (typeof POINTS)[number];

const NO_WORKER = 0xffff;

/** What few tasks have. */
interface Rare {
  readonly attempt: number;
  readonly error?: NonNullable<TaskEvent['error']>;
  readonly actorId?: string;
  readonly waits?: readonly Wait[];
}

const COMMON: Rare = { attempt: 0 };

/**
 * Every attempt of a run's tasks as growing columns, one row each: 45 bytes, and 8 for the id of a task of the driver.
 *
 * Times are kept as distances (single precision, ms) from the task's anchor (double precision): when it started or, if it
 * never has, when it was submitted. So what it did on its worker is exact to 0.06 µs a second, and only a wait of minutes is
 * rounded to some µs.
 */
export class TaskColumns {
  length = 0;
  readonly #runId: string;
  readonly #kind: RunKind;
  readonly #index = new TaskIndex();
  /** Objects that were given, function and name, line by line: mostly the same for many tasks. */
  readonly #calls = new Interned();
  readonly #labels = new Interned();
  readonly #rare = new Map<number, Rare>();
  readonly #counts = TASK_STATUSES.map(() => 0);

  #anchor = new Float64Array(FIRST_CAPACITY);
  /** One after another the points of a task; NaN where one is not known. */
  #points = new Float32Array(FIRST_CAPACITY * POINTS.length);
  #state = new Uint8Array(FIRST_CAPACITY);
  #status = new Uint8Array(FIRST_CAPACITY);
  #hasStarted = new Uint8Array(FIRST_CAPACITY);
  #worker = new Uint16Array(FIRST_CAPACITY);
  #label = new Uint32Array(FIRST_CAPACITY);
  #call = new Uint32Array(FIRST_CAPACITY);

  constructor(runId: string, kind: RunKind) {
    this.#runId = runId;
    this.#kind = kind;
  }

  /** The row of an attempt, -1 if it is not known. */
  find(taskId: string, attempt: number): number {
    return this.#index.find(taskId, attempt);
  }

  /** A task as an object, made anew with each call; undefined for a row that does not exist. */
  at(row: number): TimelineTask | undefined {
    if (row < 0 || row >= this.length) return undefined;
    const { attempt, error, actorId, waits } = this.#rare.get(row) ?? COMMON;
    const ended = this.#point(row, 'ended');
    const worker = this.#worker[row]!;
    const { name, fn, dependencies } = this.#callOf(row);
    const taskId = this.#index.idOf(row);
    const parentTaskId = parentOf(taskId);
    return {
      runId: this.#runId,
      kind: this.#kind,
      row,
      taskId,
      attempt,
      name,
      fn,
      dependencies,
      ...(parentTaskId === undefined ? {} : { parentTaskId }),
      label: this.label(row),
      group: this.group(row),
      state: STATES[this.#state[row]!]!,
      times: this.#times(row),
      ...(Number.isNaN(ended) ? {} : { ended }),
      ...(worker === NO_WORKER ? {} : { worker }),
      ...(actorId === undefined ? {} : { actorId }),
      ...(error === undefined ? {} : { error }),
      ...(waits === undefined ? {} : { waits }),
    };
  }

  *[Symbol.iterator](): Generator<TimelineTask> {
    for (let row = 0; row < this.length; row += 1) yield this.at(row)!;
  }

  /** The short text on a task's bar. */
  label(row: number): string {
    return this.#labels.text(this.#label[row]!);
  }

  /** The place of a task's label among the run's labels. */
  group(row: number): number {
    return this.#label[row]!;
  }

  /** The objects that a task was given by reference. */
  dependencies(row: number): readonly string[] {
    return this.#callOf(row).dependencies;
  }

  /** How many tasks are in a status. */
  count(status: TaskStatus): number {
    return this.#counts[TASK_STATUSES.indexOf(status)]!;
  }

  /**
   * Takes in what an event tells; of an attempt that has ended nothing more is told.
   *
   * @param origin the cluster time (ms) of the run's t = 0
   * @returns the task's row, or -1 if the event told nothing
   */
  update(event: TaskEvent, origin: number, labelOf: (taskId: string) => string): number {
    let row = this.find(event.taskId, event.attempt);
    if (row < 0) row = this.#append(event, labelOf);
    else if (hasEnded(STATES[this.#state[row]!]!)) return -1;
    else this.#count(this.#status[row]!, -1);
    this.#state[row] = STATES.indexOf(event.state);
    this.#status[row] = TASK_STATUSES.indexOf(statusOf(event));
    this.#count(this.#status[row]!, 1);
    this.#worker[row] = event.worker ?? NO_WORKER;
    this.#setTimes(row, event, origin);
    this.#setRare(row, event, origin);
    return row;
  }

  /** Bytes of the columns, used or not. */
  get byteLength(): number {
    const codes = [this.#state, this.#status, this.#worker, this.#label, this.#call];
    return [this.#anchor, this.#points, this.#hasStarted, ...codes].reduce(
      (sum, { byteLength }) => sum + byteLength,
      this.#index.byteLength,
    );
  }

  /** Gives back the room that was kept for more tasks. */
  trim(): void {
    this.#resize(Math.max(FIRST_CAPACITY, this.length));
  }

  #append(
    { taskId, attempt, name, fn = name, dependencies = [] }: TaskEvent,
    labelOf: (taskId: string) => string,
  ): number {
    if (this.length === this.#state.length) this.#resize(nextCapacity(this.length));
    const row = this.length;
    this.length += 1;
    this.#index.add(taskId, attempt, row);
    this.#label[row] = this.#labels.code(labelOf(taskId));
    this.#call[row] = this.#calls.code(`${dependencies.join(' ')}\n${fn}\n${name}`);
    return row;
  }

  #resize(capacity: number): void {
    this.#anchor = resized(this.#anchor, capacity);
    this.#points = resized(this.#points, capacity * POINTS.length);
    this.#state = resized(this.#state, capacity);
    this.#status = resized(this.#status, capacity);
    this.#hasStarted = resized(this.#hasStarted, capacity);
    this.#worker = resized(this.#worker, capacity);
    this.#label = resized(this.#label, capacity);
    this.#call = resized(this.#call, capacity);
  }

  #setTimes(row: number, { times, time, state }: TaskEvent, origin: number): void {
    const anchor = times.started ?? times.submitted;
    this.#anchor[row] = anchor - origin;
    this.#hasStarted[row] = times.started === undefined ? 0 : 1;
    const ended = state === 'FAILED' ? time : undefined;
    const known: Readonly<Record<Point, number | undefined>> = {
      submitted: times.submitted,
      scheduled: times.scheduled,
      deserialised: times.deserialised,
      executed: times.executed,
      stored: times.stored,
      ended,
    };
    POINTS.forEach((point, place) => {
      this.#points[row * POINTS.length + place] = (known[point] ?? NaN) - anchor;
    });
  }

  #setRare(row: number, event: TaskEvent, origin: number): void {
    const { attempt, error, actorId } = event;
    const waits = waitsAfter(this.#rare.get(row)?.waits, event, origin);
    if (attempt === 0 && !error && actorId === undefined && !waits) {
      this.#rare.delete(row);
      return;
    }
    this.#rare.set(row, {
      attempt,
      ...(error ? { error } : {}),
      ...(actorId === undefined ? {} : { actorId }),
      ...(waits ? { waits } : {}),
    });
  }

  #callOf(row: number): Pick<TimelineTask, 'name' | 'fn' | 'dependencies'> {
    // A name may have lines itself.
    const [given = '', fn = '', ...name] = this.#calls.text(this.#call[row]!).split('\n');
    return { name: name.join('\n'), fn, dependencies: given === '' ? [] : given.split(' ') };
  }

  #point(row: number, point: Point): number {
    return this.#anchor[row]! + this.#points[row * POINTS.length + POINTS.indexOf(point)]!;
  }

  #times(row: number): TaskTimes {
    const times: { -readonly [name in keyof TaskTimes]: number } = {
      submitted: this.#point(row, 'submitted'),
    };
    if (this.#hasStarted[row] === 1) times.started = this.#anchor[row]!;
    for (const point of ['scheduled', 'deserialised', 'executed', 'stored'] as const) {
      const time = this.#point(row, point);
      if (!Number.isNaN(time)) times[point] = time;
    }
    return times;
  }

  #count(status: number, by: number): void {
    this.#counts[status]! += by;
  }
}

function hasEnded(state: TaskState): boolean {
  return state === 'FINISHED' || state === 'FAILED';
}

/** The waits of a task after an event: the last one ends, or another one begins. */
function waitsAfter(
  waits: readonly Wait[] | undefined,
  { state, time, times }: TaskEvent,
  origin: number,
): readonly Wait[] | undefined {
  const now = time - origin;
  const last = waits?.at(-1);
  const end = Math.min(now, (times.executed ?? time) - origin);
  const closed =
    last?.end === Infinity ? [...waits!.slice(0, -1), { ...last, end: Math.max(last.start, end) }] : waits;
  if (state !== 'RUNNING_IN_RAY_GET' && state !== 'RUNNING_IN_RAY_WAIT') return closed;
  const on = state === 'RUNNING_IN_RAY_GET' ? 'get' : 'wait';
  return [...(closed ?? []), { on, start: now, end: Infinity }];
}
