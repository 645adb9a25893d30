import { checkTree } from './check-tree';
import { InvalidDataError } from './errors';
import { type BufferHeader, checkHeader, headerOf, valueSizeOf } from './buffer-header';
import type { ForestRecord } from './fitted';
import type { Tree } from './tree';

/**
 * A fitted forest in one buffer:
 *
 * | bytes          | what                                                                                             |
 * | -------------- | ------------------------------------------------------------------------------------------------ |
 * | 8              | the letters TREELINE                                                                             |
 * | 4              | version of the format                                                                            |
 * | 4              | length of the header, a multiple of 8                                                            |
 * | as said        | the header, JSON filled up with spaces: kind, parameters and what is needed to find the rest     |
 * | 8 a class      | labels of a classifier                                                                           |
 * | 8 a number     | out-of-bag score and votes, if any                                                               |
 * | 40 a node      | tree by tree its arrays, those of 8 bytes first (more than 40 a node with more than one class)   |
 *
 * Everything begins at a multiple of 8, so that arrays can be used where they lie. Numbers are in the byte order of the
 * machine: all that run JavaScript today are little-endian.
 */
const MAGIC = 'TREELINE';
const VERSION = 1;
const PREAMBLE = 16;

/** Bytes of the numbers of a node, but for its value. */
const NODE_BYTES = 3 * 8 + 4 * 4;

/** Writes a fitted forest into a new buffer. */
export function writeForest(record: ForestRecord): ArrayBuffer {
  const header = headerOf(record);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(PREAMBLE + headerLength + dataLength(header));
  bytes.set(new TextEncoder().encode(MAGIC));
  new Uint32Array(bytes.buffer, MAGIC.length, 2).set([VERSION, headerLength]);
  bytes.fill(' '.charCodeAt(0), PREAMBLE, PREAMBLE + headerLength).set(text, PREAMBLE);

  const { classes, outOfBag, trees } = layOut(bytes, PREAMBLE + headerLength, header);
  if (record.classes) classes.set(record.classes);
  if (record.outOfBag) {
    outOfBag.set([record.outOfBag.score]);
    outOfBag.set(record.outOfBag.votes, 1);
  }
  trees.forEach((tree, t) => {
    copyTree(record.trees[t]!, tree);
  });
  return bytes.buffer;
}

/**
 * Reads a forest; its arrays are views on the buffer, unless that is a Uint8Array that begins at an odd place.
 * @throws InvalidDataError if the buffer does not hold a forest that could have been written
 */
export function readForest(buffer: ArrayBufferLike | Uint8Array): ForestRecord {
  const bytes = alignedBytes(buffer);
  const header = readHeader(bytes);
  const dataStart = PREAMBLE + headerLengthOf(bytes);
  const length = dataStart + dataLength(header);
  if (bytes.length !== length || dataStart % 8 !== 0) {
    throw new InvalidDataError(
      `The buffer has ${bytes.length} bytes and its forest ${length}; it was cut short or is damaged.`,
    );
  }
  const { kind, parameters, trainedWith, from, nRows, nFeatures } = header;
  const { classes, outOfBag, trees } = layOut(bytes, dataStart, header);
  checkClasses(classes);
  trees.forEach((tree, t) => {
    checkTree(tree, t, nFeatures);
  });
  return {
    kind,
    parameters,
    trainedWith,
    from,
    nRows,
    nFeatures,
    trees,
    classes: header.nClasses > 0 ? classes : undefined,
    outOfBag: header.hasOutOfBag ? { score: outOfBag[0]!, votes: outOfBag.subarray(1) } : undefined,
  };
}

function alignedBytes(buffer: ArrayBufferLike | Uint8Array): Uint8Array {
  if (!(buffer instanceof Uint8Array)) return new Uint8Array(buffer);
  return buffer.byteOffset % 8 === 0 ? buffer : buffer.slice();
}

function headerLengthOf(bytes: Uint8Array): number {
  return new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length + 4, 1)[0]!;
}

function readHeader(bytes: Uint8Array): BufferHeader {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < PREAMBLE) {
    throw new InvalidDataError(
      `The buffer does not hold a forest: it has ${bytes.length} bytes and does not begin with ${MAGIC}.`,
    );
  }
  const version = new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length, 1)[0]!;
  if (version !== VERSION) {
    throw new InvalidDataError(
      `The buffer holds a forest in version ${version} of the format; this program reads version ${VERSION}.`,
    );
  }
  // A copy, because no text can be decoded from shared memory.
  const text = bytes.slice(PREAMBLE, PREAMBLE + headerLengthOf(bytes));
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(text));
  } catch {
    throw new InvalidDataError('The buffer holds a forest whose header cannot be read; it is damaged.');
  }
  return checkHeader(header);
}

function checkClasses(classes: Float64Array): void {
  if (classes.some((label, i) => !Number.isFinite(label) || label <= classes[i - 1]!)) {
    throw new InvalidDataError('The buffer holds a forest whose classes do not ascend; it is damaged.');
  }
}

/** Numbers of the out-of-bag section: the score and the votes. */
function outOfBagLength(header: BufferHeader): number {
  return header.hasOutOfBag ? 1 + header.nRows * valueSizeOf(header) : 0;
}

function dataLength(header: BufferHeader): number {
  const nodes = header.nodeCounts.reduce((sum, count) => sum + count, 0);
  return 8 * (header.nClasses + outOfBagLength(header)) + nodes * (NODE_BYTES + 8 * valueSizeOf(header));
}

/** Views on the sections after the header: where the reader finds what the writer puts there. */
function layOut(
  bytes: Uint8Array,
  start: number,
  header: BufferHeader,
): { classes: Float64Array; outOfBag: Float64Array; trees: Tree[] } {
  let offset = bytes.byteOffset + start;
  const doubles = (length: number): Float64Array => {
    offset += 8 * length;
    return new Float64Array(bytes.buffer, offset - 8 * length, length);
  };
  const integers = (length: number): Int32Array => {
    offset += 4 * length;
    return new Int32Array(bytes.buffer, offset - 4 * length, length);
  };
  const classes = doubles(header.nClasses);
  const outOfBag = doubles(outOfBagLength(header));
  const trees = header.nodeCounts.map((nodeCount) => ({
    nodeCount,
    threshold: doubles(nodeCount),
    impurity: doubles(nodeCount),
    weightedNNodeSamples: doubles(nodeCount),
    value: doubles(nodeCount * valueSizeOf(header)),
    childrenLeft: integers(nodeCount),
    childrenRight: integers(nodeCount),
    feature: integers(nodeCount),
    nNodeSamples: integers(nodeCount),
  }));
  return { classes, outOfBag, trees };
}

function copyTree(from: Tree, to: Tree): void {
  to.threshold.set(from.threshold);
  to.impurity.set(from.impurity);
  to.weightedNNodeSamples.set(from.weightedNNodeSamples);
  to.value.set(from.value);
  to.childrenLeft.set(from.childrenLeft);
  to.childrenRight.set(from.childrenRight);
  to.feature.set(from.feature);
  to.nNodeSamples.set(from.nNodeSamples);
}
