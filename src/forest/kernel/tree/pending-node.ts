import { Pointer, reserve } from '../base/memory';

/** A node yet to be grown. */
@unmanaged
export class PendingNode {
  /** Its samples are [start, start + size) of the lists on this side. */
  start: i32;
  size: i32;
  side: i32;
  depth: i32;
  parent: i32;
  isLeft: bool;
  /** Whether its samples have new numbers, see compact.ts. */
  isCompact: bool;
  /** Features known to be constant in it. */
  nConstants: i32;
  /** Features 0 to 63, as bits: known to have no two equal values in it. */
  tieFree: u64;
  /** As the parent computed it from its own sums; its last bits decide whether the node counts as pure. */
  impurity: f64;
  /** Regression: Σ w·y and Σ w·y² of its samples, in their order. */
  sum: f64;
  sumOfSquares: f64;
  weight: f64;
}

/** From one node to the next: whole vectors, so that copying one leaves the next alone. */
export const NODE_BYTES: i32 = 112;

export function reserveNodes(count: i32): Pointer<u8> {
  return reserve<u8>(count * NODE_BYTES);
}

export function nodeOf(nodes: Pointer<u8>, index: i32): PendingNode {
  return changetype<PendingNode>(nodes.address + index * NODE_BYTES);
}

/** Copies a node, vector by vector: a bulk copy is a call. */
export function copyNode(to: PendingNode, from: PendingNode): void {
  for (let offset: usize = 0; offset < <usize>NODE_BYTES; offset += 16) {
    v128.store(changetype<usize>(to) + offset, v128.load(changetype<usize>(from) + offset));
  }
}
