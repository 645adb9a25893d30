import { describe, expect, test } from 'vitest';
import { Scheduler, type Demand } from '../../../../src/runtime/head/scheduler';

function schedulerWith(workers: number): Scheduler {
  const scheduler = new Scheduler();
  for (let worker = 1; worker <= workers; worker++) scheduler.addWorker(worker);
  return scheduler;
}

const demand = (id: string, more: Partial<Demand> = {}): Demand => ({
  id,
  numCpus: 1,
  schedulingStrategy: 'DEFAULT',
  ...more,
});
const blocking = { blocking: true } as const;

describe('a task that may block its thread', () => {
  test('has it to itself while it waits: others need one more thread', () => {
    const scheduler = schedulerWith(1);
    scheduler.enqueue(demand('a', blocking));
    expect(scheduler.next()).toEqual({ id: 'a', worker: 1 });
    scheduler.enqueue(demand('b'));
    // Its CPU is in use: another thread would not help.
    expect([scheduler.next(), scheduler.wantsThread]).toEqual([undefined, false]);
    scheduler.block('a');
    expect([scheduler.next(), scheduler.wantsThread]).toEqual([undefined, true]);
    scheduler.addWorker(2, true);
    expect(scheduler.next()).toEqual({ id: 'b', worker: 2 });
    expect(scheduler.wantsThread).toBe(false);
  });

  test('gets no thread on which another task waits', () => {
    const scheduler = schedulerWith(1);
    scheduler.enqueue(demand('a'));
    scheduler.next();
    scheduler.block('a');
    scheduler.enqueue(demand('b', blocking));
    expect([scheduler.next(), scheduler.wantsThread]).toEqual([undefined, true]);
    scheduler.finish('a');
    expect(scheduler.next()).toEqual({ id: 'b', worker: 1 });
  });

  test('leaves its thread to others when it has ended', () => {
    const scheduler = schedulerWith(1);
    scheduler.enqueue(demand('a', blocking));
    scheduler.next();
    scheduler.block('a');
    scheduler.enqueue(demand('b'));
    scheduler.finish('a');
    expect(scheduler.next()).toEqual({ id: 'b', worker: 1 });
  });
});

test('a spare thread brings no CPU', () => {
  const scheduler = schedulerWith(1);
  scheduler.addWorker(2, true);
  expect(scheduler.inspect().freeCpus).toBe(1);
  scheduler.enqueue(demand('a'));
  scheduler.enqueue(demand('b'));
  expect(scheduler.next()).toEqual({ id: 'a', worker: 1 });
  expect([scheduler.next(), scheduler.wantsThread]).toEqual([undefined, false]);
  scheduler.removeWorker(2);
  expect(scheduler.inspect().freeCpus).toBe(0);
});
