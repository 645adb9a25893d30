import { enlarge, Pointer, reserve } from '../base/memory';

/** What a leaf carries where an inner node has a child. */
const NO_CHILD: i32 = -1;
/** What a leaf carries as feature and as threshold. */
const NO_SPLIT: i32 = -2;
export const NO_PARENT: i32 = -1;

/** The tree being grown, named as in src/forest/tree.ts. */
export let nodeCount: i32 = 0;
let childrenLeft: Pointer<i32> = changetype<Pointer<i32>>(0);
let childrenRight: Pointer<i32> = changetype<Pointer<i32>>(0);
let feature: Pointer<i32> = changetype<Pointer<i32>>(0);
let threshold: Pointer<f64> = changetype<Pointer<f64>>(0);
let impurity: Pointer<f64> = changetype<Pointer<f64>>(0);
let nNodeSamples: Pointer<i32> = changetype<Pointer<i32>>(0);
let weightedNNodeSamples: Pointer<f64> = changetype<Pointer<f64>>(0);
let value: Pointer<f64> = changetype<Pointer<f64>>(0);
let valueSize: i32 = 1;
/** Nodes whose values there is room for. */
let valuesCapacity: i32 = 0;

/** Reserves a tree of at most `maxNodes` nodes. Last of all: at the end of the memory values can grow in place. */
export function reserveTree(maxNodes: i32, nValues: i32): void {
  childrenLeft = reserve<i32>(maxNodes);
  childrenRight = reserve<i32>(maxNodes);
  feature = reserve<i32>(maxNodes);
  threshold = reserve<f64>(maxNodes);
  impurity = reserve<f64>(maxNodes);
  nNodeSamples = reserve<i32>(maxNodes);
  weightedNNodeSamples = reserve<f64>(maxNodes);
  // One number a node is reserved like the rest; those of many classes take room as nodes come.
  valueSize = nValues;
  valuesCapacity = nValues == 1 ? maxNodes : 0;
  value = reserve<f64>(valuesCapacity);
}

/** Where the host finds the arrays of the tree, in the order above. */
export function treeArray(index: i32): usize {
  switch (index) {
    case 0:
      return childrenLeft.address;
    case 1:
      return childrenRight.address;
    case 2:
      return feature.address;
    case 3:
      return threshold.address;
    case 4:
      return impurity.address;
    case 5:
      return nNodeSamples.address;
    case 6:
      return weightedNNodeSamples.address;
    default:
      return value.address;
  }
}

export function startTree(): void {
  nodeCount = 0;
}

/** Appends a leaf below `parent` and returns its id. */
export function addLeaf(parent: i32, isLeft: bool, samples: i32, weight: f64, nodeImpurity: f64): i32 {
  const node = nodeCount++;
  if (parent != NO_PARENT) {
    if (isLeft) childrenLeft[parent] = node;
    else childrenRight[parent] = node;
  }
  childrenLeft[node] = NO_CHILD;
  childrenRight[node] = NO_CHILD;
  makeLeaf(node);
  impurity[node] = nodeImpurity;
  nNodeSamples[node] = samples;
  weightedNNodeSamples[node] = weight;
  if (nodeCount > valuesCapacity) growValues();
  return node;
}

/** Makes room for the values of half as many nodes again. */
function growValues(): void {
  const capacity = valuesCapacity + (valuesCapacity >> 1) + 1024;
  value = enlarge<f64>(value, valuesCapacity * valueSize, capacity * valueSize);
  valuesCapacity = capacity;
}

/** Makes a leaf an inner node, whose children are yet to come. */
export function makeSplit(node: i32, splitFeature: i32, splitThreshold: f64): void {
  feature[node] = splitFeature;
  threshold[node] = splitThreshold;
}

/** Takes a split back that has no children yet. */
export function makeLeaf(node: i32): void {
  feature[node] = NO_SPLIT;
  threshold[node] = NO_SPLIT;
}

export function leftChildOf(node: i32): i32 {
  return childrenLeft[node];
}

/** The distinct rows in a node. */
export function samplesIn(node: i32): i32 {
  return nNodeSamples[node];
}

/** Where the numbers go that a node predicts, `valueSize` of them. */
export function valuesOf(node: i32): Pointer<f64> {
  return value.from(node * valueSize);
}
