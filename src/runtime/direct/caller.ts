import type { Clock } from '../clock';
import { Durations } from '../durations';
import type { TaskEvent } from '../events';
import { callableOf, DRIVER, type ClientToHead, type ObjectId, type TaskSpec } from '../protocol';
import type { ResolvedOptions } from '../client/options';
import { AccountBook, finishedEvent, storedValue, taskOfCall, type Ended } from './account';
import { Line, type Answer, type Flight, type NumberedForm } from './line';
import { mentionsOf, type ToldByOthers } from './mentions';
import { serialOf, type CallerToHead, type HeadToCaller, type Home } from './messages';

/** A task that takes longer gains little: what the head's route costs it. */
const QUICK_TASK_MS = 0.2;
/** A method has to run where its actor is, whoever tells it. */
const QUICK_METHOD_MS = 1;
/** A run that was held up, by other threads or a collection of garbage, counts as no more than so many times what is quick. */
const LONGEST = 3;
/** Forms have so many numbers, which are used again: a program may make a form for each call. */
const MAX_FORMS = 1024;
/** The head hears of what has run after so many calls, or so many ms. */
const ACCOUNT_ROWS = 500;
const ACCOUNT_MS = 8;
/** How often it is looked for calls that take long, of which the head is told, and for leases that nobody uses. */
const LOOK_MS = 20;
/** So much work waits at every leased worker, in ms, before another one is asked for. */
const CROWD_MS = 2;
/** After the head has refused a lease. */
const ASK_AGAIN_MS = 20;

/** What a caller needs of the driver. */
export interface CallerHost {
  readonly now: Clock;
  /** Tells the head, behind all that it was told before. */
  tell(message: CallerToHead | ClientToHead): void;
  /** The object is there. */
  ready(id: ObjectId, value: unknown): void;
  record(event: TaskEvent): void;
}

/**
 * Calls workers without the head in between: brief tasks on workers that the head has leased to the driver, and methods of
 * actors that run one at a time. Of calls that return a small value within some milliseconds the head hears
 * afterwards, in accounts; of others before anything else it is told, or by their worker. From then on it decides what becomes of them.
 */
export class Caller {
  private readonly host: CallerHost;
  private readonly durations = new Durations();
  private readonly forms = new WeakMap<ResolvedOptions, NumberedForm>();
  private readonly lines = new Map<number, Line>();
  /** Those of them that are leased. */
  private leased: Line[] = [];
  /** Where actors live. */
  private readonly homes = new Map<ObjectId, Home>();
  /** How many calls the head was given for each actor: until it says that they have ended, others would overtake them. */
  private readonly leftCalls = new Map<ObjectId, number>();
  /** Tasks for which no leased worker has room yet. */
  private backlog: Flight[] = [];
  /** The calls that have not returned: on lines, in whatever order, and in the backlog. */
  private readonly underWay = new Set<ObjectId>();
  private readonly book = new AccountBook();
  private calls = 0;
  private formCount = 0;
  private hasAsked = false;
  /** When it may ask for a lease again. */
  private nextAsk = 0;
  private isLooking = false;

  constructor(host: CallerHost) {
    this.host = host;
  }

  /** The form of a call for one object that can be made now; undefined where the head has to run it. */
  find(fn: string, options: ResolvedOptions, actor: ObjectId | undefined): NumberedForm | undefined {
    let form = this.forms.get(options);
    if (!form) this.forms.set(options, (form = this.createForm(fn, options, actor)));
    const ms = this.durations.expect(form.key);
    if (actor !== undefined) {
      const isFree = this.homes.get(actor)?.calls === this.leftCallsOf(actor);
      return isFree && ms <= QUICK_METHOD_MS ? form : undefined;
    }
    const { numCpus, schedulingStrategy } = options;
    if (ms > QUICK_TASK_MS || numCpus !== 1 || schedulingStrategy !== 'DEFAULT') return undefined;
    return this.leased.length > 0 || this.askForLease() ? form : undefined;
  }

  /** Makes a call whose form was found a moment ago. */
  call(form: NumberedForm, id: ObjectId, values: readonly unknown[], submitted: number): void {
    const flight: Flight = {
      id,
      form,
      values: values.length === 0 ? undefined : values,
      submitted,
      serial: serialOf(DRIVER, ++this.calls),
      scheduled: submitted,
      expected: this.durations.expect(form.key),
      isTold: false,
    };
    this.underWay.add(id);
    this.look();
    const { actor } = form.form;
    const line = actor === undefined ? this.freest() : this.lines.get(this.homes.get(actor)!.worker)!;
    if (line) line.place(flight);
    else this.backlog.push(flight);
  }

  /** The head is given a task to run. */
  leftToHead({ actor }: TaskSpec): void {
    if (actor !== undefined) this.leftCalls.set(actor, this.leftCallsOf(actor) + 1);
  }

  /** An actor is to be killed: later calls must not come before that. */
  leaveActor(actor: ObjectId): void {
    this.homes.delete(actor);
  }

  /** Tells the head what it has not heard of, as far as what it is told next may be about that. */
  confess(message: ToldByOthers): void {
    this.tellAccount();
    if (this.underWay.size === 0) return;
    const { all, ids, actor } = mentionsOf(message);
    const isNamed = all || ids.some((id) => this.underWay.has(id));
    for (const line of isNamed || actor !== undefined ? this.lines.values() : [])
      for (const flight of line.flights.values())
        if (isNamed || flight.form.form.actor === actor) this.tellOf(flight, line);
    // Tasks that were submitted before others begin before them.
    if (isNamed || (message.kind === 'submit' && actor === undefined)) this.leaveBacklog();
  }

  receive(message: HeadToCaller): void {
    switch (message.kind) {
      case 'line': {
        const { worker, port } = message;
        this.lines.get(worker)?.cut?.();
        const line = new Line(worker, port, (from, answers) => {
          this.answered(from, answers);
        });
        this.lines.set(worker, line);
        return;
      }
      case 'taken': {
        const flight = this.lines.get(message.worker)?.end(message.serial);
        if (flight) this.underWay.delete(flight.id);
        this.placeBacklog();
        return;
      }
      case 'cut':
        this.cut(message.worker, message.reason);
        return;
      case 'pace':
        this.durations.adopt(message.key, message.ms);
        return;
      case 'leased': {
        this.hasAsked = false;
        const line = this.lines.get(message.worker);
        if (!line) {
          this.leaveBacklog();
          return;
        }
        line.lease = message.lease;
        line.isUsed = true;
        this.leased.push(line);
        this.placeBacklog();
        this.look();
        return;
      }
      case 'leaseRefused':
        this.hasAsked = false;
        this.nextAsk = this.host.now() + ASK_AGAIN_MS;
        if (this.leased.length === 0) this.leaveBacklog();
        return;
      case 'leaseEnded': {
        const line = this.lines.get(message.worker);
        if (line?.lease === message.lease) this.endLease(line);
        return;
      }
      case 'home':
        if (message.home) this.homes.set(message.actor, message.home);
        else this.homes.delete(message.actor);
    }
  }

  close(): void {
    for (const line of this.lines.values()) line.close();
    this.lines.clear();
    this.leased = [];
    this.homes.clear();
    this.underWay.clear();
    this.backlog = [];
  }

  private leftCallsOf(actor: ObjectId): number {
    return this.leftCalls.get(actor) ?? 0;
  }

  private createForm(fn: string, options: ResolvedOptions, actor: ObjectId | undefined): NumberedForm {
    const form = { fn, ...options, numReturns: 1, ...(actor === undefined ? {} : { actor }) };
    return { number: this.formCount++ % MAX_FORMS, form, key: callableOf(form) };
  }

  private answered(line: Line, answers: readonly Answer[]): void {
    for (const answer of answers) this.settle(line.worker, answer);
    this.placeBacklog();
    if (this.book.size >= ACCOUNT_ROWS) this.tellAccount();
  }

  private settle(worker: number, { flight, started, executed, stored, bytes, value }: Answer): void {
    const { id, form, serial, submitted, scheduled, isTold } = flight;
    this.underWay.delete(id);
    const quick = form.form.actor === undefined ? QUICK_TASK_MS : QUICK_METHOD_MS;
    this.durations.record(form.key, Math.min(stored - started, LONGEST * quick));
    if (isTold) {
      const times = { started, deserialised: started, executed, stored };
      const report = { kind: 'returned', serial, times, objects: [storedValue(value, bytes)] } as const;
      this.host.tell({ kind: 'answered', worker, report });
      return;
    }
    const times = { submitted, scheduled, started, deserialised: started, executed, stored };
    const ended: Ended = { id, form: form.form, worker, times, value, bytes };
    if (this.book.size === 0) this.tellAccountLater();
    this.book.push(ended);
    this.host.record(finishedEvent(ended));
    this.host.ready(id, value);
  }

  /** The leased worker with the least work, if it has room for more. */
  private freest(): Line | undefined {
    let best: Line | undefined;
    for (const line of this.leased) if (!best || line.work < best.work) best = line;
    if (!best) return undefined;
    if (best.work >= CROWD_MS && this.leased.length < this.lines.size) this.askForLease();
    return best.hasRoom ? best : undefined;
  }

  private placeBacklog(): void {
    if (this.backlog.length === 0) return;
    const now = this.host.now();
    let placed = 0;
    for (; placed < this.backlog.length; placed++) {
      const line = this.freest();
      if (!line) break;
      const flight = this.backlog[placed]!;
      flight.scheduled = now;
      line.place(flight);
    }
    this.backlog.splice(0, placed);
  }

  private leaveBacklog(): void {
    const left = this.backlog;
    this.backlog = [];
    for (const { form, id, values, submitted } of left) {
      this.underWay.delete(id);
      this.host.tell({ kind: 'submit', task: taskOfCall(form.form, id, values, submitted) });
    }
  }

  /** Whether the head has yet to answer; where it has refused, it is left in peace for a while. */
  private askForLease(): boolean {
    if (this.hasAsked) return true;
    if (this.lines.size === 0 || this.host.now() < this.nextAsk) return false;
    this.hasAsked = true;
    this.host.tell({ kind: 'lease' });
    return true;
  }

  private endLease(line: Line): void {
    line.lease = undefined;
    this.leased = this.leased.filter((other) => other !== line);
    if (this.leased.length === 0) this.leaveBacklog();
  }

  /** A worker is dead. What it has answered may still be on its way, and counts. */
  private cut(worker: number, reason: string): void {
    const line = this.lines.get(worker);
    if (!line) return;
    for (const [actor, home] of this.homes) if (home.worker === worker) this.homes.delete(actor);
    this.endLease(line);
    line.cut = () => {
      line.cut = undefined;
      this.lose(line, reason);
    };
    const turn = new MessageChannel();
    turn.port1.onmessage = () => {
      turn.port1.close();
      line.cut?.();
    };
    turn.port2.postMessage(undefined);
  }

  /** Tells the head of the calls that a dead worker has not answered. */
  private lose(line: Line, reason: string): void {
    const { worker } = line;
    line.close();
    this.lines.delete(worker);
    this.tellAccount();
    let hasBegun = true;
    for (const { form, id, values, submitted, serial, scheduled, isTold } of line.flights.values()) {
      this.underWay.delete(id);
      const task = taskOfCall(form.form, id, values, submitted);
      this.host.tell({ kind: 'lost', worker, reason, hasBegun, isTold, task, serial, scheduled });
      // A worker does one thing at a time.
      hasBegun = false;
    }
  }

  private tellOf(flight: Flight, { worker }: Line): void {
    if (flight.isTold) return;
    flight.isTold = true;
    const { form, id, values, submitted, serial, scheduled } = flight;
    const task = taskOfCall(form.form, id, values, submitted);
    this.host.tell({ kind: 'placed', worker, task, serial, scheduled });
  }

  private tellAccountLater(): void {
    setTimeout(() => {
      this.tellAccount();
    }, ACCOUNT_MS);
  }

  private tellAccount(): void {
    if (this.book.size > 0) this.host.tell(this.book.take());
  }

  /** Looks from now on for calls that take long and leases that nobody uses, while there are any. */
  private look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    setTimeout(() => {
      this.isLooking = false;
      const before = this.host.now() - LOOK_MS;
      let flights = 0;
      for (const line of this.lines.values()) {
        flights += line.flights.size;
        if (!line.hasStalled()) continue;
        for (const flight of line.flights.values()) {
          if (flight.scheduled > before) break;
          this.tellOf(flight, line);
        }
      }
      for (const line of this.leased) {
        if (!line.isUsed && line.flights.size === 0) {
          this.host.tell({ kind: 'giveBack', lease: line.lease! });
          this.endLease(line);
        }
        line.isUsed = false;
      }
      if (flights > 0 || this.leased.length > 0) this.look();
    }, LOOK_MS);
  }
}
