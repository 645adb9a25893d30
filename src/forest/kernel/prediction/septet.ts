import { Pointer } from '../base/memory';

/** Nodes of a tree in a septet, and the ways out of them. */
export const LANES: i32 = 7;
export const EXITS: i32 = LANES + 1;

/** A line of the cache. */
export const SEPTET_SIZE: i32 = 64;
const THRESHOLDS: usize = 16;
const SHAPE: usize = 30;
const ENTRIES: usize = 32;
/** Of an entry: it is a leaf. */
const LEAF: i32 = i32.MIN_VALUE;

/** No rank exceeds it. */
const NEVER_RIGHT: i16 = 0x7fff;
/** What brings 0 to a lane. */
const NOTHING: u16 = 0xffff;

/**
 * Seven nodes of a tree, of which each is the child of another one, as one that a row of 8 ranks passes with one
 * comparison of vectors. 16 bytes bring to each lane the rank of its feature; 7 thresholds' ranks and the address of the
 * table of its shape (septet-shapes.ts), which compares as "not right" with the 0 of the eighth lane; and for each of 8 exits
 * an entry: the address of the septet there, or a leaf.
 */
export abstract class Septet {
  /** What lies behind the exit that a row takes; negative for a leaf. */
  @inline static entry(septet: usize, ranks: v128): i32 {
    const compared = i8x16.swizzle(ranks, v128.load(septet));
    const isRight = i16x8.gt_s(compared, v128.load(septet, THRESHOLDS));
    // Narrowed first: V8's bitmask of 16-bit lanes is slower.
    const outcome = i8x16.bitmask(i8x16.narrow_i16x8_s(isRight, i64x2(0, 0)));
    const exit = load<u8>(<usize>load<u16>(septet, SHAPE) + outcome);
    return load<i32>(septet + <usize>exit, ENTRIES);
  }

  /** The septet to go on with; who has arrived stays. A conditional move. */
  @inline static next(septet: usize, entry: i32): usize {
    return select(septet, <usize>entry, entry < 0);
  }

  @inline static leafOf(entry: i32): i32 {
    return entry & ~LEAF;
  }

  @inline static entryOfLeaf(leaf: i32): i32 {
    return leaf | LEAF;
  }

  @inline static setLane(septet: usize, lane: i32, feature: i32, rank: i16): void {
    changetype<Pointer<u16>>(septet)[lane] = <u16>(2 * feature + ((2 * feature + 1) << 8));
    changetype<Pointer<i16>>(septet + THRESHOLDS)[lane] = rank;
  }

  /** Fills a lane that has no node. */
  @inline static setIdleLane(septet: usize, lane: i32): void {
    Septet.setLane(septet, lane, 0, NEVER_RIGHT);
  }

  @inline static setShape(septet: usize, table: usize): void {
    changetype<Pointer<u16>>(septet)[LANES] = NOTHING;
    store<u16>(septet, <u16>table, SHAPE);
  }

  @inline static setEntry(septet: usize, exit: i32, entry: i32): void {
    changetype<Pointer<i32>>(septet + ENTRIES)[exit] = entry;
  }
}
