import { nSamples } from '../table/bag';
import { nClasses } from '../classification/class-target';
import { useTablesOf } from '../regression/compact';
import { enlarge, Pointer } from '../base/memory';
import { mustBeLeaf } from '../tree/nodes';
import { appendNode } from './append-node';
import { hasRandomSplitter } from '../base/options';
import { copyNode, NODE_BYTES, nodeOf, PendingNode, reserveNodes } from '../tree/pending-node';
import { poll } from '../base/poll';
import { samplesOf } from '../regression/regression';
import { growSmallSubtree } from '../small/small-grow';
import { isSmall } from '../small/small-subtree';
import { splitNode, startRoot } from './split-node';
import { NO_PARENT } from '../tree/tree';

/** Nodes yet to be grown: a node, and for each level above it a right sister. */
let pending: Pointer<u8> = changetype<Pointer<u8>>(0);
let capacity: i32 = 0;

/** Most trees are less deep; for others the room is doubled. */
const USUAL_DEPTH: i32 = 128;

export function reserveDepthFirst(): void {
  capacity = USUAL_DEPTH;
  pending = reserveNodes(capacity);
}

function makeRoomFor(count: i32): void {
  if (count <= capacity) return;
  pending = enlarge<u8>(pending, capacity * NODE_BYTES, 2 * capacity * NODE_BYTES);
  capacity *= 2;
}

/** Grows a tree from the root down, the left child of a node before the right. */
export function growDepthFirst(): void {
  let depth = 0;
  fillRoot(nodeOf(pending, 0));
  depth = 1;
  while (depth > 0) {
    depth--;
    makeRoomFor(depth + 3);
    const node = nodeOf(pending, depth);
    const isLeaf = mustBeLeaf(node);
    if (!isLeaf && nClasses == 0 && !hasRandomSplitter && isSmall(node)) {
      useTablesOf(node, samplesOf(node));
      growSmallSubtree(node, samplesOf(node));
      continue;
    }
    const id = appendNode(node);
    poll(node.size);
    if (isLeaf) continue;
    // The right child takes the place of the node, which is read for the last time while its children are filled in.
    const left = nodeOf(pending, depth + 1);
    const right = nodeOf(pending, depth + 2);
    if (!splitNode(node, id, left, right)) continue;
    copyNode(node, right);
    depth += 2;
  }
}

/** The node of all samples. */
export function fillRoot(root: PendingNode): void {
  root.start = 0;
  root.size = nSamples;
  root.side = 0;
  root.depth = 0;
  root.parent = NO_PARENT;
  root.isLeft = false;
  root.isCompact = false;
  root.nConstants = 0;
  root.tieFree = 0;
  startRoot(root);
}
