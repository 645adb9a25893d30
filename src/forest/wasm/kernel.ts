/** What the kernel exports, see ../kernel/index.ts. Addresses are byte offsets in `memory`. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  reserveTable(nRows: number, nFeatures: number): number;
  reserveSortedTable(): void;
  presortTable(): void;
  reserveSampleCounts(): void;
  takeAllRows(): number;
  drawRows(seed: number, nDraws: number): number;
  reserveBag(maxSamples: number): void;
  reserveTarget(): number;
  reserveSquares(nExceptions: number): number;
  reserveWork(maxLeaves: number): void;
  reserveRegressionWork(): void;
  reserveClassification(nClasses: number): number;
  reserveOrder(): void;
  reserveTree(maxNodes: number, valueSize: number): void;
  reserved(): number;
  releaseTo(mark: number): void;
  setMode(keepsOrder: boolean, hasExactSums: boolean): void;
  setOptions(
    randomSplitter: boolean,
    maxFeatures: number,
    maxDepth: number,
    minSamplesSplit: number,
    minSamplesLeaf: number,
    maxLeafNodes: number,
    minImpurityDecrease: number,
  ): void;
  growTree(seed: number): number;
  treeArray(index: number): number;
}

/** The builds of the kernel: growing trees with row numbers of 16 and of 32 bits, and predicting. */
export interface KernelModules {
  readonly narrow: WebAssembly.Module;
  readonly wide: WebAssembly.Module;
  readonly predict: WebAssembly.Module;
}

/** Rows that numbers of 16 bits tell apart, one value being the mark of no row. */
export const MAX_NARROW_ROWS = 0xffff;

/** One running kernel with its own memory. */
export class Kernel {
  readonly exports: KernelExports;
  /** Called by the kernel every few milliseconds; may throw to end it. */
  onPoll: () => void = () => undefined;
  /** The most work between two polls so far, in values looked at: 2 to 10 ns each. */
  longestGap = 0;

  constructor(module: WebAssembly.Module) {
    const ask = (work: number): void => {
      this.longestGap = Math.max(this.longestGap, work);
      this.onPoll();
    };
    const instance = new WebAssembly.Instance(module, { poll: { ask } });
    this.exports = instance.exports as unknown as KernelExports;
  }

  // Views are made anew each time: they are void once the memory has grown. Addresses come as signed numbers.

  singles(address: number, length: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address >>> 0, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address >>> 0, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, address >>> 0, length);
  }
}
