import { expect, test } from 'vitest';
import { decodeForDriver, encodeForDriver } from '../../../src/runtime/batches';
import type { TaskEvent } from '../../../src/runtime/events';
import type { HeadToDriver } from '../../../src/runtime/protocol';

test('the events of brief tasks come as they went, whatever they tell', () => {
  const event: TaskEvent = {
    kind: 'task',
    time: 7,
    taskId: 't1',
    name: 'add',
    attempt: 0,
    state: 'FINISHED',
    worker: 2,
    times: { submitted: 1, scheduled: 2, started: 3, deserialised: 4, executed: 5, stored: 6 },
  };
  const events: TaskEvent[] = [
    event,
    { ...event, taskId: 't2', fn: 'plus', dependencies: ['p1', 't1:0'] },
    { ...event, taskId: 't3~1.t4', parentTaskId: 't3', attempt: 2 },
  ];
  const batch = events.map((each): HeadToDriver => ({ kind: 'event', event: each }));
  const encoded = encodeForDriver(batch);
  expect(encoded.rest).toEqual([]);
  expect(decodeForDriver(encoded)).toEqual(batch);
});
