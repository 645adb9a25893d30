/** Of the host: throws when the fit shall end. */
declare function ask(): void;

/** Values looked at between two polls: 0.2 to 2 ms of work. */
const INTERVAL: i32 = 1 << 18;

let budget: i32 = INTERVAL;

/** Counts work, in values looked at, and asks the host from time to time whether to go on. */
export function poll(work: i32): void {
  budget -= work;
  if (budget > 0) return;
  budget = INTERVAL;
  ask();
}
