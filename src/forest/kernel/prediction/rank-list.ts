import { Pointer, reserve } from '../base/memory';

/** The leading bits of a key tell its bucket. */
const BUCKET_BITS: u32 = 14;
/** Ranks are kept less this much, because vectors of 16-bit lanes compare signed numbers. */
const OFFSET: usize = 0x8000;

/**
 * Thresholds of a feature, by which values are ranked: the rank of a value is how many of them lie below it. A value exceeds
 * a threshold of the list if and only if its rank does, and with up to 65,535 thresholds a rank has 16 bits.
 */
@unmanaged
export class RankList {
  /** Distinct keys, ascending. The largest key of all follows as often as a search may look there. */
  keys: Pointer<u32>;
  /** Of each bucket: how many keys lie before it. */
  before: Pointer<u16>;
  least: u32;
  range: u32;
  shift: u32;
  /** How far the first step of a search in a bucket goes, in bytes; half as far each time, 4 the last time. */
  stride: u32;
}

/** The steps of a search, so that several can be made side by side; none has a branch that depends on the key. */
export abstract class Rank {
  /** A whole number that orders values as they are; -0 counts as 0. */
  @inline static key(value: f32): u32 {
    const bits = reinterpret<i32>(value + 0);
    return bits ^ ((bits >> 31) | i32.MIN_VALUE);
  }

  /** The first key of the key's bucket. */
  @inline static start(list: RankList, key: u32): usize {
    const above = select<u32>(key - list.least, 0, key > list.least);
    return list.keys.from(list.before[min(above, list.range) >> list.shift]).address;
  }

  @inline static step(at: usize, stride: usize, key: u32): usize {
    return select(at + stride, at, load<u32>(at + stride - sizeof<u32>()) < key);
  }

  /** The rank, when all steps are done. */
  @inline static end(list: RankList, at: usize): i16 {
    return <i16>(((at - list.keys.address) >> 2) - OFFSET);
  }

  @inline static of(list: RankList, key: u32): i16 {
    let at = Rank.start(list, key);
    for (let stride: usize = list.stride; stride >= sizeof<u32>(); stride >>= 1)
      at = Rank.step(at, stride, key);
    return Rank.end(list, at);
  }
}

/** Makes the list of `count` sorted keys, which may repeat themselves. */
export function fillRankList(list: RankList, sorted: Pointer<u32>, count: i32): void {
  let n = 0;
  for (let i = 0; i < count; i++) {
    if (n == 0 || sorted[i] != sorted[n - 1]) sorted[n++] = sorted[i];
  }
  list.least = n > 0 ? sorted[0] : 0;
  list.range = n > 0 ? sorted[n - 1] - list.least : 0;
  const bits: u32 = 32 - clz(list.range);
  list.shift = bits > BUCKET_BITS ? bits - BUCKET_BITS : 0;
  const largest = fillBuckets(list, sorted, n);
  // Strides of 2^k, ..., 2, 1 keys tell 2^(k + 1) places apart.
  list.stride = largest > 0 ? (<u32>sizeof<u32>()) << (31 - clz(largest)) : 0;
  list.keys = reserve<u32>(n + 2 * largest);
  memory.copy(list.keys.address, sorted.address, (<usize>n) << 2);
  for (let i = n; i < n + 2 * largest; i++) list.keys[i] = u32.MAX_VALUE;
}

/** Returns how many keys the largest bucket has. */
function fillBuckets(list: RankList, keys: Pointer<u32>, n: i32): i32 {
  const buckets = <i32>(list.range >> list.shift) + 1;
  list.before = reserve<u16>(buckets);
  let largest = 0;
  for (let bucket = 0, i = 0; bucket < buckets; bucket++) {
    const first = i;
    list.before[bucket] = <u16>first;
    while (i < n && <i32>((keys[i] - list.least) >> list.shift) == bucket) i++;
    largest = max(largest, i - first);
  }
  return largest;
}
