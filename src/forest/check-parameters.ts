import { InvalidParameterError } from './errors';
import type { CompleteParameters } from './parameters';

interface Rule<Value> {
  readonly allowed: string;
  readonly holds: (value: Value, all: CompleteParameters) => boolean;
}

const rules: { readonly [Name in keyof CompleteParameters]: Rule<CompleteParameters[Name]> } = {
  nEstimators: { allowed: 'a whole number from 1', holds: (value) => isWhole(value, 1) },
  randomState: { allowed: 'a whole number from 0 to 4294967295, or null', holds: isSeed },
  maxFeatures: {
    allowed: "a whole number from 1, a share between 0 and 1, 'sqrt' or null",
    holds: (value) => value === 'sqrt' || value === null || isCountOrShare(value, 1),
  },
  maxDepth: {
    allowed: 'a whole number from 1, or null',
    holds: (value) => value === null || isWhole(value, 1),
  },
  minSamplesSplit: {
    allowed: 'a whole number from 2, or a share between 0 and 1',
    holds: (value) => isCountOrShare(value, 2),
  },
  minSamplesLeaf: {
    allowed: 'a whole number from 1, or a share between 0 and 1',
    holds: (value) => isCountOrShare(value, 1),
  },
  maxLeafNodes: {
    allowed: 'a whole number from 2, or null',
    holds: (value) => value === null || isWhole(value, 2),
  },
  minImpurityDecrease: { allowed: 'a number from 0', holds: (value) => Number.isFinite(value) && value >= 0 },
  bootstrap: { allowed: 'true or false', holds: isBoolean },
  maxSamples: {
    allowed: 'a whole number from 1, a share between 0 and 1, or null; without bootstrap only null',
    holds: (value, { bootstrap }) => value === null || (bootstrap && isCountOrShare(value, 1)),
  },
  oobScore: {
    allowed: 'true or false; without bootstrap only false',
    holds: (value, { bootstrap }) => isBoolean(value) && (bootstrap || !value),
  },
  engine: {
    allowed: "'exact', 'turbo' or 'reference'",
    holds: (value) => ['exact', 'turbo', 'reference'].includes(value),
  },
  square: { allowed: "'exact' or 'windows'", holds: (value) => ['exact', 'windows'].includes(value) },
};

/** @throws InvalidParameterError naming the first parameter that is unknown or has a value that is not allowed. */
export function checkParameters(parameters: CompleteParameters): void {
  for (const name of Object.keys(parameters)) {
    if (!isKnown(name)) {
      const known = Object.keys(rules).join(', ');
      throw new InvalidParameterError(`There is no parameter ${name}; there are ${known}.`);
    }
    const { allowed, holds } = rules[name] as Rule<unknown>;
    const value = parameters[name];
    if (!holds(value, parameters)) throw notAllowed(name, value, allowed);
  }
}

/** @throws InvalidParameterError unless the value is a seed or null. */
export function checkRandomState(randomState: number | null): void {
  if (!isSeed(randomState)) throw notAllowed('randomState', randomState, rules.randomState.allowed);
}

/** One sentence: what, which value, what is allowed. */
export function notAllowed(name: string, value: unknown, allowed: string): InvalidParameterError {
  const shown = typeof value === 'string' ? `'${value}'` : String(value);
  return new InvalidParameterError(`${name} must be ${allowed}; it is ${shown}.`);
}

export function isWhole(value: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function isKnown(name: string): name is keyof CompleteParameters {
  return Object.hasOwn(rules, name);
}

function isSeed(value: number | null): boolean {
  return value === null || isWhole(value, 0, 2 ** 32 - 1);
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isCountOrShare(value: number, minCount: number): boolean {
  return isWhole(value, minCount) || (typeof value === 'number' && value > 0 && value < 1);
}
