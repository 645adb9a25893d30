import { improvement } from '../tree/children';
import { fillRoot } from './grow';
import { clearHeap, nItems, popHeap, pushHeap, reserveHeap } from './heap';
import { Pointer, reserve } from '../base/memory';
import { mustBeLeaf } from '../tree/nodes';
import { appendNode } from './append-node';
import { maxLeafNodes } from '../base/options';
import { copyNode, nodeOf, PendingNode, reserveNodes } from '../tree/pending-node';
import { poll } from '../base/poll';
import { splitNode } from './split-node';
import { makeLeaf } from '../tree/tree';

/** The edge of the tree: nodes whose split is known and not yet made, at most as many as the tree may have leaves. */
let nodeIds: Pointer<i32> = changetype<Pointer<i32>>(0);
let hasSplit: Pointer<bool> = changetype<Pointer<bool>>(0);
/** Of each: the left and the right child that the split would make. */
let children: Pointer<u8> = changetype<Pointer<u8>>(0);
/** Room for the children of the node that is being cut. */
let pair: Pointer<u8> = changetype<Pointer<u8>>(0);

export function reserveBestFirst(maxLeaves: i32): void {
  nodeIds = reserve<i32>(maxLeaves);
  hasSplit = reserve<bool>(maxLeaves);
  children = reserveNodes(2 * maxLeaves);
  pair = reserveNodes(2);
  reserveHeap(maxLeaves);
}

/** Grows a tree up to `maxLeafNodes` leaves, always cutting the node that gains most. */
export function growBestFirst(): void {
  const left = nodeOf(pair, 0);
  const right = nodeOf(pair, 1);
  let splitsLeft = maxLeafNodes - 1;
  let edgeLength = 1;
  clearHeap();
  fillRoot(left);
  pushHeap(0, examine(left, 0));
  while (nItems > 0) {
    const place = popHeap();
    if (!hasSplit[place]) continue;
    if (splitsLeft <= 0) {
      makeLeaf(nodeIds[place]);
      continue;
    }
    splitsLeft--;
    copyNode(left, nodeOf(children, 2 * place));
    copyNode(right, nodeOf(children, 2 * place + 1));
    // The left child takes the place of its parent.
    const rightPlace = edgeLength++;
    const gainOfLeft = examine(left, place);
    const gainOfRight = examine(right, rightPlace);
    pushHeap(place, gainOfLeft);
    pushHeap(rightPlace, gainOfRight);
  }
}

/** Appends a node to the tree, finds its split and returns what that would gain; 0 for a leaf. */
function examine(node: PendingNode, place: i32): f64 {
  const id = appendNode(node);
  poll(node.size);
  nodeIds[place] = id;
  hasSplit[place] =
    !mustBeLeaf(node) && splitNode(node, id, nodeOf(children, 2 * place), nodeOf(children, 2 * place + 1));
  return hasSplit[place] ? improvement : 0;
}
