import type { Attempt, Run, WaitSpan } from './log';
import { drawn, LaneSet, type Placed } from './lanes';

/** An attempt on its lane; the times of its parts as they are drawn. */
export interface PlacedRun extends Placed {
  readonly attempt: Attempt;
  readonly run: Run;
  readonly deserialised: number;
  readonly executed: number;
  readonly waits: readonly WaitSpan[];
  /** How far its lane is taken by tasks inside it: as measured, and as drawn. */
  taken: number;
  drawnTo: number;
}

const depthOf = (taskId: string): number => taskId.split('.').length;

/** Puts the attempts that ran on one worker on lanes; returns them in the order of their starts. */
export function placeRuns(
  attempts: readonly Attempt[],
  parents: ReadonlySet<string>,
  lanes: LaneSet,
): PlacedRun[] {
  // Of those that start together, parents come before their children, and what took no time before the rest.
  const sorted = [...attempts].sort(
    ({ run: a, event: { taskId } }, { run: b, event: other }) =>
      a!.start - b!.start ||
      Number(a!.end > a!.start) - Number(b!.end > b!.start) ||
      depthOf(taskId) - depthOf(other.taskId),
  );
  const running = new Map<string, PlacedRun>();
  return sorted.map((attempt) => {
    const { taskId, parentTaskId } = attempt.event;
    const run = attempt.run!;
    const around = parentTaskId === undefined ? undefined : running.get(parentTaskId);
    const place = (around && placeInside(around, run)) ?? lanes.place(run.start, run.end);
    const placed = layOut(attempt, run, place);
    if (parents.has(taskId)) running.set(taskId, placed);
    return placed;
  });
}

/** A child that its parent's thread ran while the parent waited for it is drawn inside the parent. */
function placeInside(parent: PlacedRun, run: Run): Placed | undefined {
  if (run.start < Math.max(parent.run.deserialised, parent.taken)) return undefined;
  const { start, end: own } = drawn(run.start, run.end, parent.drawnTo);
  const wait = parent.waits.find((span) => span.start <= start && start < span.end);
  const limit = wait?.end ?? parent.executed;
  // The parent outlasts its child, if only by less than a tick of the clock; drawn so, because speedscope takes two
  // slices of one name that end together for each other.
  const end = Math.min(own, limit - 1);
  const crosses = own > limit || parent.waits.some((span) => span.start > start && span.start < end);
  if (crosses || end <= start) return undefined;
  parent.taken = run.end;
  parent.drawnTo = end;
  return { tid: parent.tid, start, end };
}

function layOut(attempt: Attempt, run: Run, { tid, start, end }: Placed): PlacedRun {
  // A stretched run gives what it gained to the last part it reached, or to the function.
  const executed = run.executed === run.end ? end : Math.min(Math.max(run.executed, start), end);
  const fetched = attempt.event.times.deserialised !== undefined;
  const deserialised = fetched ? Math.min(Math.max(run.deserialised, start), executed) : end;
  const waits = run.waits.length === 0 ? run.waits : trim(run.waits, deserialised, executed);
  return {
    attempt,
    run,
    tid,
    start,
    end,
    deserialised,
    executed,
    waits,
    taken: run.start,
    drawnTo: deserialised,
  };
}

function trim(waits: readonly WaitSpan[], from: number, to: number): WaitSpan[] {
  return waits
    .map(({ op, start, end }) => ({ op, start: Math.max(start, from), end: Math.min(end, to) }))
    .filter(({ start, end }) => end > start);
}
