import { describe, expect, test } from 'vitest';
import { Client } from '../../../src/runtime/client/client';
import { createEntry, changeState, isSettled, watchEntries } from '../../../src/runtime/client/entries';
import type { ObjectRef } from '../../../src/runtime/client/object-ref';
import { createHolder } from '../../../src/runtime/client/shares';
import { resolveOptions } from '../../../src/runtime/client/options';
import { GetTimeoutError, ObjectLostError, RaySystemError, RayTaskError } from '../../../src/runtime/errors';
import type { ClientToHead } from '../../../src/runtime/protocol';
import { markerOf } from '../../../src/runtime/store/references';

type Ref = ObjectRef<unknown>;

/** A client without a head: the test plays it. */
function createClient() {
  const sent: ClientToHead[] = [];
  let suspensions = 0;
  const counts = { t: 0, p: 0, a: 0 };
  const holder = createHolder();
  const client = new Client({
    now: () => 0,
    arena: undefined,
    workers: undefined,
    send: (message) => sent.push(message),
    nextId: (kind) => ({ id: `${kind}${++counts[kind]}` }),
    holder: () => holder,
    suspend: (_, wait) => {
      suspensions++;
      return wait();
    },
    allocated: () => undefined,
    atEnd: () => undefined,
    isGenerator: () => false,
    isBlocking: () => false,
    waitSync: () => undefined,
    note: () => undefined,
  });
  return {
    client,
    sent,
    suspensions: () => suspensions,
    submit: (count: number): Ref[] =>
      Array.from({ length: count }, () => client.submit('f', resolveOptions('f', {}), []) as Ref),
    settle: (...refs: Ref[]): void => {
      for (const { id } of refs) client.receive({ kind: 'ready', id, value: `value of ${id}` });
    },
    fail: (ref: Ref): void => {
      const error = { name: 'Error', message: 'no' };
      client.receive({ kind: 'failed', id: ref.id, failure: { kind: 'threw', task: 'f', error } });
    },
  };
}

describe('wait', () => {
  test('parts the references in their order, with at most numReturns that are ready', async () => {
    const { client, submit, settle } = createClient();
    const [a, b, c, d] = submit(4) as [Ref, Ref, Ref, Ref];
    settle(d, b, c);
    expect(await client.wait([a, b, c, d], 2, undefined)).toEqual([
      [b, c],
      [a, d],
    ]);
  });

  test('goes on as soon as enough are ready, failed ones among them', async () => {
    const { client, submit, settle, fail } = createClient();
    const refs = submit(3);
    const waiting = client.wait(refs, 2, undefined);
    fail(refs[2]!);
    settle(refs[0]!);
    expect(await waiting).toEqual([[refs[0], refs[2]], [refs[1]]]);
  });

  test('answers at the timeout with what is ready', async () => {
    const { client, submit, settle } = createClient();
    const refs = submit(3);
    settle(refs[1]!);
    expect(await client.wait(refs, 2, 0)).toEqual([[refs[1]], [refs[0], refs[2]]]);
  });

  test('does not give the CPU back for objects that are there', async () => {
    const { client, submit, settle, suspensions } = createClient();
    let left = submit(100);
    settle(...left);
    while (left.length > 0) [, left] = await client.wait(left, 1, undefined);
    expect(suspensions()).toBe(0);
  });

  test('serves several calls that wait for the same object', async () => {
    const { client, submit, settle } = createClient();
    const [ref] = submit(1) as [Ref];
    const waiting = [
      client.wait([ref], 1, undefined),
      client.wait([ref], 1, undefined),
      Promise.resolve(client.get([ref], 50)),
    ];
    settle(ref);
    expect(await Promise.all(waiting)).toEqual([[[ref], []], [[ref], []], ['value of t1']]);
  });

  test('asks again for what was lost since it said that it is not ready', async () => {
    const { client, sent, submit, settle } = createClient();
    const refs = submit(2);
    settle(...refs);
    const [, rest] = await client.wait(refs, 1, undefined);
    client.lose(rest);
    const again = client.wait(rest, 1, undefined);
    expect(sent.at(-1)).toEqual({ kind: 'want', id: rest[0]!.id });
    settle(rest[0]!);
    expect(await again).toEqual([rest, []]);
  });

  test('refuses a reference that comes twice, also in a list that it gave back itself', async () => {
    const { client, submit, settle } = createClient();
    const refs = submit(3);
    settle(refs[0]!);
    await expect(client.wait([refs[0]!, refs[0]!], 1, undefined)).rejects.toThrow(
      'wait was given the same ObjectRef twice.',
    );
    const [, rest] = await client.wait(refs, 1, undefined);
    settle(...rest);
    rest.push(rest[0]!);
    await expect(client.wait(rest, 1, undefined)).rejects.toThrow('twice');
  });

  test('refuses what is no reference, and one of another cluster', async () => {
    const { client } = createClient();
    const [foreign] = createClient().submit(1) as [Ref];
    const fake = { id: 't1' } as unknown as Ref;
    await expect(client.wait([fake], 1, undefined)).rejects.toThrow(TypeError);
    await expect(client.wait([null as unknown as Ref], 1, undefined)).rejects.toThrow(
      'An ObjectRef was expected.',
    );
    await expect(client.wait([foreign], 1, undefined)).rejects.toThrow(RaySystemError);
  });

  test('asks the head once for an object that another task has made', async () => {
    const { client, sent, settle, submit } = createClient();
    const marker = { '$treeline.ObjectRef': 'p7' };
    const borrowed = client.receiveValue({ value: marker, refs: ['p7'] }) as Ref;
    const [own] = submit(1) as [Ref];
    settle(own);
    const [, rest] = await client.wait([own, borrowed], 1, undefined);
    const last = client.wait(rest, 1, undefined);
    settle(borrowed);
    expect(await last).toEqual([[borrowed], []]);
    expect(sent.filter(({ kind }) => kind === 'want')).toEqual([{ kind: 'want', id: 'p7' }]);
  });
});

describe('get', () => {
  test('answers at once when all values are there', () => {
    const { client, submit, settle } = createClient();
    const refs = submit(2);
    settle(...refs);
    expect(client.get([refs[1]!, refs[0]!, refs[1]!], undefined)).toEqual([
      'value of t2',
      'value of t1',
      'value of t2',
    ]);
  });

  test('rejects with the first failure, though others are still missing', async () => {
    const { client, submit, fail } = createClient();
    const refs = submit(3);
    const waiting = client.get(refs, undefined);
    fail(refs[1]!);
    await expect(waiting).rejects.toThrow(RayTaskError);
    await expect(client.get(refs, undefined)).rejects.toThrow(RayTaskError);
  });

  test('says how many objects were missing at the timeout', async () => {
    const { client, submit, settle } = createClient();
    const refs = submit(3);
    settle(refs[0]!);
    const late = client.get([...refs, refs[2]!], 0) as Promise<unknown[]>;
    await expect(late).rejects.toThrow(GetTimeoutError);
    await expect(late).rejects.toThrow('2 of 3 objects were not there after 0 ms.');
  });

  test('fetches a value that the head holds back', async () => {
    const { client, sent, submit, settle } = createClient();
    const [ref] = submit(1) as [Ref];
    const waiting = client.get([ref], undefined);
    client.receive({ kind: 'held', id: ref.id });
    expect(sent.at(-1)).toEqual({ kind: 'want', id: ref.id });
    settle(ref);
    expect(await waiting).toEqual(['value of t1']);
  });

  test('of an object that was freed tells that it is lost', async () => {
    const { client } = createClient();
    const ref = client.put(1);
    client.free([ref]);
    await expect(client.get([ref], undefined)).rejects.toThrow(ObjectLostError);
  });
});

test('Calls that have ended leave no trace but the last on an object that never comes', async () => {
  const entry = createEntry('t1', {}, { kind: 'pending' });
  const goal = { isDone: isSettled, missing: 1, failFast: false };
  for (let i = 0; i < 100; i++) await watchEntries([entry], { ...goal, timeout: 0 });
  expect(entry.waiters).toHaveLength(1);
  const reached = watchEntries([entry], { ...goal, timeout: undefined });
  expect(entry.waiters).toHaveLength(1);
  changeState(entry, { kind: 'ready', value: 1 });
  expect(await reached).toBe(true);
  expect(entry.waiters).toBeUndefined();
});

describe('get', () => {
  test('asks again for an object that is lost while it waits for another', async () => {
    const { client, submit, settle } = createClient();
    const [a, b] = submit(2) as [Ref, Ref];
    settle(a);
    const values = client.get([a, b], undefined);
    client.lose([a]);
    settle(b);
    await Promise.resolve();
    settle(a);
    expect(await values).toEqual(['value of t1', 'value of t2']);
  });

  test('serves two references to one object that came in two values', async () => {
    const { client, sent } = createClient();
    const [x, y] = [1, 2].map(
      () => client.receiveValue({ value: [markerOf('t9')], refs: ['t9'] }) as [Ref],
    ) as [[Ref], [Ref]];
    const values = client.get([x[0], y[0]], undefined);
    expect(sent.filter(({ kind }) => kind === 'want').length).toBeGreaterThan(0);
    client.receive({ kind: 'ready', id: 't9', value: 'nine' });
    expect(await values).toEqual(['nine', 'nine']);
  });
});
