import { Pointer, reserve } from '../base/memory';
import { randomBetween } from '../base/random';
import { isClose, nRows, values } from '../table/table';

/** Samples marked by one step of the loop. */
const STEP: i32 = 16;

/** The threshold drawn last, and how many of the samples have values up to it. */
export let threshold: f64 = 0;
export let nLeft: i32 = 0;
/** A bit for each sample, in their order: whether its value is up to the threshold. Behind the last are zeros. */
let marks: Pointer<u8> = changetype<Pointer<u8>>(0);

/** The values of a feature, in the order of the samples. */
let gathered: Pointer<f32> = changetype<Pointer<f32>>(0);
let lowest: f32 = 0;
let highest: f32 = 0;

export function reserveThresholds(): void {
  gathered = reserve<f32>(nRows + STEP);
  marks = reserve<u8>(nRows / 8 + STEP);
}

/** Draws a threshold between the extremes of a feature and marks the samples. False if the feature is constant. */
export function drawThreshold(feature: i32, samples: Pointer<Id>, size: i32): bool {
  gather(feature, samples, size);
  if (isClose(lowest, highest)) return false;
  const drawn = randomBetween(lowest, highest);
  mark(drawn == highest ? lowest : drawn, size);
  return true;
}

/** Marks the samples by a threshold that was drawn before. */
export function markAgain(feature: i32, samples: Pointer<Id>, size: i32, drawn: f64): void {
  gather(feature, samples, size);
  mark(drawn, size);
}

/** The marks of eight samples from `index` on, as a mask. */
export function marksFrom(index: i32): i32 {
  return ((<i32>load<u16>(marks.from(index >> 3).address)) >> (index & 7)) & 0xff;
}

/** 1 if the sample goes left, 0 if right. */
export function markOf(index: i32): i32 {
  return ((<i32>marks[index >> 3]) >> (index & 7)) & 1;
}

/** Looks the values up and finds their extremes. */
function gather(feature: i32, samples: Pointer<Id>, size: i32): void {
  const column = values.from(feature * nRows);
  const out = gathered;
  let low = column[samples[0]];
  let high = low;
  let i = 0;
  if (size >= 4) {
    let lows = f32x4.splat(low);
    let highs = lows;
    for (; i + 4 <= size; i += 4) {
      let four = v128.load32_zero(column.from(samples[i]).address);
      four = v128.load32_lane(column.from(samples[i + 1]).address, four, 1);
      four = v128.load32_lane(column.from(samples[i + 2]).address, four, 2);
      four = v128.load32_lane(column.from(samples[i + 3]).address, four, 3);
      v128.store(out.from(i).address, four);
      lows = f32x4.pmin(lows, four);
      highs = f32x4.pmax(highs, four);
    }
    lows = f32x4.pmin(lows, v128.shuffle<f32>(lows, lows, 2, 3, 0, 1));
    lows = f32x4.pmin(lows, v128.shuffle<f32>(lows, lows, 1, 0, 3, 2));
    highs = f32x4.pmax(highs, v128.shuffle<f32>(highs, highs, 2, 3, 0, 1));
    highs = f32x4.pmax(highs, v128.shuffle<f32>(highs, highs, 1, 0, 3, 2));
    low = f32x4.extract_lane(lows, 0);
    high = f32x4.extract_lane(highs, 0);
  }
  for (; i < size; i++) {
    const value = column[samples[i]];
    out[i] = value;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  lowest = low;
  highest = high;
}

function mark(at: f64, size: i32): void {
  const limit = f32x4.splat(singleUpTo(at));
  // What is behind the last sample goes right, that is nowhere.
  for (let i = size; i < size + STEP; i += 4) v128.store(gathered.from(i).address, f32x4.splat(Infinity));
  let count = 0;
  let i = 0;
  for (; i < size; i += STEP) {
    const four = gathered.from(i);
    const front = i16x8.narrow_i32x4_s(
      f32x4.le(v128.load(four.address), limit),
      f32x4.le(v128.load(four.from(4).address), limit),
    );
    const back = i16x8.narrow_i32x4_s(
      f32x4.le(v128.load(four.from(8).address), limit),
      f32x4.le(v128.load(four.from(12).address), limit),
    );
    const bits = i8x16.bitmask(i8x16.narrow_i16x8_s(front, back));
    store<u16>(marks.from(i >> 3).address, <u16>bits);
    count += popcnt(bits);
  }
  store<u16>(marks.from(i >> 3).address, 0);
  threshold = at;
  nLeft = count;
}

/** The largest single up to a double: a single is up to one exactly if it is up to the other. */
function singleUpTo(double: f64): f32 {
  const single = <f32>double;
  if (<f64>single <= double) return single;
  if (single == 0) return reinterpret<f32>(0x80000001);
  const bits = reinterpret<u32>(single);
  return reinterpret<f32>(bits >> 31 ? bits + 1 : bits - 1);
}
