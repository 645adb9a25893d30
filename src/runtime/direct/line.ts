import type { ObjectId } from '../protocol';
import { ANSWER_CELLS, type AnswerBatch, type CallForm, type FormCell } from './messages';

/** Calls are posted together, but not more than so many: the worker can begin while the driver goes on. */
const POSTED_AT_ONCE = 64;
/** So much work may wait at a worker, in ms: a driver that is busy for a while does not let it run dry. */
const AHEAD_MS = 20;
const MAX_AHEAD = 1000;

/** A form as the lines know it. */
export interface NumberedForm {
  readonly number: number;
  readonly form: CallForm;
  /** Under what its calls' durations are kept. */
  readonly key: string;
}

/** A call on a line. */
export interface Flight {
  readonly id: ObjectId;
  readonly form: NumberedForm;
  /** Absent for a call without arguments. */
  readonly values: readonly unknown[] | undefined;
  readonly submitted: number;
  readonly serial: number;
  scheduled: number;
  /** The time it is expected to take. */
  expected: number;
  /** The head has heard of it: it decides how the call ends. */
  isTold: boolean;
}

/** The small value of a call, and when it started, ended and was stored. */
export interface Answer {
  readonly flight: Flight;
  readonly started: number;
  readonly executed: number;
  readonly stored: number;
  readonly bytes: number;
  readonly value: unknown;
}

/** The driver's port to one thread of a worker, and the calls on it. */
export class Line {
  readonly worker: number;
  /** Under which it may be given tasks. */
  lease: number | undefined;
  /** It was used since this was last set to false. */
  isUsed = false;
  /** Its worker is dead: gives up what it has not answered. */
  cut: (() => void) | undefined;
  /** In their order. */
  readonly flights = new Map<number, Flight>();
  private readonly port: MessagePort;
  /** The forms that the other end has, by their numbers. */
  private readonly known: CallForm[] = [];
  private calls: unknown[] = [];
  private waiting = 0;
  private expected = 0;
  /** The call that was at work when it was looked for last. */
  private lookedAt: Flight | undefined;

  constructor(worker: number, port: MessagePort, receive: (line: Line, answers: Answer[]) => void) {
    this.worker = worker;
    this.port = port;
    port.onmessage = (event: MessageEvent<AnswerBatch>) => {
      receive(this, this.read(event.data));
    };
  }

  /** The time that the calls on it are expected to take, in ms. */
  get work(): number {
    return this.expected;
  }

  /** Whether the same call is at work as when this was asked last. */
  hasStalled(): boolean {
    const first = this.flights.values().next().value;
    const isSame = first !== undefined && first === this.lookedAt;
    this.lookedAt = first;
    return isSame;
  }

  get hasRoom(): boolean {
    return this.flights.size < MAX_AHEAD && this.expected < AHEAD_MS;
  }

  place(flight: Flight): void {
    const { form, serial, id, values, submitted } = flight;
    this.isUsed = true;
    this.flights.set(serial, flight);
    this.expected += flight.expected;
    if (this.waiting === 0) this.calls.push(this.lease ?? 0);
    const isKnown = this.known[form.number] === form.form;
    const cell: FormCell = isKnown ? form.number : [form.number, form.form];
    this.known[form.number] = form.form;
    this.calls.push(serial, cell, id, values, submitted);
    this.waiting++;
    // An idle worker begins at once, while the driver goes on.
    if (this.flights.size === 1 || this.waiting >= POSTED_AT_ONCE) this.flush();
    else if (this.waiting === 1) {
      queueMicrotask(() => {
        this.flush();
      });
    }
  }

  /** A call is not on the line any more. */
  end(serial: number): Flight | undefined {
    const flight = this.flights.get(serial);
    if (!flight) return undefined;
    this.flights.delete(serial);
    // Sums of fractions drift.
    this.expected = this.flights.size === 0 ? 0 : this.expected - flight.expected;
    return flight;
  }

  close(): void {
    this.port.close();
  }

  private flush(): void {
    if (this.waiting === 0) return;
    const batch = this.calls;
    this.waiting = 0;
    this.calls = [];
    this.port.postMessage(batch);
  }

  private read(answers: AnswerBatch): Answer[] {
    const read: Answer[] = [];
    for (let at = 0; at < answers.length; at += ANSWER_CELLS) {
      const flight = this.end(answers[at] as number);
      if (!flight) continue;
      read.push({
        flight,
        started: answers[at + 1] as number,
        executed: answers[at + 2] as number,
        stored: answers[at + 3] as number,
        bytes: answers[at + 4] as number,
        value: answers[at + 5],
      });
    }
    return read;
  }
}
