import type { Tree } from '../tree';

/** What of a tree decides where rows go. */
export type NodeArrays = Pick<Tree, 'nodeCount' | 'childrenLeft' | 'childrenRight' | 'feature' | 'threshold'>;

/** The part of predict.wasm that takes a tree, see ../kernel/prediction/tree-source.ts. */
export interface TreeSourceExports {
  readonly memory: WebAssembly.Memory;
  reserveSource(count: number): void;
  sourceArray(index: number): number;
}

/** Writes a tree to where `reserveSource` made room. */
export function writeSource(exports: TreeSourceExports, tree: NodeArrays): void {
  const { nodeCount, childrenLeft, childrenRight, feature, threshold } = tree;
  const { buffer } = exports.memory;
  [childrenLeft, childrenRight, feature].forEach((array, i) => {
    new Int32Array(buffer, exports.sourceArray(i), nodeCount).set(array);
  });
  new Float64Array(buffer, exports.sourceArray(3), nodeCount).set(threshold);
}

/** Writes how many samples pass each node, for those who want to know. */
export function writeSampleCounts(exports: TreeSourceExports, { nodeCount, nNodeSamples }: Tree): void {
  new Int32Array(exports.memory.buffer, exports.sourceArray(4), nodeCount).set(nNodeSamples);
}
