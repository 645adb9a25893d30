import type { Clock } from '../clock';
import type { ObjectId, RunMessage, RunTimes, StoredObject } from '../protocol';
import { taskOfCall } from './account';
import {
  CALL_CELLS,
  type CallBatch,
  type CalleeToHead,
  type CallForm,
  type FormCell,
  type HowTaken,
} from './messages';

/** Heavier values go by the head, which posts them when they are wanted. */
const MAX_BYTES = 16 * 1024;
/** Answers of calls that follow one another wait no longer than this for company, in ms. */
const ANSWER_DELAY_MS = 1;

/** A call that came by the line. The head hears of it only if more comes of it than a small value. */
export interface QuietCall {
  readonly message: RunMessage;
  readonly arrived: number;
  readonly values: readonly unknown[];
  /** Has the head care for it, if it does not yet. */
  announce(how: HowTaken): void;
  /** Tells the driver what the call returned; false where the head has to be told. */
  answer(times: RunTimes, object: StoredObject): boolean;
}

/** What the calls need of the worker. */
export interface CalleeHost {
  readonly now: Clock;
  tell(message: CalleeToHead): void;
  /** Whether a task can run now. */
  isFree(): boolean;
  /** Runs a task at once. */
  run(call: QuietCall): void;
  /** Gives a call to an actor, whose turn may come later; false where there is no such actor. */
  deliver(call: QuietCall, actor: ObjectId): boolean;
}

/** The worker's end of a line: has the driver's calls run. */
export class Callee {
  private readonly port: MessagePort;
  private readonly host: CalleeHost;
  private readonly forms: CallForm[] = [];
  /** The newest lease that has ended. */
  private endedLease = 0;
  private answers: unknown[] = [];
  private since = 0;
  private isWaiting = false;

  constructor(port: MessagePort, host: CalleeHost) {
    this.port = port;
    this.host = host;
    port.onmessage = (event: MessageEvent<CallBatch>) => {
      const arrived = host.now();
      this.receive(event.data, arrived);
      this.flush();
    };
  }

  /** No task is run by the lease any more. */
  endLease(lease: number): void {
    this.endedLease = Math.max(this.endedLease, lease);
    this.host.tell({ kind: 'unleased', lease });
  }

  private receive(calls: CallBatch, arrived: number): void {
    const lease = calls[0] as number;
    for (let at = 1; at < calls.length; at += CALL_CELLS) {
      const form = this.formAt(calls[at + 1] as FormCell);
      const call = this.quiet(form, calls, at, arrived);
      const { actor } = form;
      if (actor !== undefined) {
        if (!this.host.deliver(call, actor)) call.announce('notBegun');
      } else if (lease > this.endedLease && this.host.isFree()) this.host.run(call);
      else call.announce('notBegun');
    }
  }

  private formAt(cell: FormCell): CallForm {
    if (typeof cell === 'number') return this.forms[cell]!;
    const [number, form] = cell;
    this.forms[number] = form;
    return form;
  }

  private quiet(form: CallForm, calls: readonly unknown[], at: number, arrived: number): QuietCall {
    const { fn, name, actor } = form;
    const serial = calls[at] as number;
    const id = calls[at + 2] as ObjectId;
    const values = (calls[at + 3] as readonly unknown[] | undefined) ?? [];
    const ofActor = actor === undefined ? {} : { actor };
    const message: RunMessage = {
      kind: 'run',
      serial,
      id,
      fn,
      name,
      attempt: 0,
      numReturns: 1,
      args: [],
      isBrief: true,
      ...ofActor,
    };
    let isAnnounced = false;
    return {
      message,
      arrived,
      values,
      announce: (how) => {
        if (isAnnounced) return;
        isAnnounced = true;
        const task = taskOfCall(form, id, values, calls[at + 4] as number);
        this.host.tell({ kind: 'took', task, serial, scheduled: arrived, how });
      },
      answer: ({ started, executed, stored }, { value, blocks, refs, array, postedBytes }) => {
        const isSmall = blocks.length === 0 && refs.length === 0 && !array && postedBytes <= MAX_BYTES;
        if (isAnnounced || !isSmall) return false;
        if (this.answers.length === 0) this.since = stored;
        this.answers.push(serial, started, executed, stored, postedBytes, value);
        if (stored - this.since >= ANSWER_DELAY_MS) this.flush();
        else this.flushLater();
        return true;
      },
    };
  }

  private flushLater(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    queueMicrotask(() => {
      this.flush();
    });
  }

  private flush(): void {
    this.isWaiting = false;
    if (this.answers.length === 0) return;
    const batch = this.answers;
    this.answers = [];
    this.port.postMessage(batch);
  }
}
