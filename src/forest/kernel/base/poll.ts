/** Of the host: throws when the fit shall end. Is told how much work was done since it was last asked. */
declare function ask(work: i32): void;

/** Values looked at between two polls: 1 ms of work for `turbo`, 4 ms for `exact`. One step more, of the rows of a table or node, may come on top. */
const INTERVAL: i32 = 1 << 18;

let work: i32 = 0;

/** Counts work, in values looked at, and asks the host from time to time whether to go on. */
export function poll(values: i32): void {
  work += values;
  if (work < INTERVAL) return;
  const done = work;
  work = 0;
  ask(done);
}
