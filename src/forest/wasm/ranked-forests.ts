import type { Vote } from '../leaves';
import type { Tree } from '../tree';
import { MAX_RANKED_FEATURES, RankedForest } from './ranked-forest';

/**
 * Rows that a forest predicts for each node of a tree before it is ranked. Ranking takes as long as predicting 2.2 rows a
 * node with packed trees and saves half of the time from then on. Whatever comes, all of it takes at most 2.5 times as
 * long as it had to; it is shorter as a whole from about 28 predictions of as many rows as California's test on.
 */
const ROWS_PER_NODE = 1.5;
/** Of a tree: 65,535 inner nodes, and so thresholds of a feature, have ranks of 16 bits. */
const MAX_NODES = 2 * 0xffff + 1;
/** What one may take, and how many are kept: the least recently used one gives way. */
const MAX_BYTES = 2 ** 26;
const MAX_KEPT = 2;

interface Use {
  rows: number;
  forest: RankedForest | undefined;
}

/** Forests that have predicted so much that they are kept ranked, as long as their trees are. */
export class RankedForests {
  private readonly module: WebAssembly.Module;
  private readonly uses = new WeakMap<readonly Tree[], Use>();
  /** Those that have a ranked forest, the latest used last. Weak, because trees that are gone need none. */
  private kept: WeakRef<Use>[] = [];

  constructor(module: WebAssembly.Module) {
    this.module = module;
  }

  /** The ranked forest to predict so many rows with, if there is one or it pays to make one. */
  find(trees: readonly Tree[], nRows: number, nFeatures: number, vote: Vote): RankedForest | undefined {
    const use = this.uses.get(trees) ?? { rows: 0, forest: undefined };
    this.uses.set(trees, use);
    use.rows += nRows;
    if (use.forest === undefined) {
      if (!isWorthRanking(trees, use.rows) || !canBeRanked(trees, nFeatures, vote)) return undefined;
      use.forest = this.rank(trees, nFeatures, vote);
      if (use.forest === undefined) {
        use.rows = -Infinity;
        return undefined;
      }
    }
    this.keep(use);
    return use.forest.suits(nFeatures, vote) ? use.forest : undefined;
  }

  /** Undefined where there is no memory for it: the forest then goes on as it is, and that is not tried again. */
  private rank(trees: readonly Tree[], nFeatures: number, vote: Vote): RankedForest | undefined {
    try {
      return new RankedForest(this.module, trees, nFeatures, vote);
    } catch (error) {
      const isFull = error instanceof WebAssembly.RuntimeError && /unreachable/i.test(error.message);
      if (isFull || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private keep(use: Use): void {
    const others = this.kept.filter((other) => ![undefined, use].includes(other.deref()));
    const tooMany = others.splice(0, others.length - MAX_KEPT + 1);
    for (const other of tooMany) other.deref()!.forest = undefined;
    this.kept = [...others, new WeakRef(use)];
  }
}

function isWorthRanking(trees: readonly Tree[], nRows: number): boolean {
  return nRows * trees.length >= ROWS_PER_NODE * countNodes(trees);
}

function canBeRanked(trees: readonly Tree[], nFeatures: number, { size }: Vote): boolean {
  if (nFeatures > MAX_RANKED_FEATURES || trees.some(({ nodeCount }) => nodeCount > MAX_NODES)) return false;
  // Half of the nodes are leaves and vote; the other half share septets of 64 bytes, three or more of them one.
  return countNodes(trees) * (4 * size + 12) <= MAX_BYTES;
}

function countNodes(trees: readonly Tree[]): number {
  return trees.reduce((sum, { nodeCount }) => sum + nodeCount, 0);
}
