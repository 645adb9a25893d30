import { Lane, type Slice } from './lane';

/** What a track shows: the one core of a sequential run, a worker, an actor, or the calls of the driver. */
export type TrackKind = 'core' | 'worker' | 'actor' | 'driver';

/** What lies deeper than this is not drawn; the table has it. A thousand calls of the driver may be under way at once. */
const MAX_LANES: Readonly<Record<TrackKind, number>> = { core: 1, worker: 8, actor: 8, driver: 3 };

/** Where the slices of a task lie. */
export interface Location {
  readonly lane: Lane;
  readonly first: number;
  /** The index after the last. */
  readonly after: number;
}

/**
 * A named row of the timeline. A task that runs in the time of another, because that one waits for it or an actor has
 * several methods under way, lies on a lane beneath.
 */
export class Track {
  readonly kind: TrackKind;
  /** The worker's number or the actor's id. */
  readonly id: number | string;
  /** What an actor is called. */
  readonly title: string | undefined;
  readonly #lanes = [new Lane()];

  constructor(kind: TrackKind, id: number | string, title?: string) {
    this.kind = kind;
    this.id = id;
    this.title = title;
  }

  /** From top to bottom; at least one. */
  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  get isEmpty(): boolean {
    return this.#lanes[0]!.length === 0;
  }

  get byteLength(): number {
    return this.#lanes.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /**
   * When the task before one that starts at `start` was done, or before one that has not started: ms, Infinity if it is
   * still under way.
   */
  freeBefore(start = Infinity): number {
    const lane = this.#lanes[0]!;
    const before = lane.firstAfter(start) - 1;
    return before < 0 ? 0 : lane.end(before);
  }

  /** Puts the slices of a task, which touch each other, on the first lane that has room. */
  place(row: number, slices: readonly Slice[]): void {
    const [first] = slices;
    const last = slices.at(-1);
    if (!first || !last) return;
    let lane = this.#lanes.find((candidate) => candidate.hasRoom(first.start, last.end));
    if (!lane) {
      if (this.#lanes.length === MAX_LANES[this.kind]) return;
      this.#lanes.push((lane = new Lane()));
    }
    for (const slice of slices) lane.insert(row, slice);
  }

  /** Looks for a task whose last slice begins at `to` at the latest, and no slice before `from` (ms). */
  locate(row: number, from: number, to: number): Location | undefined {
    for (const lane of this.#lanes) {
      const [first, after] = lane.rangeOf(row, from, to);
      if (after > first) return { lane, first, after };
    }
    return undefined;
  }

  /** Gives back the room that was kept for more slices. */
  trim(): void {
    for (const lane of this.#lanes) lane.trim();
  }
}
