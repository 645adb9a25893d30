import { Pointer } from './memory';

/** Lanes of 16 bits in a vector. */
export const LANES: i32 = 8;
const MASKS: i32 = 256;

/** Of each mask of 8 lanes: which bytes bring the lanes of the set bits to the front, in their order. */
const compressing = changetype<Pointer<v128>>(memory.data(MASKS * 16, 16));
/** Of each mask: which bytes bring, from the last lane backwards, one lane to each set bit. */
const expandingBackwards = changetype<Pointer<v128>>(memory.data(MASKS * 16, 16));
/** Of each mask: its lanes with all bits set. */
const masks = changetype<Pointer<v128>>(memory.data(MASKS * 16, 16));

fillLaneTables();

function fillLaneTables(): void {
  for (let mask = 0; mask < MASKS; mask++) {
    const front = changetype<Pointer<u16>>(compressing.from(mask).address);
    const backwards = changetype<Pointer<u16>>(expandingBackwards.from(mask).address);
    const lanes = changetype<Pointer<u16>>(masks.from(mask).address);
    let before = 0;
    for (let lane = 0; lane < LANES; lane++) {
      const isSet = (mask >> lane) & 1;
      backwards[lane] = bytesOfLane(LANES - 1 - before);
      lanes[lane] = isSet ? 0xffff : 0;
      if (isSet) front[before++] = bytesOfLane(lane);
    }
    for (let lane = before; lane < LANES; lane++) front[lane] = bytesOfLane(0);
  }
}

/** The indices of both bytes of a lane. */
function bytesOfLane(lane: i32): u16 {
  return <u16>(2 * lane + ((2 * lane + 1) << 8));
}

/** Vectors of eight 16-bit lanes, and masks with a bit for each lane. */
export abstract class Lanes {
  /** The mask of a comparison. Narrowed first: V8's bitmask of 16-bit lanes is slow, which cost 3 ms a tree. */
  @inline static mask(comparison: v128): i32 {
    return i8x16.bitmask(i8x16.narrow_i16x8_s(comparison, i64x2(0, 0)));
  }

  /** The mask of the first `count` lanes, 0 to 8. */
  @inline static first(count: i32): i32 {
    return (1 << count) - 1;
  }

  /** The lanes of the mask, brought to the front in their order. */
  @inline static compress(lanes: v128, mask: i32): v128 {
    return i8x16.swizzle(lanes, compressing[mask]);
  }

  /** To each lane of the mask one of the values that end at `end`, from the last backwards. */
  @inline static expandBackwards(end: usize, mask: i32): v128 {
    return i8x16.swizzle(v128.load(end - 14), expandingBackwards[mask]);
  }

  /** `chosen` in the lanes of the mask, `others` in the rest. */
  @inline static select(chosen: v128, others: v128, mask: i32): v128 {
    return v128.bitselect(chosen, others, masks[mask]);
  }
}

/** Copies ids; by vectors, because a bulk copy is a call that costs more than most lists take. */
export function copyIds(from: Pointer<Id>, to: Pointer<Id>, length: i32): void {
  const step = 16 / sizeof<Id>();
  let i = 0;
  for (; i + step <= length; i += step) v128.store(to.from(i).address, v128.load(from.from(i).address));
  for (; i < length; i++) to[i] = from[i];
}
