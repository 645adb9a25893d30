import fc from 'fast-check';
import { NO_CHILD, NO_SPLIT, type Tree } from '../../../src/forest/tree';

export interface Split {
  readonly feature: number;
  readonly threshold: number;
}

/**
 * A tree that splits one leaf after another, as best-first growth does: `splits` are each [which of the present leaves,
 * the split]. Every node's value is its number.
 */
export function growByLeaves(splits: readonly (readonly [leaf: number, split: Split])[]): Tree {
  const nodeCount = 2 * splits.length + 1;
  const tree = {
    nodeCount,
    childrenLeft: new Int32Array(nodeCount).fill(NO_CHILD),
    childrenRight: new Int32Array(nodeCount).fill(NO_CHILD),
    feature: new Int32Array(nodeCount).fill(NO_SPLIT),
    threshold: new Float64Array(nodeCount).fill(NO_SPLIT),
    impurity: new Float64Array(nodeCount),
    nNodeSamples: new Int32Array(nodeCount).fill(1),
    weightedNNodeSamples: new Float64Array(nodeCount).fill(1),
    value: Float64Array.from({ length: nodeCount }, (_, node) => node),
  };
  const leaves = [0];
  splits.forEach(([which, { feature, threshold }], i) => {
    const [node] = leaves.splice(which % leaves.length, 1, 2 * i + 1, 2 * i + 2) as [number];
    tree.childrenLeft[node] = 2 * i + 1;
    tree.childrenRight[node] = 2 * i + 2;
    tree.feature[node] = feature;
    tree.threshold[node] = threshold;
  });
  return tree;
}

/** The same tree with its nodes in the order of depth-first growth. */
export function inDepthFirstOrder(tree: Tree): Tree {
  const order: number[] = [];
  const visit = (node: number): void => {
    order.push(node);
    if (tree.childrenLeft[node] === NO_CHILD) return;
    visit(tree.childrenLeft[node]!);
    visit(tree.childrenRight[node]!);
  };
  visit(0);
  const placeOf = new Map(order.map((node, place) => [node, place]));
  const child = (children: Int32Array) =>
    Int32Array.from(order, (node) => placeOf.get(children[node]!) ?? NO_CHILD);
  return {
    ...tree,
    childrenLeft: child(tree.childrenLeft),
    childrenRight: child(tree.childrenRight),
    feature: Int32Array.from(order, (node) => tree.feature[node]!),
    threshold: Float64Array.from(order, (node) => tree.threshold[node]!),
  };
}

/** A tree in depth-first order that is one long path; `side` is where the path goes on. */
export function chain(length: number, side: 'left' | 'right', split: (depth: number) => Split): Tree {
  const tree = growByLeaves(
    Array.from({ length }, (_, depth) => [side === 'left' ? 0 : depth, split(depth)]),
  );
  if (side === 'right') return tree;
  // The path comes first, then the right leaves from the deepest to that of the root.
  const leaf = length + 1;
  const nodes = Array.from({ length: tree.nodeCount }, (_, node) => node);
  return {
    ...tree,
    childrenLeft: Int32Array.from(nodes, (node) => (node < length ? node + 1 : NO_CHILD)),
    childrenRight: Int32Array.from(nodes, (node) => (node < length ? leaf + length - 1 - node : NO_CHILD)),
    feature: Int32Array.from(nodes, (node) => (node < length ? split(node).feature : NO_SPLIT)),
    threshold: Float64Array.from(nodes, (node) => (node < length ? split(node).threshold : NO_SPLIT)),
  };
}

const LARGEST = 3.4028234663852886e38;
const DENORMAL = 1.401298464324817e-45;

/** Numbers in single precision, extremes and both zeros among them; few, so that thresholds meet them. */
export const singles: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, DENORMAL, -DENORMAL, 1.1754943508222875e-38, LARGEST, -LARGEST, 1, 1 + 2 ** -23),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -4, max: 4 }).map((n) => Math.fround(n / 3)),
);

/** Thresholds in double precision at, just below and just above singles, and halfway between two. */
export const thresholds: fc.Arbitrary<number> = fc.oneof(
  singles,
  fc
    .tuple(singles, fc.constantFrom(-1, 1))
    .map(([x, sign]) => x + sign * Math.max(Math.abs(x) * 2 ** -52, 5e-324)),
  fc.tuple(singles, singles).map(([a, b]) => a / 2 + b / 2),
  fc.constantFrom(1e-50, -1e-50, 1e300, -1e300),
);
