import type { VoteKind } from '../leaves';
import { type NodeArrays, type TreeSourceExports, writeSource } from './tree-source';

/** What predict.wasm exports, see ../kernel/predict.ts. Addresses are byte offsets in `memory`. */
interface LeafKernelExports extends TreeSourceExports {
  reserveRows(nRows: number, nFeatures: number): number;
  spreadColumn(feature: number): void;
  leavesAddress(): number;
  reserveNodes(count: number, isWide: boolean): number;
  reserveSums(nRows: number): number;
  reserveValues(count: number): number;
  addMeans(nRows: number): void;
  addShares(nRows: number, nClasses: number): void;
  packTree(count: number, nFeatures: number, isWide: boolean): number;
  walkTree(isWide: boolean): void;
  reserved(): number;
  releaseTo(mark: number): void;
}

/** The nodes of a tree as the kernel walks them, to keep for the next time. */
export interface PackedNodes {
  readonly bytes: Uint8Array;
  readonly isWide: boolean;
}

/** What `packTree` finds, as in ../kernel/prediction/packed-tree.ts. */
const NARROW = 0;
const WIDE = 1;

/** Bytes of a packed node, as in ../kernel/prediction/packed-node.ts. */
const NARROW_SIZE = 8;
const WIDE_SIZE = 12;

/** Rows that are walked together, as in ../kernel/prediction/row-blocks.ts. */
const BLOCK = 8;

/** A running predict.wasm: it holds some rows and one tree at a time. */
export class LeafKernel {
  private readonly exports: LeafKernelExports;
  /** Where the memory starts that nothing uses, and where it does behind the rows. */
  private readonly start: number;
  private mark: number;
  private nRows = 0;
  private nFeatures = 0;
  private sumsAt = 0;
  private voteSize = 0;
  private nodesAt = 0;
  private packedLength = 0;
  private isWide = false;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module).exports as unknown as LeafKernelExports;
    this.start = this.exports.reserved();
    this.mark = this.start;
  }

  get byteLength(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** Takes the given rows of a table, with room for so many sums of votes for each. */
  takeRows(columns: readonly Float32Array[], rows: Int32Array, voteSize: number): void {
    const { exports } = this;
    this.nRows = rows.length;
    this.nFeatures = columns.length;
    this.voteSize = voteSize;
    exports.releaseTo(this.start);
    const columnAt = exports.reserveRows(rows.length, columns.length);
    this.sumsAt = exports.reserveSums(rows.length * voteSize);
    this.mark = exports.reserved();
    const padded = Math.ceil(rows.length / BLOCK) * BLOCK;
    const values = new Float32Array(exports.memory.buffer, columnAt, padded);
    values.fill(0, rows.length);
    columns.forEach((column, feature) => {
      for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
      exports.spreadColumn(feature);
    });
  }

  /** Takes a tree that was packed before. */
  takePacked({ bytes, isWide }: PackedNodes): void {
    const at = this.reserveNodes(bytes.length / (isWide ? WIDE_SIZE : NARROW_SIZE), isWide);
    new Uint8Array(this.exports.memory.buffer, at).set(bytes);
  }

  /** Packs a tree and takes it. Returns false if its nodes are not in depth-first order, left before right. */
  pack(tree: NodeArrays): boolean {
    let found = this.packAs(tree, false);
    if (found === WIDE) found = this.packAs(tree, true);
    this.packedLength = tree.nodeCount * (this.isWide ? WIDE_SIZE : NARROW_SIZE);
    return found === NARROW || found === WIDE;
  }

  /** A copy of the tree just packed. */
  copyPacked(): PackedNodes {
    const bytes = new Uint8Array(this.exports.memory.buffer, this.nodesAt, this.packedLength).slice();
    return { bytes, isWide: this.isWide };
  }

  /** The leaf of each row taken, in the tree taken. Valid until something else is taken. */
  walk(): Int32Array {
    const { exports } = this;
    exports.walkTree(this.isWide);
    return new Int32Array(exports.memory.buffer, exports.leavesAddress(), this.nRows);
  }

  /** The sums of votes of each row taken, row by row. Valid until something else is taken. */
  sums(): Float64Array {
    return new Float64Array(this.exports.memory.buffer, this.sumsAt, this.nRows * this.voteSize);
  }

  /** Adds to each row's sums the vote of the leaf that `walk` found. */
  addVotes(kind: VoteKind, values: Float64Array): void {
    const { exports } = this;
    const at = exports.reserveValues(values.length);
    new Float64Array(exports.memory.buffer, at, values.length).set(values);
    if (kind === 'mean') exports.addMeans(this.nRows);
    else exports.addShares(this.nRows, this.voteSize);
  }

  private packAs(tree: NodeArrays, isWide: boolean): number {
    const { exports } = this;
    this.reserveNodes(tree.nodeCount, isWide);
    exports.reserveSource(tree.nodeCount);
    writeSource(exports, tree);
    return exports.packTree(tree.nodeCount, this.nFeatures, isWide);
  }

  private reserveNodes(count: number, isWide: boolean): number {
    this.exports.releaseTo(this.mark);
    this.isWide = isWide;
    this.nodesAt = this.exports.reserveNodes(count, isWide);
    return this.nodesAt;
  }
}
