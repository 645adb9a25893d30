import { Pointer, releaseTo, reserve } from '../base/memory';
import { rankOfThreshold } from './rank-lists';
import { EXITS, LANES, Septet, SEPTET_SIZE } from './septet';
import { MAX_LEVELS, tableOfShape } from './septet-shapes';
import { childrenLeft, childrenRight, feature, nNodeSamples, threshold } from './tree-source';

/** Nodes and exits of a septet. */
const PLACES: i32 = LANES + EXITS;

/** The septets of the tree in work, and the node that each starts with. */
let septets: usize = 0;
let nSeptets: i32 = 0;
let roots: Pointer<i32> = changetype<Pointer<i32>>(0);
/** Leaf by leaf: its node. */
let leafNodes: Pointer<i32> = changetype<Pointer<i32>>(0);
let nLeaves: i32 = 0;

/** Place by place of the septet in work: the node of the tree, its level, the place of its left child or 0, and ... */
const nodes = changetype<Pointer<i32>>(memory.data(PLACES * 4, 16));
const levels = changetype<Pointer<i32>>(memory.data(PLACES * 4, 16));
const lefts = changetype<Pointer<i32>>(memory.data(PLACES * 4, 16));
/** ... how much there is to gain from taking it into the septet. */
const gains = changetype<Pointer<i32>>(memory.data(PLACES * 4, 16));
/** Places that are exits so far. */
const open = changetype<Pointer<i32>>(memory.data(EXITS * 4, 16));

/** Where writing it has come to. */
let septet: usize = 0;
let lane: i32 = 0;
let exit: i32 = 0;
let shape: i32 = 0;

/** Reserves what making septets of trees of up to so many nodes takes. */
export function reserveSeptetWork(maxNodes: i32): void {
  roots = reserve<i32>(maxNodes);
  leafNodes = reserve<i32>(maxNodes);
}

/** Makes septets of the tree that the host has written, level by level. Returns where they start. */
export function packSeptets(nodeCount: i32): usize {
  septets = reserve<u8>(((nodeCount >> 1) + 1) * SEPTET_SIZE).address;
  roots[0] = 0;
  nSeptets = 1;
  nLeaves = 0;
  for (let s = 0; s < nSeptets; s++) {
    septet = addressOf(s);
    chooseNodes(roots[s]);
    lane = 0;
    exit = 0;
    shape = 0;
    writePlace(0);
    Septet.setShape(septet, tableOfShape(shape));
  }
  releaseTo(addressOf(nSeptets));
  return septets;
}

/** Of the tree packed last: how many leaves it has, and of each the node. */
export function leafCount(): i32 {
  return nLeaves;
}

export function leafNodesAddress(): usize {
  return leafNodes.address;
}

function addressOf(s: i32): usize {
  return septets + <usize>s * SEPTET_SIZE;
}

/**
 * Chooses seven nodes: from the root on always the one that most samples pass. Rows then pass 5.2 septets a tree instead
 * of 6.2 of three levels each, and the slowest of eight 6.1 instead of 7.9. Where no nodes are left, leaves fill up.
 */
function chooseNodes(root: i32): void {
  let nPlaces = 1;
  setPlace(0, root, 0);
  open[0] = 0;
  for (let chosen = 0; chosen < LANES; chosen++) {
    let best = 0;
    for (let i = 1; i <= chosen; i++) {
      if (gains[open[i]] > gains[open[best]]) best = i;
    }
    const place = open[best];
    const node = nodes[place];
    const isLeaf = childrenLeft[node] < 0;
    const level = levels[place] + 1;
    setPlace(nPlaces, isLeaf ? node : childrenLeft[node], level);
    setPlace(nPlaces + 1, isLeaf ? node : childrenRight[node], level);
    lefts[place] = nPlaces;
    open[best] = nPlaces;
    open[chosen + 1] = nPlaces + 1;
    nPlaces += 2;
  }
}

function setPlace(place: i32, node: i32, level: i32): void {
  nodes[place] = node;
  levels[place] = level;
  lefts[place] = 0;
  gains[place] = level == MAX_LEVELS ? i32.MIN_VALUE : childrenLeft[node] < 0 ? -level : nNodeSamples[node];
}

/** Writes the place and what is below it, in preorder. */
function writePlace(place: i32): void {
  const node = nodes[place];
  const isLeaf = childrenLeft[node] < 0;
  const left = lefts[place];
  shape <<= 1;
  if (left) {
    shape |= 1;
    if (isLeaf) Septet.setIdleLane(septet, lane);
    else Septet.setLane(septet, lane, feature[node], rankOfThreshold(feature[node], threshold[node]));
    lane++;
    writePlace(left);
    writePlace(left + 1);
    return;
  }
  if (isLeaf) {
    // The exits to a leaf follow one another.
    if (nLeaves == 0 || leafNodes[nLeaves - 1] != node) leafNodes[nLeaves++] = node;
    Septet.setEntry(septet, exit, Septet.entryOfLeaf(nLeaves - 1));
  } else {
    Septet.setEntry(septet, exit, <i32>addressOf(nSeptets));
    roots[nSeptets++] = node;
  }
  exit++;
}
