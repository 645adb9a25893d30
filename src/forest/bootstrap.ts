import type { Bootstrap } from './engine';
import { RandomState } from './numpy/random-state';

/** One more than the largest seed scikit-learn gives a tree (numpy's `iinfo(int32).max`). */
const SEED_LIMIT = 2 ** 31 - 1;

/** The seeds (`random_state`) of a forest's trees. The first k are those of a forest of k trees. */
export function treeSeeds(forestSeed: number, nTrees: number): number[] {
  const random = new RandomState(forestSeed);
  return Array.from({ length: nTrees }, () => random.randint(0, SEED_LIMIT));
}

/** How often a bootstrap draws each row. */
export function bootstrapCounts({ seed, nDraws }: Bootstrap, nRows: number): Uint32Array {
  return new RandomState(seed).randintCounts(nRows, nDraws);
}

/** The seed of the splitter's own generator: the first draw of the tree's seed, started afresh. */
export function splitterSeed(treeSeed: number): number {
  return new RandomState(treeSeed).randint(0, SEED_LIMIT);
}
