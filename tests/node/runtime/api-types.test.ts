/* eslint @typescript-eslint/no-unsafe-call: off, @typescript-eslint/no-unsafe-member-access: off,
     @typescript-eslint/no-meaningless-void-operator: off, @typescript-eslint/no-unsafe-class-instance-assignment: off
     -- what must not compile has no types that a rule could look at */
/**
 * The API's types. They are checked when the project is compiled (`npm run check:types`): each `@ts-expect-error` is itself an
 * error where the line below it compiles. Nothing in here is called.
 */
import { expectTypeOf, test } from 'vitest';
import {
  alloc,
  cancel,
  free,
  get,
  getActor,
  init,
  kill,
  put,
  remote,
  remoteClass,
  wait,
  type ActorHandle,
  type ObjectRef,
} from '../../../src/runtime';

type Square = (n: number) => number;
type Later = (text: string, times?: number) => Promise<string[]>;
type Column = (column: Float64Array) => { readonly mean: number };
type Divmod = (a: number, b: number) => [number, number];

declare class Counter {
  constructor(start: number);
  readonly name: string;
  add(n: number): number;
  describe(prefix: string): Promise<string>;
}

/** Takes code that must compile, or must not; it never runs. */
const code: (lines: () => unknown) => void = () => undefined;

test('a reference has the type of what the function returns, or of what its promise brings', () => {
  code(() => {
    expectTypeOf(remote<Square>('square').remote(2)).toEqualTypeOf<ObjectRef<number>>();
    expectTypeOf(remote<Later>('later').remote('a')).toEqualTypeOf<ObjectRef<string[]>>();
    expectTypeOf(get(remote<Later>('later').remote('a', 3))).resolves.toEqualTypeOf<string[]>();
  });
});

test('an argument is a value or a reference to one of its type', () => {
  code(() => {
    const square = remote<Square>('square');
    square.remote(square.remote(2));
    remote<Column>('column').remote(put(new Float64Array(3)));
    remote<Column>('column').remote(alloc('float64', 3));
    // @ts-expect-error -- a text is no number
    square.remote('2');
    // @ts-expect-error -- neither is a reference to a text
    square.remote(put('2'));
    // @ts-expect-error -- an argument is missing
    square.remote();
    // @ts-expect-error -- and here there is one too many
    square.remote(2, 3);
    // @ts-expect-error -- a column of other numbers
    remote<Column>('column').remote(new Int32Array(3));
    // @ts-expect-error -- a reference in a list is not resolved
    remote<(ns: number[]) => number>('sum').remote([put(1)]);
  });
});

test('options have the names and values that the README gives them', () => {
  code(() => {
    const square = remote<Square>('square');
    square.options({ numCpus: 0.5, name: 'two', maxRetries: -1, schedulingStrategy: { worker: 2 } });
    square.options({ retryExceptions: [RangeError, 'TypeError'] });
    // @ts-expect-error -- Ray's Python name
    square.options({ num_cpus: 1 });
    // @ts-expect-error -- misspelt
    square.options({ numCPUs: 1 });
    // @ts-expect-error -- no such strategy
    square.options({ schedulingStrategy: 'FAST' });
    // @ts-expect-error -- not an error class
    square.options({ retryExceptions: [Map] });
    // @ts-expect-error -- an option of actors
    square.options({ maxRestarts: 1 });
    // @ts-expect-error -- an option of tasks
    remoteClass<typeof Counter>('Counter').options({ maxRetries: 1 });
    // @ts-expect-error -- the cluster has no workers without a script
    void init({ numCpus: 2 });
  });
});

test('several returns are several references', () => {
  code(() => {
    const refs = remote<Divmod>('divmod').options({ numReturns: 2 }).remote(17, 5);
    expectTypeOf(refs[0]!).toEqualTypeOf<ObjectRef<number>>();
    expectTypeOf(get(refs)).resolves.toExtend<readonly number[]>();
    // @ts-expect-error -- one return is no list
    void remote<Divmod>('divmod').remote(17, 5).at(0);
  });
});

test('get gives the values of a list or of a tuple, each with its type', () => {
  code(() => {
    const number = put(1);
    const text = put('one');
    expectTypeOf(get(number, { timeout: 10 })).resolves.toEqualTypeOf<number>();
    expectTypeOf(get([number, text])).resolves.toEqualTypeOf<[number, string]>();
    expectTypeOf(get([1, 2].map((n) => put(n)))).resolves.toEqualTypeOf<number[]>();
    // @ts-expect-error -- a value is no reference
    void get(1);
    // @ts-expect-error -- nor is a promise of one
    void get(Promise.resolve(number));
    // @ts-expect-error -- misspelt
    void get(number, { timeOut: 10 });
  });
});

test('wait gives two lists of the same references', () => {
  code(() => {
    const refs = [put(1), put(2)];
    expectTypeOf(wait(refs, { numReturns: 1, timeout: 0 })).resolves.toExtend<
      [ObjectRef<number>[], ObjectRef<number>[]]
    >();
    // @ts-expect-error -- one reference is no list
    void wait(refs[0]!);
    // @ts-expect-error -- numbers are not waited for
    void wait([1]);
  });
});

test('what is put and allocated keeps its type', () => {
  code(() => {
    expectTypeOf(put({ a: [1, 2] })).toEqualTypeOf<ObjectRef<{ a: number[] }>>();
    expectTypeOf(alloc('float32', [2, 3])).toEqualTypeOf<Float32Array>();
    expectTypeOf(alloc('int64', 4)).toEqualTypeOf<BigInt64Array>();
    free([put(1), put('a')]);
    // @ts-expect-error -- numpy has it, JavaScript has no array for it
    alloc('complex128', 4);
    // @ts-expect-error -- a value cannot be freed
    free(1);
    // @ts-expect-error -- references of different types are not the same
    code(() => put(1) satisfies ObjectRef<string>);
  });
});

test("an actor's handle has the methods of its class, to be called remotely", () => {
  code(() => {
    const counter = remoteClass<typeof Counter>('Counter').options({ maxRestarts: 1 }).remote(0);
    expectTypeOf(counter).toEqualTypeOf<ActorHandle<typeof Counter>>();
    expectTypeOf(counter.add.remote(put(1))).toEqualTypeOf<ObjectRef<number>>();
    expectTypeOf(counter.describe.remote('a')).toEqualTypeOf<ObjectRef<string>>();
    expectTypeOf(getActor<typeof Counter>('c')).resolves.toEqualTypeOf<ActorHandle<typeof Counter>>();
    remote<(counter: ActorHandle<typeof Counter>) => void>('use').remote(counter);
    kill(counter, { noRestart: false });
    // @ts-expect-error -- the constructor wants a number
    remoteClass<typeof Counter>('Counter').remote('0');
    // @ts-expect-error -- so does the method
    counter.add.remote('1');
    // @ts-expect-error -- methods are called by .remote
    counter.add(1);
    // @ts-expect-error -- there is no such method
    counter.subtract.remote(1);
    // @ts-expect-error -- fields stay where they are
    void counter.name;
    // @ts-expect-error -- a reference is no actor
    kill(put(1));
    // @ts-expect-error -- an actor is killed, its calls are cancelled
    cancel(counter);
    cancel(counter.add.remote(1), { force: true, recursive: false });
  });
});
