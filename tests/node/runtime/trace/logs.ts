import fc from 'fast-check';
import type {
  DriverEvent,
  RuntimeEvent,
  TaskEvent,
  TaskState,
  TaskTimes,
} from '../../../../src/runtime/events';

/** A task's event as the head sends it, its parent by its id; times in ms. */
export function taskEvent(
  taskId: string,
  state: TaskState,
  times: TaskTimes,
  more: Partial<TaskEvent> = {},
): TaskEvent {
  const known = Object.values(times).filter((time): time is number => typeof time === 'number');
  const parent = /^(.*?)(~\d+)?\.[^.]*$/.exec(taskId)?.[1];
  const ofParent = parent === undefined ? {} : { parentTaskId: parent };
  const time = Math.max(...known);
  return { kind: 'task', time, taskId, name: 'train', ...ofParent, attempt: 0, state, times, ...more };
}

/** A task that was fetched in the first, run in the next eight and stored in the last tenth of `[start, end]`. */
export function finished(
  taskId: string,
  worker: number,
  start: number,
  end: number,
  submitted = 0,
): TaskEvent {
  const tenth = (end - start) / 10;
  const times = {
    submitted,
    scheduled: start,
    started: start,
    deserialised: start + tenth,
    executed: end - tenth,
    stored: end,
  };
  return taskEvent(taskId, 'FINISHED', times, { worker });
}

export function driverEvent(op: DriverEvent['op'], start: number, time: number, bytes?: number): DriverEvent {
  return { kind: 'driver', op, start, time, ...(bytes === undefined ? {} : { bytes }) };
}

/** Times from a coarse clock, so that many coincide, and from a fine one. */
const anySpan = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }).map((ticks) => ticks * 0.1) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }) },
);

const anyAttempt = fc.record({
  worker: fc.integer({ min: 1, max: 3 }),
  submitted: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((ticks) => ticks * 0.1),
    fc.double({ min: 0, max: 10, noNaN: true }),
  ),
  spans: fc.tuple(anySpan, anySpan, anySpan, anySpan, anySpan),
  /** How many points of its life it reached: 0 submitted to 5 stored. */
  reached: fc.oneof(
    { weight: 3, arbitrary: fc.constant(5) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 }) },
  ),
  fails: fc.boolean(),
  waits: fc.array(
    fc.record({ op: fc.constantFrom('GET' as const, 'WAIT' as const), at: anySpan, length: anySpan }),
    {
      maxLength: 3,
    },
  ),
  /** How far the worker's clock is behind the head's. */
  lag: fc.constantFrom(0, 0, 0.01),
  /** Whether it is an attempt at the task before, a child of it, or a child that the same thread runs inside it. */
  relation: fc.constantFrom('none', 'none', 'none', 'retry', 'child', 'inline', 'inline'),
});

const STATES: readonly TaskState[] = [
  'PENDING_NODE_ASSIGNMENT',
  'SUBMITTED_TO_WORKER',
  'SUBMITTED_TO_WORKER',
  'RUNNING',
  'RUNNING',
  'FINISHED',
];

type AnyAttempt = typeof anyAttempt extends fc.Arbitrary<infer T> ? T : never;

function pointsOf({ submitted, spans, lag }: AnyAttempt): number[] {
  const points = [submitted];
  for (const span of spans) points.push(points.at(-1)! + span);
  return points.map((point, index) => (index < 2 ? point : Math.max(0, point - lag)));
}

function eventsOf(given: AnyAttempt, taskId: string, attempt: number): TaskEvent[] {
  const { worker, reached, fails, waits } = given;
  const points = pointsOf(given);
  const names = ['submitted', 'scheduled', 'started', 'deserialised', 'executed', 'stored'] as const;
  const until = (count: number): TaskTimes =>
    Object.fromEntries(
      names.slice(0, count + 1).map((name, index) => [name, points[index]]),
    ) as unknown as TaskTimes;
  const at = (count: number, state: TaskState, time = points[count]!): TaskEvent =>
    taskEvent(taskId, state, until(count), { time, attempt, ...(count > 0 ? { worker } : {}) });
  const events = [at(0, STATES[0]!)];
  if (reached >= 1) events.push(at(1, STATES[1]!));
  if (reached >= 3) {
    events.push(at(3, 'RUNNING'));
    for (const wait of waits) {
      events.push(at(3, `RUNNING_IN_RAY_${wait.op}`, points[3]! + wait.at));
      events.push(at(3, 'RUNNING', points[3]! + wait.at + wait.length));
    }
  }
  if (reached === 5 && !fails) events.push(at(5, 'FINISHED'));
  else if (fails) {
    const error = { name: 'Error', message: 'no luck' };
    events.push({ ...at(reached, 'FAILED', points[reached]! + 0.1), error });
  } else if (reached === 2 || reached === 4) events.push(at(reached, STATES[reached]!));
  return events;
}

/** The attempt moved onto the parent's worker and shortened, so that it often fits into the parent's function. */
function inside(parent: AnyAttempt, { spans, ...child }: AnyAttempt): AnyAttempt {
  const [a, b, c, d, e] = spans.map((span) => span / 4) as AnyAttempt['spans'];
  return { ...child, worker: parent.worker, submitted: pointsOf(parent)[3]!, spans: [a, b, c, d, e] };
}

const anyCall = fc
  .record({
    op: fc.constantFrom('put' as const, 'get' as const, 'wait' as const),
    start: anySpan,
    length: anySpan,
  })
  .map(({ op, start, length }) => driverEvent(op, start, start + length));

const anyFill = fc
  .record({ time: anySpan, bytes: fc.nat(), objects: fc.nat() })
  .map((fill) => ({ kind: 'store' as const, ...fill }));

/**
 * Any log: overlapping tasks on one worker, ticks that hold several, retries, children, attempts that failed or are
 * still under way, awaited calls that overlap. The events of one attempt are in order.
 */
export const anyLog: fc.Arbitrary<RuntimeEvent[]> = fc
  .tuple(
    fc.array(anyAttempt, { maxLength: 25 }),
    fc.array(anyCall, { maxLength: 12 }),
    fc.array(anyFill, { maxLength: 5 }),
  )
  .map(([attempts, calls, fills]) => {
    const events: RuntimeEvent[] = [];
    const children = new Map<string, number>();
    let task = { id: 't0', attempt: 0 };
    let parent = attempts[0];
    let count = 0;
    for (const drawn of attempts) {
      let given = drawn;
      if (given.relation === 'retry' && count > 0) task = { id: task.id, attempt: task.attempt + 1 };
      else if ((given.relation === 'child' || given.relation === 'inline') && count > 0) {
        if (given.relation === 'inline') given = inside(parent!, given);
        const number = (children.get(task.id) ?? 0) + 1;
        children.set(task.id, number);
        const path = task.attempt === 0 ? task.id : `${task.id}~${task.attempt}`;
        task = { id: `${path}.t${number}`, attempt: 0 };
      } else {
        task = { id: `t${++count}`, attempt: 0 };
        events.push(driverEvent('submit', given.submitted, given.submitted));
      }
      events.push(...eventsOf(given, task.id, task.attempt));
      parent = given;
    }
    return [...events, ...calls, ...fills];
  });
