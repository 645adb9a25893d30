import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fifo } from '../../../src/runtime/head/fifo';
import { canEverRun, Scheduler, type Demand } from '../../../src/runtime/head/scheduler';

const demand = (id: string, options: Partial<Demand> = {}): Demand => ({
  id,
  numCpus: 1,
  schedulingStrategy: 'DEFAULT',
  ...options,
});

function schedulerWith(workers: number): Scheduler {
  const scheduler = new Scheduler();
  for (let worker = 1; worker <= workers; worker++) scheduler.addWorker(worker);
  return scheduler;
}

const anyDemand = fc.record({
  numCpus: fc.constantFrom(0, 0.5, 1, 2),
  schedulingStrategy: fc.constantFrom<Demand['schedulingStrategy'][]>(
    'DEFAULT',
    'SPREAD',
    { worker: 1 },
    { worker: 2 },
  ),
});

/** A step of a random life of a scheduler; `pick` chooses among what the step can apply to. */
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('enqueue' as const), demand: anyDemand }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), pick: fc.nat() }) },
);

describe('whatever happens, the scheduler', () => {
  test('uses no slot twice, stays within the CPUs, and starts each shape in its order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.array(anyStep, { maxLength: 120 }), (workers, steps) => {
        const scheduler = schedulerWith(workers);
        const waiting: Demand[] = [];
        const running = new Map<number, Demand>();
        const place = (): void => {
          for (let next = scheduler.next(); next; next = scheduler.next()) {
            const { id, worker } = next;
            const placed = waiting.find((task) => task.id === id)!;
            expect(running.has(worker)).toBe(false);
            const { schedulingStrategy: strategy } = placed;
            if (typeof strategy === 'object') expect(worker).toBe(strategy.worker);
            const shape = JSON.stringify([placed.numCpus, strategy]);
            const first = waiting.find(
              (task) => JSON.stringify([task.numCpus, task.schedulingStrategy]) === shape,
            );
            expect(id).toBe(first?.id);
            waiting.splice(waiting.indexOf(placed), 1);
            running.set(worker, placed);
          }
          const used = [...running.values()].reduce((sum, task) => sum + task.numCpus, 0);
          expect(used).toBeLessThanOrEqual(workers);
        };
        steps.forEach((step, index) => {
          switch (step.kind) {
            case 'enqueue': {
              const task = demand(`t${index}`, step.demand);
              waiting.push(task);
              scheduler.enqueue(task);
              break;
            }
            case 'finish': {
              const entries = [...running];
              if (entries.length === 0) break;
              const [worker, task] = entries[step.pick % entries.length]!;
              running.delete(worker);
              scheduler.finish(task.id);
              break;
            }
            case 'withdraw': {
              if (waiting.length === 0) break;
              const [task] = waiting.splice(step.pick % waiting.length, 1);
              expect(scheduler.withdraw(task!.id)).toBe(true);
              expect(scheduler.withdraw(task!.id)).toBe(false);
              break;
            }
          }
          place();
        });
        // Draining: every task that was left is placed in the end.
        while (running.size > 0) {
          const [worker, task] = [...running][0]!;
          running.delete(worker);
          scheduler.finish(task.id);
          place();
        }
        expect(waiting).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('placement', () => {
  test('DEFAULT takes the first idle worker, SPREAD the one idle longest', () => {
    const scheduler = schedulerWith(3);
    scheduler.enqueue(demand('a', { schedulingStrategy: 'SPREAD' }));
    expect(scheduler.next()).toEqual({ id: 'a', worker: 1 });
    scheduler.finish('a');
    scheduler.enqueue(demand('b', { schedulingStrategy: 'SPREAD' }));
    expect(scheduler.next()?.worker).toBe(2);
    scheduler.enqueue(demand('c'));
    expect(scheduler.next()?.worker).toBe(1);
  });

  test('a shape that does not fit does not hold up the others', () => {
    const scheduler = schedulerWith(2);
    scheduler.enqueue(demand('running'));
    scheduler.next();
    scheduler.enqueue(demand('wide', { numCpus: 2 }));
    scheduler.enqueue(demand('narrow'));
    expect(scheduler.next()).toEqual({ id: 'narrow', worker: 2 });
    expect(scheduler.next()).toBeUndefined();
    scheduler.finish('running');
    expect(scheduler.next()).toBeUndefined();
    scheduler.finish('narrow');
    expect(scheduler.next()).toEqual({ id: 'wide', worker: 1 });
  });

  test('among the shapes that fit, the task that has waited longest goes first', () => {
    const scheduler = schedulerWith(1);
    scheduler.enqueue(demand('first', { schedulingStrategy: 'SPREAD' }));
    scheduler.enqueue(demand('second'));
    scheduler.enqueue(demand('third', { schedulingStrategy: 'SPREAD' }));
    const order: string[] = [];
    for (let next = scheduler.next(); next; next = scheduler.next()) {
      order.push(next.id);
      scheduler.finish(next.id);
    }
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('fractions of a CPU add up exactly', () => {
    const scheduler = schedulerWith(10);
    for (let i = 0; i < 10; i++) scheduler.enqueue(demand(`f${i}`, { numCpus: 0.1 }));
    while (scheduler.next());
    for (let i = 0; i < 10; i++) scheduler.finish(`f${i}`);
    scheduler.enqueue(demand('all', { numCpus: 10 }));
    expect(scheduler.next()?.id).toBe('all');

    const pair = schedulerWith(2);
    pair.enqueue(demand('most', { numCpus: 1.4 }));
    pair.enqueue(demand('too much', { numCpus: 0.7 }));
    pair.enqueue(demand('the rest', { numCpus: 0.6 }));
    expect([pair.next()?.id, pair.next()?.id, pair.next()]).toEqual(['most', 'the rest', undefined]);
  });

  test('a removed worker takes its task and its CPU with it', () => {
    const scheduler = schedulerWith(2);
    scheduler.enqueue(demand('a'));
    scheduler.next();
    expect(scheduler.removeWorker(1)).toEqual({ begun: ['a'], ahead: [] });
    expect(scheduler.removeWorker(1)).toEqual({ begun: [], ahead: [] });
    scheduler.enqueue(demand('wide', { numCpus: 2 }));
    expect(scheduler.next()).toBeUndefined();
    scheduler.addWorker(1);
    expect(scheduler.next()?.id).toBe('wide');
  });

  test('what no idle cluster could run is infeasible', () => {
    const workers = new Set([1, 3]);
    expect(canEverRun(demand('a', { numCpus: 2 }), workers)).toBe(true);
    expect(canEverRun(demand('a', { numCpus: 2.5 }), workers)).toBe(false);
    expect(canEverRun(demand('a', { schedulingStrategy: { worker: 2 } }), workers)).toBe(false);
    expect(canEverRun(demand('a', { numCpus: 0 }), new Set())).toBe(false);
  });
});

test('a Fifo keeps its order while it forgets its long past', () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 1000; i++) {
    fifo.push(i);
    if (i < 10) continue;
    expect(fifo.peek()).toBe(i - 10);
    fifo.delete(i - 10);
  }
  expect(fifo.size).toBe(10);
  expect(fifo.peek()).toBe(990);
});

test('a Fifo keeps its order through departures from the middle, however long', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 400 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      steps.forEach(([add, pick], index) => {
        if (add || model.length === 0) {
          fifo.push(index);
          model.push(index);
        } else {
          const [item] = model.splice(pick % 3 === 0 ? pick % model.length : 0, 1);
          expect(fifo.delete(item!)).toBe(true);
        }
        expect(fifo.peek()).toBe(model[0]);
        expect(fifo.size).toBe(model.length);
      });
    }),
  );
});
