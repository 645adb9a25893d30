import { meanSquaredError, type Tree } from '../../../src/forest';
import { leafOf } from '../../../src/forest/tree';

/**
 * The errors of the forests made of the first trees of a bigger one, without training each: a forest's first k trees
 * are those of a forest of k trees with the same seed.
 */
export function prefixErrors(
  trees: readonly Tree[],
  sizes: readonly number[],
  X: readonly Float64Array[],
  y: Float64Array,
): number[] {
  const columns = X.map((column) => Float32Array.from(column));
  const sums = new Float64Array(y.length);
  const errors: number[] = [];
  trees.forEach((tree, t) => {
    for (let row = 0; row < y.length; row++) sums[row]! += tree.value[leafOf(tree, columns, row)]!;
    if (sizes.includes(t + 1))
      errors.push(
        meanSquaredError(
          y,
          sums.map((sum) => sum / (t + 1)),
        ),
      );
  });
  return errors;
}
