/** Random lives of a cluster: what its driver, its workers and chance do, as values that fast-check can shrink. */
import fc from 'fast-check';

/** Picks one of what is there, whatever that is when it comes to it. */
type Pick = number;

export interface Request {
  readonly deps: readonly Pick[];
  readonly cpus: 0 | 0.5 | 1 | 2;
  readonly retries: 0 | 1 | -1;
}

/** What happens next; a step that is impossible when its turn comes is left out. */
export type Step =
  | ({
      readonly kind: 'submit';
      readonly retryExceptions: boolean;
      readonly returns: 0 | 1 | 2;
      readonly isBrief: boolean;
      readonly on: 'DEFAULT' | 'SPREAD' | Pick;
      readonly argument: 'none' | 'stored' | 'nested';
    } & Request)
  | ({
      readonly kind: 'create';
      readonly restarts: 0 | 1 | -1;
      readonly isNamed: boolean;
      readonly holdsCpus: boolean;
    } & Request)
  | ({ readonly kind: 'call'; readonly actor: Pick } & Request)
  | { readonly kind: 'put' }
  | { readonly kind: 'letGo' | 'free' | 'loseObject' | 'want'; readonly object: Pick }
  | { readonly kind: 'cancel'; readonly object: Pick; readonly force: boolean; readonly recursive: boolean }
  | { readonly kind: 'kill'; readonly actor: Pick; readonly noRestart: boolean }
  | {
      readonly kind: 'begin' | 'return' | 'throw' | 'block' | 'resume' | 'child' | 'putInside';
      readonly run: Pick;
      readonly isStored: boolean;
    }
  | { readonly kind: 'crash' | 'lose'; readonly worker: Pick }
  | { readonly kind: 'tick' };

const pick = fc.nat({ max: 50 });
const request = {
  deps: fc.array(pick, { maxLength: 3 }),
  cpus: fc.constantFrom(1, 1, 0, 0.5, 2),
  retries: fc.constantFrom(0, 1, -1),
} as const;

const driverStep = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('submit'),
      ...request,
      retryExceptions: fc.boolean(),
      returns: fc.constantFrom(1, 1, 1, 2, 0),
      isBrief: fc.boolean(),
      on: fc.oneof(fc.constant('DEFAULT'), fc.constant('SPREAD'), pick),
      argument: fc.constantFrom('none', 'stored', 'nested'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('create'),
      ...request,
      restarts: fc.constantFrom(0, 1, -1),
      isNamed: fc.boolean(),
      holdsCpus: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('call'), ...request, actor: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('letGo', 'free'), object: pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('loseObject', 'want'), object: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel'),
      object: pick,
      force: fc.boolean(),
      recursive: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill'), actor: pick, noRestart: fc.boolean() }) },
);

const workerStep = fc.record({
  kind: fc.constantFrom(
    'begin',
    'begin',
    'return',
    'return',
    'return',
    'throw',
    'block',
    'resume',
    'child',
    'putInside',
  ),
  run: pick,
  isStored: fc.boolean(),
});

const fate = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('crash'), worker: pick }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('tick') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose'), worker: pick }) },
);

export const anyLife = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  hasFlags: fc.boolean(),
  steps: fc.array(
    fc.oneof(
      { weight: 10, arbitrary: driverStep },
      { weight: 14, arbitrary: workerStep },
      { weight: 2, arbitrary: fate },
    ) as fc.Arbitrary<Step>,
    { maxLength: 120, size: 'max' },
  ),
});

export type Life = typeof anyLife extends fc.Arbitrary<infer T> ? T : never;
