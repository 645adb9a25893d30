/** The parameters of the trees, resolved to numbers; see TreeOptions in src/forest/engine.ts. */
/** Draw one threshold per feature, as extra-trees do, instead of trying all. */
export let hasRandomSplitter: bool = false;
export let maxFeatures: i32 = 0;
export let maxDepth: i32 = 0;
export let minSamplesSplit: i32 = 0;
export let minSamplesLeaf: i32 = 0;
/** i32.MAX_VALUE: no limit, the tree grows depth-first. */
export let maxLeafNodes: i32 = 0;
export let minImpurityDecrease: f64 = 0;

export function setOptions(
  randomSplitter: bool,
  features: i32,
  depth: i32,
  samplesSplit: i32,
  samplesLeaf: i32,
  leafNodes: i32,
  impurityDecrease: f64,
): void {
  hasRandomSplitter = randomSplitter;
  maxFeatures = features;
  maxDepth = depth;
  minSamplesSplit = samplesSplit;
  minSamplesLeaf = samplesLeaf;
  maxLeafNodes = leafNodes;
  minImpurityDecrease = impurityDecrease;
}

export function isBestFirst(): bool {
  return maxLeafNodes != i32.MAX_VALUE;
}
