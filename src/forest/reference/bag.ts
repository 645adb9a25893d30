/** The rows a tree is built from. */
export interface Bag {
  /** The distinct rows drawn, ascending at first; every node is a range of it and the splitter reorders it. */
  readonly samples: Int32Array;
  /** How often each row of the training set was drawn; 0 for those out of the bag. */
  readonly weights: Float64Array;
  readonly totalWeight: number;
}

export function makeBag(nRows: number, sampleCounts: Uint32Array | undefined): Bag {
  const everyRow = Int32Array.from({ length: nRows }, (_, row) => row);
  if (!sampleCounts) {
    return { samples: everyRow, weights: new Float64Array(nRows).fill(1), totalWeight: nRows };
  }
  return {
    samples: everyRow.filter((row) => sampleCounts[row] !== 0),
    weights: Float64Array.from(sampleCounts),
    totalWeight: sampleCounts.reduce((sum, count) => sum + count, 0),
  };
}
