import { reserve } from '../base/memory';
import { Narrow, PackedNode, Wide } from './packed-node';
import { FEATURE_SHIFT } from './row-blocks';
import { SingleThreshold } from './single-threshold';
import { childrenLeft, childrenRight, feature, STEP, threshold } from './tree-source';

const MAX_NARROW_FEATURES: i32 = 0x10000 >> FEATURE_SHIFT;
const MAX_NARROW_DISTANCE: i32 = 0x7fff;

/** What packing found; src/forest/wasm/leaf-kernel.ts names the same. */
const NARROW: i32 = 0;
const WIDE: i32 = 1;
const NOT_DEPTH_FIRST: i32 = 2;

/** The packed tree. */
let nodes: usize = 0;

/** Reserves the packed nodes of one tree. */
export function reserveNodes(count: i32, isWide: bool): usize {
  nodes = reserve<u8>(
    (count + STEP) * (isWide ? PackedNode.size<Wide>() : PackedNode.size<Narrow>()),
  ).address;
  return nodes;
}

export function nodesAddress(): usize {
  return nodes;
}

/**
 * Packs the tree that the host has written; see PackedNode. Four nodes at a time: 1.7 ns a node.
 * @returns NARROW or WIDE when done as asked; otherwise what it needs: WIDE, or NOT_DEPTH_FIRST an order of its nodes
 */
export function packTree(count: i32, nFeatures: i32, isWide: bool): i32 {
  if (isWide) return Pack.nodes<Wide>(count);
  return nFeatures > MAX_NARROW_FEATURES ? WIDE : Pack.nodes<Narrow>(count);
}

abstract class Pack {
  @inline static nodes<Width>(count: i32): i32 {
    let disordered = i32x4.splat(0);
    let farthest = i32x4.splat(0);
    let following = i32x4(1, 2, 3, 4);
    let to = nodes;
    // What follows the last node counts as leaves.
    for (let node = count; node < count + STEP; node++) {
      childrenLeft[node] = -1;
      childrenRight[node] = -1;
    }
    for (let node = 0; node < count; node += STEP) {
      const left = v128.load(childrenLeft.from(node).address);
      const right = v128.load(childrenRight.from(node).address);
      const isLeaf = i32x4.shr_s(left, 31);
      const distance = i32x4.sub(right, following);
      disordered = v128.or(disordered, v128.andnot(v128.xor(left, following), isLeaf));
      farthest = i32x4.max_s(farthest, distance);
      const offset = v128.andnot(i32x4.shl(v128.load(feature.from(node).address), FEATURE_SHIFT), isLeaf);
      const single = v128.bitselect(
        f32x4.splat(-Infinity),
        SingleThreshold.ofFour(
          v128.load(threshold.from(node).address),
          v128.load(threshold.from(node).address, 16),
        ),
        isLeaf,
      );
      const skipped = v128.or(distance, isLeaf);
      if (sizeof<Width>() == sizeof<Wide>()) {
        const bytes = i32x4.mul(skipped, i32x4.splat(PackedNode.size<Wide>()));
        v128.store_lane<i32>(to, offset, 0, 0);
        v128.store_lane<i32>(to, bytes, 0, 4);
        v128.store_lane<i32>(to, single, 0, 8);
        v128.store_lane<i32>(to, offset, 1, 12);
        v128.store_lane<i32>(to, bytes, 1, 16);
        v128.store_lane<i32>(to, single, 1, 20);
        v128.store_lane<i32>(to, offset, 2, 24);
        v128.store_lane<i32>(to, bytes, 2, 28);
        v128.store_lane<i32>(to, single, 2, 32);
        v128.store_lane<i32>(to, offset, 3, 36);
        v128.store_lane<i32>(to, bytes, 3, 40);
        v128.store_lane<i32>(to, single, 3, 44);
      } else {
        const head = v128.or(offset, i32x4.shl(skipped, 16));
        v128.store(to, v128.shuffle<i32>(head, single, 0, 4, 1, 5));
        v128.store(to, v128.shuffle<i32>(head, single, 2, 6, 3, 7), 16);
      }
      following = i32x4.add(following, i32x4.splat(STEP));
      to += STEP * PackedNode.size<Width>();
    }
    if (v128.any_true(disordered)) return NOT_DEPTH_FIRST;
    if (sizeof<Width>() == sizeof<Wide>()) return WIDE;
    return v128.any_true(i32x4.gt_s(farthest, i32x4.splat(MAX_NARROW_DISTANCE))) ? WIDE : NARROW;
  }
}
