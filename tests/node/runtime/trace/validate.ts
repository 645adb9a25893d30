import type { CounterEvent, FlowEvent, SliceEvent, TraceEvent } from '../../../../src/runtime/trace/format';

/** What is wrong with the structure of a trace: one sentence for each fault, none for a sound trace. */
export function faultsOf(trace: readonly TraceEvent[]): string[] {
  const slices = trace.filter((event) => event.ph === 'X');
  const flows = trace.filter((event): event is FlowEvent => event.ph === 's' || event.ph === 'f');
  const counters = trace.filter((event) => event.ph === 'C');
  const named = new Set(
    trace.flatMap((event) => (event.ph === 'M' && event.name === 'thread_name' ? [event.tid] : [])),
  );
  const faults: string[] = [];
  for (const [tid, lane] of groupBy(slices, (slice) => slice.tid)) {
    if (!named.has(tid)) faults.push(`lane ${tid} has no name`);
    faults.push(...laneFaults(lane));
  }
  return [...faults, ...flowFaults(flows, slices), ...counterFaults(counters)];
}

/** `Map.groupBy`, which Node 20 lacks. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const endOf = ({ ts, dur }: SliceEvent): number => ts + dur;
const isTask = ({ cat }: SliceEvent): boolean => cat.startsWith('task::');
const show = ({ name, ts, dur, tid, args }: SliceEvent): string =>
  `${name} of ${args.task_id} at [${ts}, ${ts + dur}] on lane ${tid}`;

function laneFaults(lane: readonly SliceEvent[]): string[] {
  const faults: string[] = [];
  const stack: SliceEvent[] = [];
  let last = -Infinity;
  for (const slice of lane) {
    const { ts, dur, args } = slice;
    if (!Number.isSafeInteger(ts) || !Number.isSafeInteger(dur))
      faults.push(`${show(slice)} is not in whole µs`);
    if (ts < 0 || dur <= 0) faults.push(`${show(slice)} is before the epoch or has no length`);
    if (ts < last) faults.push(`${show(slice)} comes after a later one`);
    last = ts;
    while (stack.length > 0 && endOf(stack.at(-1)!) <= ts) stack.pop();
    const around = stack.at(-1);
    if (around && endOf(around) < endOf(slice)) faults.push(`${show(slice)} sticks out of ${show(around)}`);
    const isPart =
      slice.name.startsWith('task:') || (slice.name.startsWith('ray.') && args.task_id !== 'driver');
    const task = stack.findLast(isTask);
    if (isPart && task?.args !== args) faults.push(`${show(slice)} is not inside its task`);
    if (isTask(slice) && around) {
      const inAncestor =
        task && [`${task.args.task_id}.`, `${task.args.task_id}~`].some((id) => args.task_id.startsWith(id));
      if (
        !inAncestor ||
        around.name === 'task:deserialize_arguments' ||
        around.name === 'task:store_outputs'
      ) {
        faults.push(`${show(slice)} overlaps ${show(around)}`);
      }
    }
    stack.push(slice);
  }
  return faults;
}

function flowFaults(flows: readonly FlowEvent[], slices: readonly SliceEvent[]): string[] {
  const faults: string[] = [];
  for (const [id, ends] of groupBy(flows, (flow) => flow.id)) {
    const [from, to] = ends;
    if (ends.length !== 2 || from?.ph !== 's' || to?.ph !== 'f') {
      faults.push(`flow ${id} is not one s and one f`);
      continue;
    }
    if (from.ts > to.ts) faults.push(`flow ${id} runs backwards`);
    if (!slices.some((slice) => isTask(slice) && slice.tid === to.tid && slice.ts === to.ts)) {
      faults.push(`flow ${id} does not lead to the start of a task`);
    }
  }
  return faults;
}

function counterFaults(counters: readonly CounterEvent[]): string[] {
  const faults: string[] = [];
  for (const [name, points] of groupBy(counters, (counter) => counter.name)) {
    points.forEach(({ ts, args }, index) => {
      if (ts < (points[index - 1]?.ts ?? -Infinity))
        faults.push(`counter ${name} goes back in time at ${ts}`);
      if (Object.values(args).some((value) => value < 0)) faults.push(`counter ${name} is negative at ${ts}`);
    });
  }
  return faults;
}
