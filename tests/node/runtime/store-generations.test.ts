import { describe, expect, test } from 'vitest';
import { Client } from '../../../src/runtime/client/client';
import { NOBODY } from '../../../src/runtime/client/shares';
import type { ObjectRef } from '../../../src/runtime/client/object-ref';
import { resolveOptions } from '../../../src/runtime/client/options';
import { ObjectLostError } from '../../../src/runtime/errors';
import type { Block, ClientToHead, Posted, StoreMember } from '../../../src/runtime/protocol';
import { Arena } from '../../../src/runtime/store/arena';
import {
  areCurrent,
  createGenerations,
  endGeneration,
  guardsOf,
} from '../../../src/runtime/store/generations';
import { createStore, Ledger } from '../../../src/runtime/store/ledger';

type Ref = ObjectRef<unknown>;

const block = (number: number, incarnation = 1): Block => ({ owner: 1, incarnation, number, bytes: 64 });

describe('guards', () => {
  test('hold until one of their blocks is given back', () => {
    const generations = createGenerations();
    const guards = guardsOf(generations, [block(1), block(2)]);
    endGeneration(generations, block(3));
    expect(areCurrent(generations, guards)).toBe(true);
    endGeneration(generations, block(2));
    expect(areCurrent(generations, guards)).toBe(false);
    expect(areCurrent(generations, guardsOf(generations, [block(1), block(2)]))).toBe(true);
  });

  test('err on the safe side where blocks share a word', () => {
    const generations = createGenerations();
    const guards = guardsOf(generations, [block(5)]);
    endGeneration(generations, block(5 + 2 ** 16));
    expect(areCurrent(generations, guards)).toBe(false);
  });

  test('of owners that have allocated little do not meet', () => {
    const words = new Set<number | undefined>();
    const generations = createGenerations();
    for (let owner = 0; owner < 128; owner++) {
      for (let number = 1; number <= 100; number++)
        words.add(guardsOf(generations, [block(number, owner)])[0]);
    }
    expect(words.size).toBe(12_800);
  });
});

/** A client with a store; the test plays the head. */
function createClient(member: StoreMember) {
  const sent: ClientToHead[] = [];
  const counts = { t: 0, p: 0, a: 0 };
  const client = new Client({
    now: () => 0,
    arena: new Arena(member),
    workers: undefined,
    send: (message) => sent.push(message),
    nextId: (kind) => ({ id: `${kind}${++counts[kind]}` }),
    holder: () => NOBODY,
    suspend: (_, wait) => wait(),
    allocated: () => undefined,
    atEnd: () => undefined,
    isGenerator: () => false,
    isBlocking: () => false,
    waitSync: () => undefined,
    note: () => undefined,
  });
  const argumentOf = (...args: unknown[]): Posted => {
    client.submit('f', resolveOptions('f', {}), args);
    const submitted = sent.at(-1)!;
    if (submitted.kind !== 'submit') throw new Error('a task was to be submitted');
    return structuredClone(submitted.task.args[0] as Posted);
  };
  return { client, sent, argumentOf };
}

/** A driver, a worker and the head's ledger, on one thread. */
function createThreads() {
  const member = createStore(1_000_000);
  const ledger = new Ledger(member);
  const driver = createClient(member);
  const worker = createClient(ledger.admit(1));
  const putArray = (): { ref: Ref; blocks: readonly Block[] } => {
    const ref = driver.client.put(new Float64Array(10).fill(1));
    const put = driver.sent.at(-1)!;
    if (put.kind !== 'put') throw new Error('an object was to be put');
    ledger.seal(put.object.blocks);
    return { ref, blocks: put.object.blocks };
  };
  return { ledger, driver, worker, putArray };
}

describe('a reference inside an argument', () => {
  test('brings with it where its array lies', () => {
    const { driver, worker, putArray } = createThreads();
    const { ref } = putArray();
    const box = worker.client.receiveValue(driver.argumentOf({ inside: ref })) as { inside: Ref };
    expect(worker.client.get([box.inside], undefined)).toEqual([new Float64Array(10).fill(1)]);
    expect(worker.sent).toEqual([]);
  });

  test('of a value that is no array, or not there yet, brings nothing but its id', () => {
    const { driver } = createThreads();
    const number = driver.client.put(1);
    const pending = driver.client.submit('f', resolveOptions('f', {}), []);
    const { value } = driver.argumentOf([number, pending]);
    expect(value).toEqual([{ '$treeline.ObjectRef': 'p1' }, { '$treeline.ObjectRef': 't1' }]);
  });

  test('keeps no memory alive where it becomes part of an object', () => {
    const { driver, putArray } = createThreads();
    const { ref } = putArray();
    driver.client.put([ref]);
    const { object } = driver.sent.at(-1) as Extract<ClientToHead, { kind: 'put' }>;
    expect(object.value).toEqual([{ '$treeline.ObjectRef': 'p1' }]);
  });

  test('of an object that was freed meanwhile makes the reader ask', async () => {
    const { ledger, driver, worker, putArray } = createThreads();
    const { ref, blocks } = putArray();
    const [inside] = worker.client.receiveValue(driver.argumentOf([ref])) as [Ref];
    expect(worker.client.get([inside], undefined)).toHaveLength(1);
    ledger.release(blocks);
    const late = worker.client.get([inside], undefined);
    expect(worker.sent).toEqual([{ kind: 'want', id: 'p1' }]);
    worker.client.receive({ kind: 'failed', id: 'p1', failure: { kind: 'lost', message: 'It was freed.' } });
    await expect(late).rejects.toThrow(ObjectLostError);
  });

  test('is good again with the answer of the head', async () => {
    const { ledger, driver, worker, putArray } = createThreads();
    const { ref, blocks } = putArray();
    const [inside] = worker.client.receiveValue(driver.argumentOf([ref])) as [Ref];
    // A block of another object that shares the word.
    const other = block(blocks[0]!.number + 2 ** 16, 0);
    ledger.seal([other]);
    ledger.release([other]);
    const again = worker.client.get([inside], undefined);
    const value = new Float64Array(10);
    worker.client.receive({ kind: 'ready', id: 'p1', value, guards: ledger.guardsOf(blocks) });
    expect(await again).toEqual([value]);
    expect(worker.client.get([inside], undefined)).toEqual([value]);
    expect(worker.sent).toHaveLength(1);
  });
});
