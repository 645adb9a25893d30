import {
  DRIVER,
  type HeadToClient,
  type HeadToDriver,
  type HeadToWorker,
  type Participant,
} from '../protocol';

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
  /** Calls back once, some milliseconds from now. */
  after(ms: number, callback: () => void): void;
  /** Ends everything; called once all that was to be told has been told. */
  halt(): void;
}

/** Tells a participant, whichever kind it is. */
export function tell(out: Outlets, participant: Participant, message: HeadToClient): void {
  if (participant === DRIVER) out.toDriver(message);
  else out.toWorker(participant, message);
}
