import type { RuntimeEvent, TaskEvent } from '../../runtime/events';
import { CallColumns, type DriverCall } from './calls';
import { Counters } from './counters';
import type { SliceState } from './lane';
import { slicesOf, type RunKind, type TimelineTask } from './task';
import { TaskColumns } from './task-columns';
import { Track, type Location } from './track';

/** A run to be shown. */
export interface RunSpec {
  readonly id: string;
  readonly kind: RunKind;
  /** Cluster time (ms) that is this run's t = 0. */
  readonly origin: number;
  /** Workers of a parallel run; a sequential run has one track whatever its worker. */
  readonly workers: number;
}

/** A run as the timeline keeps it; its times are ms since its own t = 0. */
export type TimelineRun = Pick<
  Run,
  'id' | 'kind' | 'origin' | 'end' | 'latest' | 'tracks' | 'tasks' | 'calls' | 'counters' | 'locate'
>;

const CALL_STATES: Readonly<Record<DriverCall['op'], SliceState>> = {
  put: 'receiving',
  submit: 'submitting',
  get: 'waiting',
  wait: 'waiting',
};

/** A run that grows by events. */
export class Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly origin: number;
  /** When it ended; undefined while it goes on. */
  end: number | undefined;
  /** The latest time that any of its events told. */
  latest = 0;
  /** Every attempt of every task. */
  readonly tasks: TaskColumns;
  /** What the driver did. */
  readonly calls = new CallColumns();
  readonly counters = new Counters();
  readonly #workers: Track[];
  readonly #driver = new Track('driver', 0);
  readonly #actors = new Map<string, Track>();
  #actorNames = new Map<string, string>();

  constructor({ id, kind, origin, workers }: RunSpec) {
    [this.id, this.kind, this.origin] = [id, kind, origin];
    this.tasks = new TaskColumns(id, kind);
    this.#workers =
      kind === 'sequential'
        ? [new Track('core', 1)]
        : Array.from({ length: workers }, (_, index) => new Track('worker', index + 1));
  }

  /** From top to bottom: the core, or the driver if it did anything, the workers and the actors. */
  get tracks(): readonly Track[] {
    return [...(this.#driver.isEmpty ? [] : [this.#driver]), ...this.#workers, ...this.#actors.values()];
  }

  /** @param labelOf the short text on a task's bar, by task id */
  append(event: RuntimeEvent, labelOf: (taskId: string) => string): void {
    switch (event.kind) {
      case 'task':
        this.#update(event, labelOf);
        return;
      case 'driver':
        this.#addCall(this.calls.add(event, this.origin));
        return;
      case 'store':
        this.counters.setStored(event.time - this.origin, event.bytes);
        return;
      case 'actor':
        this.#actorNames.set(event.actorId, event.name ?? event.className);
        return;
      case 'worker':
      case 'log':
        return;
    }
  }

  /** What is still open is drawn until `end`. */
  close(end: number): void {
    this.end = end;
    this.latest = Math.max(this.latest, end);
    for (const part of [this.tasks, this.calls, this.counters, ...this.tracks]) part.trim();
  }

  /** Where a task is drawn, or undefined. A method is drawn on its worker's track and, `on` that if told so, on its actor's. */
  locate(task: TimelineTask, on: Track | undefined = this.#trackOf(task)): Location | undefined {
    const { scheduled, started, deserialised } = task.times;
    if (scheduled === undefined) return undefined;
    const from = Math.min(scheduled, started ?? scheduled, deserialised ?? scheduled);
    return on?.locate(task.row, from, task.waits?.at(-1)?.end ?? deserialised ?? started ?? Infinity);
  }

  #trackOf({ worker }: TimelineTask): Track | undefined {
    return this.kind === 'sequential' ? this.#workers[0] : this.#workers[(worker ?? 0) - 1];
  }

  #update(event: TaskEvent, labelOf: (taskId: string) => string): void {
    const known = this.tasks.at(this.tasks.find(event.taskId, event.attempt));
    const row = this.tasks.update(event, this.origin, labelOf);
    if (row < 0) return;
    if (known) this.#remove(known);
    const task = this.tasks.at(row)!;
    const time = event.time - this.origin;
    this.counters.count(known, task, time);
    this.latest = Math.max(this.latest, time);
    this.#place(task);
  }

  #remove(task: TimelineTask): void {
    const actor = task.actorId === undefined ? undefined : this.#actors.get(task.actorId);
    for (const track of [this.#trackOf(task), actor]) {
      const found = track && this.locate(task, track);
      found?.lane.remove(found.first, found.after);
    }
  }

  /** Puts a task's slices on the track of its worker, and on that of its actor. */
  #place(task: TimelineTask): void {
    if (task.times.scheduled === undefined) return;
    // A worker that took the place of a dead one has a number beyond those the run began with.
    const worker = task.worker ?? 1;
    while (this.kind === 'parallel' && this.#workers.length < worker) {
      this.#workers.push(new Track('worker', this.#workers.length + 1));
    }
    const track = this.#trackOf(task)!;
    const slices = slicesOf(task, track.freeBefore(task.times.started));
    track.place(task.row, slices);
    if (task.actorId !== undefined) this.#actor(task.actorId).place(task.row, slices);
  }

  #actor(id: string): Track {
    let track = this.#actors.get(id);
    if (!track) this.#actors.set(id, (track = new Track('actor', id, this.#actorNames.get(id) ?? id)));
    return track;
  }

  #addCall({ row, op, start, end }: DriverCall): void {
    this.#driver.place(row, [{ start, end, state: CALL_STATES[op] }]);
    this.latest = Math.max(this.latest, end);
  }
}
