import type { ActorOptions, NumReturns, SchedulingStrategy, TaskSpec } from '../protocol';

/** Each is an entry at the head and a message. */
const MAX_RETURNS = 10_000;

/** How a task is run, with Ray's names. */
export interface TaskOptions {
  /** The name on the timeline and in logs. Default: the function's. */
  readonly name?: string;
  /** CPUs the task takes while it runs; a fraction down to 1e-4 or 0 is allowed. Default: 1. */
  readonly numCpus?: number;
  /** How often it is run again after its worker died; -1 for ever. Default: 3. */
  readonly maxRetries?: number;
  /**
   * Whether it is also run again after it threw, at most `maxRetries` times: always, or for errors of these classes, given
   * by constructor or name. Default: false.
   */
  readonly retryExceptions?: boolean | readonly (string | (new (...args: never[]) => Error))[];
  /**
   * How many objects it returns; more or less than one as an array of so many. 'streaming': what a generator yields, each
   * item as it comes. Default: 1, for a generator 'streaming'.
   */
  readonly numReturns?: NumReturns;
  /** A generator pauses while so many of its items have not been taken. Default: it never does. */
  readonly generatorBackpressureNumObjects?: number;
  /** Any free worker, the one idle longest, or one worker by its number. Default: 'DEFAULT'. */
  readonly schedulingStrategy?: SchedulingStrategy;
}

export type ResolvedOptions = Pick<
  TaskSpec,
  | 'name'
  | 'numCpus'
  | 'maxRetries'
  | 'retryExceptions'
  | 'schedulingStrategy'
  | 'generatorBackpressureNumObjects'
> & {
  /** Absent where nothing was said. */
  readonly numReturns?: NumReturns;
};

/**
 * Fills in defaults.
 * @throws RangeError or TypeError that says what is allowed.
 */
export function resolveOptions(fn: string, options: TaskOptions): ResolvedOptions {
  const { name = fn, numCpus = 1, maxRetries = 3, schedulingStrategy = 'DEFAULT' } = options;
  const { retryExceptions = false } = options;
  if (
    !(numCpus >= 0 && Number.isFinite(numCpus)) ||
    Math.abs(numCpus * 1e4 - Math.round(numCpus * 1e4)) > 1e-6
  ) {
    throw new RangeError(`numCpus must be 0 or more, in steps of 0.0001; got ${numCpus}.`);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < -1) {
    throw new RangeError(`maxRetries must be a whole number from 0, or -1 for ever; got ${maxRetries}.`);
  }
  const known =
    typeof schedulingStrategy === 'object'
      ? Number.isInteger((schedulingStrategy as { worker?: unknown } | null)?.worker)
      : ['DEFAULT', 'SPREAD'].includes(schedulingStrategy);
  if (!known) {
    throw new TypeError("schedulingStrategy must be 'DEFAULT', 'SPREAD' or { worker: number }.");
  }
  const retried = typeof retryExceptions === 'boolean' ? retryExceptions : retryExceptions.map(nameOfError);
  return {
    name,
    numCpus,
    maxRetries,
    retryExceptions: retried,
    schedulingStrategy,
    ...resolveReturns(options),
  };
}

/** How what a call returns comes back. */
type ReturnOptions = Pick<TaskOptions, 'numReturns' | 'generatorBackpressureNumObjects'>;

/** @throws RangeError that says what is allowed. */
export function resolveReturns({
  numReturns,
  generatorBackpressureNumObjects: limit,
}: ReturnOptions): ReturnOptions {
  if (numReturns !== undefined && numReturns !== 'streaming') {
    if (!Number.isInteger(numReturns) || numReturns < 0 || numReturns > MAX_RETURNS) {
      throw new RangeError(
        `numReturns must be a whole number from 0 to ${MAX_RETURNS}, or 'streaming'; got ${numReturns}.`,
      );
    }
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new RangeError(`generatorBackpressureNumObjects must be a whole number from 1; got ${limit}.`);
  }
  return {
    ...(numReturns === undefined ? {} : { numReturns }),
    ...(limit === undefined ? {} : { generatorBackpressureNumObjects: limit }),
  };
}

/** How a method is called. */
export interface MethodOptions extends ReturnOptions {
  /** The name on the timeline and in logs. Default: `Class.method`. */
  readonly name?: string;
}

/** How an actor is made and lives, with Ray's names. */
export interface ActorClassOptions {
  /** The name by which `getActor` finds it. Default: none. */
  readonly name?: string;
  /** CPUs it keeps for its life. Default: one while it is made, none afterwards. */
  readonly numCpus?: number;
  /** How often it is made anew after its worker died; -1 for ever. Default: 0. */
  readonly maxRestarts?: number;
  /** How often a call is repeated that was under way when the actor died; -1 for ever. Default: 0. */
  readonly maxTaskRetries?: number;
  /** How many calls may be under way at once. Default: 1, or 1,000 if the class has async methods. */
  readonly maxConcurrency?: number;
  readonly schedulingStrategy?: SchedulingStrategy;
}

export interface ResolvedActorOptions {
  readonly task: ResolvedOptions;
  readonly actor: ActorOptions;
}

/**
 * Fills in defaults.
 * @throws RangeError or TypeError that says what is allowed.
 */
export function resolveActorOptions(className: string, options: ActorClassOptions): ResolvedActorOptions {
  const { name, numCpus, maxRestarts = 0, maxTaskRetries = 0, maxConcurrency } = options;
  const { schedulingStrategy = 'DEFAULT' } = options;
  for (const [what, count] of Object.entries({ maxRestarts, maxTaskRetries })) {
    if (!Number.isInteger(count) || count < -1) {
      throw new RangeError(`${what} must be a whole number from 0, or -1 for ever; got ${count}.`);
    }
  }
  if (maxConcurrency !== undefined && !(Number.isInteger(maxConcurrency) && maxConcurrency >= 1)) {
    throw new RangeError(`maxConcurrency must be a whole number from 1; got ${maxConcurrency}.`);
  }
  const task = { name: className, numCpus: numCpus ?? 1, schedulingStrategy };
  return {
    task: resolveOptions(className, task),
    actor: {
      maxRestarts,
      maxTaskRetries,
      holdsCpus: numCpus !== undefined && numCpus > 0,
      ...(name === undefined ? {} : { name }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    },
  };
}

function nameOfError(error: string | (new (...args: never[]) => Error)): string {
  return typeof error === 'string' ? error : error.name;
}

/**
 * Checks that the cluster can ever run the task: Ray would let it wait for ever.
 * @throws RangeError that says what the cluster has.
 */
export function checkFeasible(options: ResolvedOptions, workers: ReadonlySet<number>): void {
  const { name, numCpus, schedulingStrategy: strategy } = options;
  if (numCpus > workers.size) {
    throw new RangeError(`${name} asks for ${numCpus} CPUs, and the cluster has ${workers.size}.`);
  }
  if (typeof strategy === 'object' && !workers.has(strategy.worker)) {
    const numbers = [...workers].join(', ');
    throw new RangeError(`${name} asks for worker ${strategy.worker}, and the cluster has ${numbers}.`);
  }
}
