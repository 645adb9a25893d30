import { Kernel, type KernelModules, MAX_NARROW_ROWS } from './kernel';

/** A table of features in the memory of a kernel of its own. */
export class KernelTable {
  readonly kernel: Kernel;
  readonly nRows: number;
  readonly nFeatures: number;
  private readonly valuesAt: number;
  /** Where the memory ends that belongs to the table; what trees take comes behind it. */
  private mark: number;
  private isSorted = false;
  /** While its kernel runs, it cannot be used by a fit that is started from a poll. */
  private isBusy = false;

  constructor(modules: KernelModules, columns: readonly Float32Array[], onPoll: () => void) {
    this.nRows = columns[0]!.length;
    this.nFeatures = columns.length;
    this.kernel = new Kernel(this.nRows <= MAX_NARROW_ROWS ? modules.narrow : modules.wide);
    const { exports } = this.kernel;
    this.valuesAt = exports.reserveTable(this.nRows, this.nFeatures);
    this.mark = exports.reserved();
    const values = this.values();
    columns.forEach((column, feature) => {
      onPoll();
      values.set(column, feature * this.nRows);
    });
  }

  /** Sorts and ranks every feature, unless that is done. Overwrites what trees have taken. */
  presort(onPoll: () => void): void {
    if (this.isSorted) return;
    this.run(onPoll, ({ exports }) => {
      this.release();
      exports.reserveSortedTable();
      const mark = exports.reserved();
      exports.presortTable();
      this.mark = mark;
      this.isSorted = true;
    });
  }

  /** Runs the kernel. */
  run<Result>(onPoll: () => void, work: (kernel: Kernel) => Result): Result {
    this.isBusy = true;
    this.kernel.onPoll = onPoll;
    try {
      return work(this.kernel);
    } finally {
      this.isBusy = false;
    }
  }

  /**
   * Whether it holds just these columns and may be used. Compared number by number, which takes less than 1 ms for California housing and needs
   * no promise from anybody that an array has not changed since.
   */
  canServe(columns: readonly Float32Array[]): boolean {
    const { nRows, nFeatures } = this;
    if (this.isBusy || columns.length !== nFeatures || columns[0]!.length !== nRows) return false;
    const values = this.values();
    return columns.every((column, feature) => {
      const offset = feature * nRows;
      for (let row = 0; row < nRows; row++) if (column[row] !== values[offset + row]) return false;
      return true;
    });
  }

  /** Gives back what the trees of the last fit took. */
  release(): void {
    this.kernel.exports.releaseTo(this.mark);
  }

  private values(): Float32Array {
    return this.kernel.singles(this.valuesAt, this.nRows * this.nFeatures);
  }
}
