import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ExtraTreesRegressor,
  InvalidDataError,
  NotFittedError,
  RandomForestClassifier,
  RandomForestRegressor,
} from '../../../src/forest';
import { type AnyEstimator, recipes, resultsOf } from './forests';
import { digest } from './oracles';
import { smallTables } from './tables';

const X = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(3, 1, 2, 3, 1, 2)];
const y = Float64Array.of(1, 2, 3, 1, 2, 3);
const regressor = new RandomForestRegressor({ nEstimators: 3, randomState: 0, oobScore: true }).fit(X, y);
const classifier = new RandomForestClassifier({ nEstimators: 3, randomState: 0 }).fit(X, y);

describe('a forest that was written and read back', () => {
  test('gives the same results, to the last bit', () => {
    fc.assert(
      fc.property(smallTables, recipes, ({ X, y }, { Estimator, parameters }) => {
        const forest = new Estimator(parameters).fit(X, y);
        const read = Estimator.fromBuffer(forest.toBuffer());
        expect(resultsOf(read, X)).toEqual(resultsOf(forest, X));
        expect(digest(new Uint8Array(read.toBuffer()))).toBe(digest(new Uint8Array(forest.toBuffer())));
      }),
    );
  });

  test('lies in the buffer, plain or shared', () => {
    const plain = regressor.toBuffer();
    const shared = new SharedArrayBuffer(plain.byteLength);
    new Uint8Array(shared).set(new Uint8Array(plain));
    for (const buffer of [plain, shared]) {
      const read = RandomForestRegressor.fromBuffer(buffer);
      expect(resultsOf(read, X)).toEqual(resultsOf(regressor, X));
      for (const tree of read.estimators) {
        expect(tree.threshold.buffer).toBe(buffer);
        expect(tree.childrenLeft.buffer).toBe(buffer);
      }
    }
  });

  test('may begin anywhere in a bigger buffer, and is copied only where it must be', () => {
    const bytes = new Uint8Array(regressor.toBuffer());
    for (const start of [8, 3]) {
      const bigger = new Uint8Array(bytes.length + 20);
      bigger.set(bytes, start);
      const read = RandomForestRegressor.fromBuffer(bigger.subarray(start, start + bytes.length));
      expect(resultsOf(read, X)).toEqual(resultsOf(regressor, X));
      expect(read.estimators[0]!.value.buffer === bigger.buffer).toBe(start === 8);
    }
  });

  test('may be a part of a forest', () => {
    const part = new RandomForestRegressor({ nEstimators: 5, randomState: 0 }).fit(X, y, { from: 2, to: 4 });
    expect(RandomForestRegressor.fromBuffer(part.toBuffer()).estimators).toEqual(part.estimators);
  });

  test('must be fitted', () => {
    expect(() => new RandomForestRegressor().toBuffer()).toThrow(NotFittedError);
  });
});

/** The buffer after a change to a copy of it. */
function changed(buffer: ArrayBuffer, change: (bytes: Uint8Array<ArrayBuffer>) => void): ArrayBuffer {
  const bytes = new Uint8Array(buffer.slice(0));
  change(bytes);
  return bytes.buffer;
}

function longer(buffer: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(buffer.byteLength + 8);
  bytes.set(new Uint8Array(buffer));
  return bytes.buffer;
}

describe('a buffer that holds no readable forest is refused', () => {
  const whole = regressor.toBuffer();

  test.each<[string, ArrayBuffer, string]>([
    ['empty', new ArrayBuffer(0), 'does not hold a forest: it has 0 bytes'],
    ['foreign', new ArrayBuffer(1000), 'it has 1000 bytes and does not begin with TREELINE.'],
    [
      'of another version',
      changed(whole, (bytes) => (bytes[8] = 2)),
      'in version 2 of the format; this program reads version 1.',
    ],
    ['cut short in the trees', whole.slice(0, -1), `it was cut short or is damaged.`],
    ['cut short in the header', whole.slice(0, 50), 'whose header cannot be read; it is damaged.'],
    ['cut short in the preamble', whole.slice(0, 12), 'does not hold a forest: it has 12 bytes'],
    ['too long', longer(whole), 'it was cut short or is damaged.'],
    [
      'of another kind',
      new ExtraTreesRegressor({ nEstimators: 1 }).fit(X, y).toBuffer(),
      'The buffer holds another kind of forest, ExtraTreesRegressor; read it with ExtraTreesRegressor.fromBuffer.',
    ],
  ])('%s', (_, buffer, message) => {
    expect(() => RandomForestRegressor.fromBuffer(buffer)).toThrow(InvalidDataError);
    expect(() => RandomForestRegressor.fromBuffer(buffer)).toThrow(message);
  });

  test.each<[string, string, string]>([
    ['"randomState":0', '"randomState":-', 'cannot be read'],
    ['"maxDepth"', '"maxdepth"', 'impossible parameters'],
    ['"nFeatures":2', '"nFeatures":0', 'impossible nFeatures'],
    ['"from":0', '"from":3', 'impossible from'],
    ['"trainedWith":"reference"', '"trainedWith":"reverence"', 'impossible trainedWith'],
    ['"nClasses":0', '"nClasses":1', 'impossible nClasses'],
    ['RandomForest', 'RandomTreest', 'impossible kind'],
    ['"nodeCounts":[', '"nodeCounts":0', 'cannot be read'],
    ['"hasOutOfBag":true', '"hasOutOfBag":null', 'impossible hasOutOfBag'],
  ])('with %s in its header turned to %s', (from, to, message) => {
    const text = Buffer.from(whole).toString('latin1');
    expect(text).toContain(from);
    const buffer = new Uint8Array(Buffer.from(text.replace(from, to), 'latin1')).buffer;
    expect(() => RandomForestRegressor.fromBuffer(buffer)).toThrow(message);
  });

  test.each<[string, (forest: RandomForestRegressor) => void, string]>([
    [
      'a child beyond the last node',
      ({ estimators: [tree] }) => (tree!.childrenLeft[0] = tree!.nodeCount),
      'Tree 0 of the buffer is damaged: node 0 has the child',
    ],
    [
      'a child that is its own parent',
      ({ estimators: [tree] }) => (tree!.childrenRight[0] = 0),
      'the child 0',
    ],
    [
      'a node with two parents',
      ({ estimators: [, tree] }) => (tree!.childrenRight[0] = tree!.childrenLeft[0]!),
      'Tree 1 of the buffer is damaged: node 1 has two parents.',
    ],
    [
      'a node without a parent',
      ({ estimators: [tree] }) => {
        tree!.childrenLeft[0] = -1;
        tree!.childrenRight[0] = -1;
      },
      'node 1 has no parent',
    ],
    [
      'a feature that does not exist',
      ({ estimators: [, , tree] }) => (tree!.feature[0] = 2),
      'Tree 2 of the buffer is damaged: node 0 splits feature 2; there are 2.',
    ],
  ])('with %s', (_, damage, message) => {
    const buffer = regressor.toBuffer();
    damage(RandomForestRegressor.fromBuffer(buffer)); // its arrays are views on the buffer
    expect(() => RandomForestRegressor.fromBuffer(buffer)).toThrow(InvalidDataError);
    expect(() => RandomForestRegressor.fromBuffer(buffer)).toThrow(message);
  });

  test('with classes out of order', () => {
    const buffer = classifier.toBuffer();
    RandomForestClassifier.fromBuffer(buffer).classes.reverse();
    expect(() => RandomForestClassifier.fromBuffer(buffer)).toThrow('whose classes do not ascend');
  });
});

/** Reads a buffer and asks everything of its forest; either ends well or says that the data cannot be used. */
function readAndUse(Estimator: AnyEstimator, buffer: ArrayBuffer): void {
  try {
    resultsOf(Estimator.fromBuffer(buffer), X);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidDataError);
  }
}

describe('no damage crashes or hangs the reader or the forest', () => {
  test.each<[string, AnyEstimator, ArrayBuffer]>([
    ['regressor', RandomForestRegressor, regressor.toBuffer()],
    ['classifier', RandomForestClassifier, classifier.toBuffer()],
  ])('bytes of a %s changed at random', (_, Estimator, whole) => {
    const change = fc.tuple(fc.nat(whole.byteLength - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const buffer = changed(whole, (bytes) => {
          for (const [position, value] of changes) bytes[position] = value;
        });
        readAndUse(Estimator, buffer);
      }),
      { numRuns: 1000 },
    );
  });

  test('a buffer cut short anywhere is refused', () => {
    const whole = regressor.toBuffer();
    fc.assert(
      fc.property(fc.nat(whole.byteLength - 1), (length) => {
        expect(() => RandomForestRegressor.fromBuffer(whole.slice(0, length))).toThrow(InvalidDataError);
      }),
    );
  });

  test('a buffer of anything else is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        if (withMagic) bytes.set(new Uint8Array(regressor.toBuffer(), 0, Math.min(16, bytes.length)));
        expect(() => RandomForestRegressor.fromBuffer(bytes)).toThrow(InvalidDataError);
      }),
    );
  });
});
