import {
  DRIVER,
  type HeadToClient,
  type HeadToDriver,
  type HeadToWorker,
  type Participant,
} from '../protocol';
import type { Encoded } from '../sync/wire';

/** Everything the head causes outside itself; in tests plain functions, in the tab ports and workers. */
export interface Outlets {
  now(): number;
  toDriver(message: HeadToDriver): void;
  toWorker(worker: number, message: HeadToWorker): void;
  /** Asks a running task to stop; false when there is no shared memory to ask through. */
  raiseCancelFlag(worker: number, serial: number): boolean;
  /** Ends a worker at once and starts another under the same number. */
  replaceWorker(worker: number, reason: string): void;
  /** A worker has said that its own code closes it. */
  workerClosed(worker: number): void;
  /** Writes a piece of an answer to the mailbox of a worker that is blocked. */
  writeMailbox(worker: number, request: number, answer: Encoded, offset: number): void;
  /** Starts one more thread for tasks; false when there are as many as may be. */
  startSpare(): boolean;
  /** Calls back once, some milliseconds from now. */
  after(ms: number, callback: () => void): void;
  /** Ends everything; called once all that was to be told has been told. */
  halt(): void;
}

/** The outlets, and what the head does itself for those that it cannot reach by message. */
export interface Voice extends Outlets {
  toBlocked(worker: number, message: HeadToClient): void;
}

/** The participant that a worker is while its thread is blocked. */
export function blockedOn(worker: number): Participant {
  return -worker;
}

/** Tells a participant, whichever kind it is. */
export function tell(out: Voice, participant: Participant, message: HeadToClient): void {
  if (participant === DRIVER) out.toDriver(message);
  else if (participant < 0) out.toBlocked(-participant, message);
  else out.toWorker(participant, message);
}
