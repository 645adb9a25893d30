/**
 * What is said on a line, the port that leads from the driver to one thread of a worker, and what the head is told of the
 * calls that take it. Calls and small values go as rows of cells: batches.ts says why.
 */
import type { ObjectId, Participant, TaskReport, TaskSpec } from '../protocol';

/** What the calls of one function, or of one method of an actor, have in common. */
export type CallForm = Omit<TaskSpec, 'id' | 'parent' | 'args' | 'submitted'>;

/**
 * Driver → worker: the lease that tasks come by (calls of actors need none), then per call its serial, its form, its id, its
 * arguments if it has any, and when it was submitted. One list of cells: an object around it would cost as much as a call.
 */
export type CallBatch = readonly unknown[];

export const CALL_CELLS = 5;

/** A form's number, and the form itself when the line has not seen it before. */
export type FormCell = number | readonly [number, CallForm];

/**
 * Worker → driver: what came of calls if it is a small value. Per call its serial, when it started, ended and was stored, the
 * estimated bytes of the value, and the value.
 */
export type AnswerBatch = readonly unknown[];

export const ANSWER_CELLS = 6;

/** A call on a line, as the head hears of it. */
interface Call {
  readonly task: TaskSpec;
  readonly serial: number;
  /** When it was put on the line. */
  readonly scheduled: number;
}

/** Driver → head. */
export type CallerToHead =
  /** Calls that have returned small values and that the head has not heard of. */
  | {
      readonly kind: 'ran';
      readonly forms: readonly CallForm[];
      /** Per call: its id, the index of its form, and its value. */
      readonly cells: readonly unknown[];
      /** Per call: its worker, the bytes of its value, and its times: submitted, scheduled, started, executed, stored. */
      readonly numbers: Float64Array;
    }
  /** It asks for an idle worker, to call it directly. */
  | { readonly kind: 'lease' }
  | { readonly kind: 'giveBack'; readonly lease: number }
  /** A call is under way: from now on the head decides how it ends. */
  | ({ readonly kind: 'placed'; readonly worker: number } & Call)
  /** Such a call has returned. */
  | { readonly kind: 'answered'; readonly worker: number; readonly report: TaskReport }
  /** The worker died before it answered, for this reason. */
  | ({
      readonly kind: 'lost';
      readonly worker: number;
      readonly reason: string;
      readonly hasBegun: boolean;
      /** The head has heard of it before. */
      readonly isTold: boolean;
    } & Call);

const CALLER_KINDS: ReadonlySet<string> = new Set<CallerToHead['kind']>([
  'ran',
  'lease',
  'giveBack',
  'placed',
  'answered',
  'lost',
]);

export function isOfCaller(message: { readonly kind: string }): message is CallerToHead {
  return CALLER_KINDS.has(message.kind);
}

/** Head → driver. */
export type HeadToCaller =
  /** A thread that can be called from now on. */
  | { readonly kind: 'line'; readonly worker: number; readonly port: MessagePort }
  /** The head has heard of a call from its worker, and cares for it: it tells of its end. */
  | { readonly kind: 'taken'; readonly worker: number; readonly serial: number }
  /** That thread is dead, for this reason. */
  | { readonly kind: 'cut'; readonly worker: number; readonly reason: string }
  /** How long the calls of a function or method take, once it is known that they are brief; Infinity: the head runs them. */
  | { readonly kind: 'pace'; readonly key: string; readonly ms: number }
  /** An idle worker runs the driver's tasks until the lease ends. */
  | { readonly kind: 'leased'; readonly worker: number; readonly lease: number }
  /** None is idle, or others wait for one. */
  | { readonly kind: 'leaseRefused' }
  | { readonly kind: 'leaseEnded'; readonly worker: number; readonly lease: number }
  /** Where an actor may be called directly; absent: nowhere any more. */
  | { readonly kind: 'home'; readonly actor: ObjectId; readonly home?: Home };

/** It may be called once the head has ended the calls that it was given: so many of the driver's, when this was said. */
export interface Home {
  readonly worker: number;
  readonly calls: number;
}

/** It has not begun; it has, and waits for something; it has ended, and its report follows. */
export type HowTaken = 'notBegun' | 'waits' | 'ended';

/** Worker → head. */
export type CalleeToHead =
  /** A call has come by the line that the head has to care for: it waits, threw, returned more, or was not begun. */
  | ({ readonly kind: 'took'; readonly how: HowTaken } & Call)
  /** No task comes by the lease any more. */
  | { readonly kind: 'unleased'; readonly lease: number }
  /** An actor that takes its calls one by one is being made: it can be called directly. */
  | { readonly kind: 'inTurn'; readonly actor: ObjectId };

/** Head → worker. */
export interface HeadToCallee {
  readonly kind: 'unlease';
  readonly lease: number;
}

/** More participants than there can be. */
const PARTICIPANTS = 256;

/** Dispatches that the head has not numbered have negative serials: its own are positive. */
export function serialOf(participant: Participant, count: number): number {
  // Like the flags that name them in shared memory, they have 32 bits; after 8 million calls they begin anew.
  return -1 - (((count * PARTICIPANTS) & 0x7fffffff) + participant);
}
