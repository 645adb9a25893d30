import { describe, expect, test } from 'vitest';
import type { RuntimeEvent } from '../../../../src/runtime/events';
import { chromeTrace } from '../../../../src/runtime/trace/chrome-trace';
import type { FlowEvent, TraceEvent } from '../../../../src/runtime/trace/format';
import { driverEvent, finished, taskEvent } from './logs';

const slicesOf = (trace: readonly TraceEvent[]) => trace.filter((event) => event.ph === 'X');

const flowsOf = (trace: readonly TraceEvent[]) =>
  trace.filter((event): event is FlowEvent => event.ph === 's' || event.ph === 'f');

/** Slices of tasks and their parts in short: `name [from, to]` with the lane in front. */
const sketch = (events: readonly RuntimeEvent[], until?: number): string[] =>
  slicesOf(chromeTrace(events, until === undefined ? {} : { until }))
    .filter(({ args }) => args.task_id !== 'driver')
    .map(({ tid, cat, name, ts, dur, args }) => {
      const shown = cat.startsWith('task::') ? args.task_id : name;
      return `${tid}: ${shown} [${ts}, ${ts + dur}]`;
    });

const counter = (trace: readonly TraceEvent[], name: string): [number, number][] =>
  trace.flatMap((event) =>
    event.ph === 'C' && event.name === name ? [[event.ts, Object.values(event.args)[0]!]] : [],
  );

const parts = (
  tid: number,
  id: string,
  [start, deserialised, executed, end]: [number, number, number, number],
) => [
  `${tid}: ${id} [${start}, ${end}]`,
  `${tid}: task:deserialize_arguments [${start}, ${deserialised}]`,
  `${tid}: task:execute [${deserialised}, ${executed}]`,
  `${tid}: task:store_outputs [${executed}, ${end}]`,
];

describe('a task that finished', () => {
  test("is a slice with Ray's fields, and its parts are slices inside it", () => {
    const args = { task_id: 't1', job_id: '01000000', attempt_number: 0, func_or_class_name: 'train' };
    const common = { pid: 0, tid: 2, ph: 'X', args };
    expect(slicesOf(chromeTrace([finished('t1', 2, 1, 11)]))).toEqual([
      { ...common, cat: 'task::train', name: 'train', ts: 1000, dur: 10_000, cname: 'rail_response' },
      {
        ...common,
        cat: 'task:deserialize_arguments',
        name: 'task:deserialize_arguments',
        ts: 1000,
        dur: 1000,
        cname: 'rail_load',
      },
      { ...common, cat: 'task:execute', name: 'task:execute', ts: 2000, dur: 8000, cname: 'rail_animation' },
      {
        ...common,
        cat: 'task:store_outputs',
        name: 'task:store_outputs',
        ts: 10_000,
        dur: 1000,
        cname: 'rail_idle',
      },
    ]);
  });

  test('counts once, however many events told of it', () => {
    const times = { submitted: 0, scheduled: 1, started: 1, deserialised: 2 };
    const events = [
      taskEvent('t1', 'PENDING_NODE_ASSIGNMENT', { submitted: 0 }),
      taskEvent('t1', 'RUNNING', times, { worker: 1 }),
      finished('t1', 1, 1, 11),
    ];
    expect(sketch(events)).toEqual(parts(1, 't1', [1000, 2000, 10_000, 11_000]));
  });

  test('has the times of its waits inside its function', () => {
    const running = { submitted: 0, scheduled: 1, started: 1, deserialised: 2 };
    const enter = (
      state: 'RUNNING' | 'RUNNING_IN_RAY_GET' | 'RUNNING_IN_RAY_WAIT',
      time: number,
    ): RuntimeEvent => taskEvent('t1', state, running, { worker: 1, time });
    const events = [
      enter('RUNNING', 2),
      enter('RUNNING_IN_RAY_GET', 3),
      enter('RUNNING', 4),
      enter('RUNNING_IN_RAY_WAIT', 5),
      enter('RUNNING', 8),
      finished('t1', 1, 1, 11),
    ];
    expect(sketch(events).slice(3, 5)).toEqual(['1: ray.get [3000, 4000]', '1: ray.wait [5000, 8000]']);
  });

  test('lasts 1 µs if it took less than the clock can tell, and pushes the next one back', () => {
    const events = [finished('t1', 1, 5, 5), finished('t2', 1, 5, 5), finished('t3', 1, 5, 6)];
    expect(sketch(events)).toEqual([
      '1: t1 [5000, 5001]',
      '1: task:execute [5000, 5001]',
      '1: t2 [5001, 5002]',
      '1: task:execute [5001, 5002]',
      ...parts(1, 't3', [5002, 5100, 5900, 6000]),
    ]);
  });

  test('does not start before it was submitted, whatever the clock of its worker says', () => {
    expect(sketch([finished('t1', 1, 4.99, 7, 5)])[0]).toBe('1: t1 [5000, 7000]');
  });
});

describe('an attempt that did not finish', () => {
  const running = { submitted: 0, scheduled: 1, started: 1, deserialised: 2 };

  test('lasts until now while it runs, and says so', () => {
    const events = [taskEvent('t1', 'RUNNING', running, { worker: 1 })];
    const expected = [
      '1: t1 [1000, 9000]',
      '1: task:deserialize_arguments [1000, 2000]',
      '1: task:execute [2000, 9000]',
    ];
    expect(sketch(events, 9)).toEqual(expected);
    expect(slicesOf(chromeTrace(events, { until: 9 }))[0]!.args.state).toBe('RUNNING');
  });

  test('lasts until the newest event without an end given', () => {
    const events = [taskEvent('t1', 'RUNNING', running, { worker: 1 }), finished('t2', 2, 3, 13)];
    expect(sketch(events)[0]).toBe('1: t1 [1000, 13000]');
  });

  test('ends when its worker died, and says why; the next attempt stands for itself', () => {
    const error = { name: 'WorkerCrashedError', message: 'Worker 1 died.' };
    const events = [
      taskEvent('t1', 'RUNNING', running, { worker: 1 }),
      taskEvent('t1', 'FAILED', running, { worker: 1, time: 5, error }),
      taskEvent('t1', 'PENDING_NODE_ASSIGNMENT', { submitted: 0 }, { attempt: 1, time: 5 }),
      { ...finished('t1', 2, 6, 16), attempt: 1 },
    ];
    expect(sketch(events)).toEqual([
      '1: t1 [1000, 5000]',
      '1: task:deserialize_arguments [1000, 2000]',
      '1: task:execute [2000, 5000]',
      ...parts(2, 't1', [6000, 7000, 15_000, 16_000]),
    ]);
    const [first, second] = slicesOf(chromeTrace(events)).filter(({ cat }) => cat === 'task::train');
    expect(first!.args).toMatchObject({
      attempt_number: 0,
      state: 'FAILED',
      error: 'WorkerCrashedError: Worker 1 died.',
    });
    expect(second!.args).toEqual({
      task_id: 't1',
      job_id: '01000000',
      attempt_number: 1,
      func_or_class_name: 'train',
    });
  });

  test('ends with what was stored when the function threw', () => {
    const times = { ...running, executed: 4, stored: 4 };
    const error = { name: 'Error', message: 'no luck' };
    const events = [taskEvent('t1', 'FAILED', times, { worker: 1, time: 6, error })];
    expect(sketch(events).at(-1)).toBe('1: task:execute [2000, 4000]');
  });

  test('is no slice when it never ran', () => {
    const error = { name: 'TaskCancelledError', message: 'train (task t1) was cancelled.' };
    const events = [
      taskEvent('t1', 'FAILED', { submitted: 0 }, { time: 3, error }),
      taskEvent('t2', 'SUBMITTED_TO_WORKER', { submitted: 0, scheduled: 1 }, { worker: 1 }),
    ];
    expect(sketch(events)).toEqual([]);
  });
});

describe('tasks that share a worker', () => {
  test('get a second lane with the name of the worker when they overlap', () => {
    const trace = chromeTrace([
      finished('t1', 1, 0, 10),
      finished('t2', 1, 5, 15),
      finished('t3', 1, 10, 20),
    ]);
    const lanes = slicesOf(trace).flatMap(({ cat, tid, args }) =>
      cat === 'task::train' ? [[args.task_id, tid]] : [],
    );
    expect(lanes).toEqual([
      ['t1', 1],
      ['t3', 1],
      ['t2', 1001],
    ]);
    const names = trace.flatMap((event) => (event.ph === 'M' ? [[event.tid, event.args.name]] : []));
    expect(names).toEqual([
      [undefined, 'Node tab'],
      [0, 'driver'],
      [1, 'worker:1'],
      [1001, 'worker:1 (2)'],
    ]);
  });

  test('nest when the thread ran a child while its parent waited', () => {
    const tasks = sketch([
      finished('t1', 1, 0, 100),
      finished('t1.t1', 1, 20, 30),
      finished('t1.t2', 1, 30, 40),
    ]);
    expect(tasks.filter((line) => line.includes(': t')).filter((line) => !line.includes('task:'))).toEqual([
      '1: t1 [0, 100000]',
      '1: t1.t1 [20000, 30000]',
      '1: t1.t2 [30000, 40000]',
    ]);
  });

  test('nest also when parent and child started within one tick of the clock', () => {
    const times = { submitted: 0, scheduled: 0, started: 0, deserialised: 0, executed: 9, stored: 10 };
    const lanes = sketch([finished('t1.t1', 1, 0, 5), taskEvent('t1', 'FINISHED', times, { worker: 1 })]);
    expect(new Set(lanes.map((line) => line.split(':')[0]))).toEqual(new Set(['1']));
  });

  test('nest in the attempt that submitted them', () => {
    const retried = { ...finished('t1', 1, 0, 100), attempt: 1 };
    const lines = sketch([retried, finished('t1~1.t1', 1, 20, 30)]);
    expect(lines.filter((line) => line.includes(': t1'))).toEqual([
      '1: t1 [0, 100000]',
      '1: t1~1.t1 [20000, 30000]',
    ]);
  });

  test('nest when a child ended in the same tick as its parent, which outlasts it by 1 µs', () => {
    const times = { submitted: 0, scheduled: 0, started: 0, deserialised: 1, executed: 9, stored: 9 };
    const lines = sketch([taskEvent('t1', 'FINISHED', times, { worker: 1 }), finished('t1.t1', 1, 5, 9)]);
    expect(lines.filter((line) => line.includes(': t1'))).toEqual([
      '1: t1 [0, 9000]',
      '1: t1.t1 [5000, 8999]',
    ]);
  });

  test.each([
    ['sticks out of its parent’s function', [finished('t1.t1', 1, 80, 95)], ['1001: t1.t1 [80000, 95000]']],
    [
      'overlaps another one',
      [finished('t1.t1', 1, 20, 40), finished('t1.t2', 1, 30, 50)],
      ['1: t1.t1 [20000, 40000]', '1001: t1.t2 [30000, 50000]'],
    ],
  ])('get another lane when a child %s', (_, children, expected) => {
    const lines = sketch([finished('t1', 1, 0, 100), ...children]);
    expect(lines.filter((line) => line.includes(': t1.'))).toEqual(expected);
  });

  test('are told apart from lanes of workers with large numbers', () => {
    const trace = chromeTrace([
      finished('t1', 1, 0, 10),
      finished('t2', 1, 5, 15),
      finished('t3', 1001, 5, 15),
    ]);
    expect(new Set(slicesOf(trace).map(({ tid }) => tid))).toEqual(new Set([1, 10_001, 1001]));
  });
});

describe('the driver', () => {
  test('has its submits and puts on one lane, and what it awaits on others', () => {
    const events = [
      driverEvent('put', 0, 2, 4096),
      driverEvent('submit', 2, 3),
      driverEvent('get', 4, 20),
      driverEvent('wait', 5, 10),
      driverEvent('put', 6, 7, 8),
      finished('t1', 1, 5, 15, 2),
    ];
    const slices = slicesOf(chromeTrace(events)).filter(({ cat }) => !cat.startsWith('task'));
    const expected = [
      [0, 'ray.put', 0, 2000, 'terrible'],
      [0, 'submit_task', 2000, 1000, 'background_memory_dump'],
      [0, 'ray.put', 6000, 1000, 'terrible'],
      [1000, 'ray.get', 4000, 16_000, 'good'],
      [3000, 'ray.wait', 5000, 5000, 'vsync_highlight_color'],
    ];
    expect(slices.map(({ tid, name, ts, dur, cname }) => [tid, name, ts, dur, cname])).toEqual(expected);
    expect(slices[0]!.args).toMatchObject({ task_id: 'driver', bytes: 4096 });
    expect(slices[1]!.args).toMatchObject({ task_id: 't1', func_or_class_name: 'train' });
  });

  test('has an arrow from the end of each task that made an argument to the one that was given it', () => {
    const sum = { ...finished('t3', 1, 30, 40), dependencies: ['t1', 't2:1', 'p1'] };
    const failed = taskEvent(
      't2',
      'FAILED',
      { submitted: 0, scheduled: 0, started: 0 },
      { worker: 2, time: 5 },
    );
    const made = { ...finished('t2', 2, 6, 20), attempt: 1 };
    const flows = flowsOf(chromeTrace([finished('t1', 1, 0, 10), failed, made, sum]));
    expect(flows.map(({ name, ph, tid, ts }) => [name, ph, tid, ts])).toEqual([
      ['dependency', 's', 1, 9999],
      ['dependency', 'f', 1, 30_000],
      ['dependency', 's', 2, 19_999],
      ['dependency', 'f', 1, 30_000],
    ]);
  });

  test('calls a task by its name, and tells its function beside', () => {
    const events = [{ ...finished('t1', 1, 0, 10), name: 'forest 8', fn: 'train' }];
    const [task] = slicesOf(chromeTrace(events));
    expect(task).toMatchObject({
      name: 'forest 8',
      cat: 'task::forest 8',
      args: { func_or_class_name: 'train' },
    });
  });

  test('has an arrow from each submit to each attempt, also among submits of one tick', () => {
    const failed = taskEvent(
      't1',
      'FAILED',
      { submitted: 2, scheduled: 3, started: 3 },
      { worker: 1, time: 4, error: { name: 'E', message: '' } },
    );
    const events = [
      driverEvent('submit', 2, 2),
      driverEvent('submit', 2, 2),
      failed,
      { ...finished('t1', 1, 5, 15, 2), attempt: 1 },
      finished('t2', 2, 5, 15, 2),
    ];
    const flows = flowsOf(chromeTrace(events));
    const base = { cat: 'flow', name: 'submit', pid: 0 };
    expect(flows).toEqual([
      { ...base, id: 1, ph: 's', tid: 0, ts: 2000 },
      { ...base, id: 1, ph: 'f', tid: 1, ts: 3000, bp: 'e' },
      { ...base, id: 2, ph: 's', tid: 0, ts: 2000 },
      { ...base, id: 2, ph: 'f', tid: 1, ts: 5000, bp: 'e' },
      { ...base, id: 3, ph: 's', tid: 0, ts: 2001 },
      { ...base, id: 3, ph: 'f', tid: 2, ts: 5000, bp: 'e' },
    ]);
  });

  test('leaves the arrow of a nested task to the task that submitted it', () => {
    const flows = flowsOf(chromeTrace([finished('t1', 1, 0, 100), finished('t1.t1', 2, 30, 50, 25)]));
    expect(flows.map(({ ph, tid, ts }) => [ph, tid, ts])).toEqual([
      ['s', 1, 25_000],
      ['f', 2, 30_000],
    ]);
  });
});

describe('the counters', () => {
  test('count the workers that have a task, each once', () => {
    const events = [finished('t1', 1, 0, 10), finished('t2', 1, 5, 15), finished('t3', 2, 12, 20)];
    expect(counter(chromeTrace(events), 'busy workers')).toEqual([
      [0, 1],
      [12_000, 2],
      [15_000, 1],
      [20_000, 0],
    ]);
  });

  test('count the tasks that wait: until they start, fail or for ever', () => {
    const events = [
      finished('t1', 1, 5, 15, 1),
      taskEvent(
        't2',
        'FAILED',
        { submitted: 2 },
        { time: 7, error: { name: 'TaskCancelledError', message: '' } },
      ),
      taskEvent('t3', 'PENDING_ARGS_AVAIL', { submitted: 3 }),
    ];
    expect(counter(chromeTrace(events), 'queue length')).toEqual([
      [1000, 1],
      [2000, 2],
      [3000, 3],
      [5000, 2],
      [7000, 1],
    ]);
  });

  test('tell the bytes in the store', () => {
    const fill = (time: number, bytes: number): RuntimeEvent => ({ kind: 'store', time, bytes, objects: 1 });
    expect(counter(chromeTrace([fill(1, 100), fill(2, 50)]), 'store bytes')).toEqual([
      [1000, 100],
      [2000, 50],
    ]);
  });

  test('keep to about 10,000 points and to the last one', () => {
    const events = Array.from({ length: 30_000 }, (_, i) => finished(`t${i}`, 1, i, i + 0.5));
    const points = counter(chromeTrace(events), 'busy workers');
    expect(points.length).toBeLessThanOrEqual(10_001);
    expect(points.at(-1)).toEqual([29_999_500, 0]);
  });
});

test('a log of 100,000 tasks takes no time that grows with their square', () => {
  const events = Array.from({ length: 100_000 }, (_, i): RuntimeEvent[] => {
    const start = 1 + Math.floor(i / 8) * 0.08;
    const submitted = i * 0.008;
    return [
      driverEvent('submit', submitted, submitted + 0.005),
      finished(`t${i}`, (i % 8) + 1, start, start + 0.075, submitted),
    ];
  });
  // As the log arrives from the head.
  const log = structuredClone(events.flat());
  const before = process.cpuUsage();
  const trace = chromeTrace(log);
  const seconds = process.cpuUsage(before).user / 1e6;
  expect(trace.length).toBeGreaterThan(700_000);
  // 0.5 to 0.9 s of CPU time measured while others kept the machine busy; a square would take minutes.
  expect(seconds).toBeLessThan(10);
});

test('an idle worker has a lane with its name, and the job its id', () => {
  const trace = chromeTrace([
    { kind: 'worker', time: 0, worker: 2, state: 'ALIVE' },
    { kind: 'worker', time: 0, worker: 1, state: 'ALIVE' },
  ]);
  expect(trace.map((event) => (event.ph === 'M' ? event.args.name : event.ph))).toEqual([
    'Node tab',
    'driver',
    'worker:1',
    'worker:2',
  ]);
  expect(slicesOf(chromeTrace([finished('t1', 1, 0, 1)], { jobId: '02000000' }))[0]!.args.job_id).toBe(
    '02000000',
  );
});
