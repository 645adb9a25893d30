import { Pointer } from './memory';

const MASKS: i32 = 256;

/** Of each mask of 8 bytes: the numbers of the bytes of the set bits, in their order. */
const compressing = changetype<Pointer<u64>>(memory.data(MASKS * 8, 16));

fillByteTable();

function fillByteTable(): void {
  for (let mask = 0; mask < MASKS; mask++) {
    let numbers: u64 = 0;
    let count = 0;
    for (let bit = 0; bit < 8; bit++) {
      if ((mask >> bit) & 1) numbers |= (<u64>bit) << (8 * count++);
    }
    compressing[mask] = numbers;
  }
}

/** Lists of up to 32 numbers from 0 to 31, a byte each, in one or two vectors. */
export abstract class Bytes {
  /** Looks 16 numbers up in a table of 32 bytes. */
  @inline static lookUp(low: v128, high: v128, numbers: v128): v128 {
    // Numbers out of range give 0: of the two lookups one finds the byte.
    return v128.or(i8x16.swizzle(low, numbers), i8x16.swizzle(high, i8x16.sub(numbers, i8x16.splat(16))));
  }

  /** 16 bits as bytes: 0xff where a bit is set, else 0. */
  @inline static fromBits(bits: u32): v128 {
    const spread = i8x16.swizzle(i32x4.splat(bits), i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
    const each = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    return i8x16.eq(v128.and(spread, each), each);
  }

  /** Stores the first 8 bytes of those in the mask at `to`; returns the address behind them. Writes 8 bytes in any case. */
  @inline static storeCompressed(to: usize, bytes: v128, mask: i32): usize {
    v128.store64_lane(to, i8x16.swizzle(bytes, v128.load64_zero(compressing.from(mask).address)), 0);
    return to + popcnt(mask);
  }

  /** The upper 8 bytes, moved down. */
  @inline static upper(bytes: v128): v128 {
    return v128.shuffle<u64>(bytes, bytes, 1, 1);
  }

  /** A bit for each of the first `count` elements, 1 to 32. */
  @inline static first(count: i32): u32 {
    return u32.MAX_VALUE >> (32 - count);
  }
}
